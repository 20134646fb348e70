import { expect, it } from "vitest"
import { ClientOrderId } from "@tradetower/domain/ids"
import { reasonOf, rejected } from "./refusals.ts"

const id = ClientOrderId.make("tt-1")
const reason = (name: string) => rejected(id, { new_order_failure_reason: name }).reason

it("reads the one of the three places that says something", () => {
  const empty = {
    error: "UNKNOWN_FAILURE_REASON",
    preview_failure_reason: "UNKNOWN_PREVIEW_FAILURE_REASON",
    new_order_failure_reason: "UNKNOWN_FAILURE_REASON"
  }
  expect(reasonOf({ ...empty, new_order_failure_reason: "INSUFFICIENT_FUND" })).toBe("INSUFFICIENT_FUND")
  expect(reasonOf({ ...empty, preview_failure_reason: "PREVIEW_INSUFFICIENT_FUND" })).toBe("PREVIEW_INSUFFICIENT_FUND")
  expect(reasonOf({ ...empty, error: "INVALID_ARGUMENT" })).toBe("INVALID_ARGUMENT")
  expect(reasonOf({ error: "REJECT_REASON_UNSPECIFIED" })).toBe("UNKNOWN")
  expect(reasonOf({ ...empty, new_order_failure_reason: null })).toBe("UNKNOWN")
})

it("says of a stop in steps that are too fine no more than that", () => {
  expect(rejected(id, { new_order_failure_reason: "INVALID_STOP_PRICE_PRECISION" }).message).toContain("coarser steps")
})

it.each([
  ["INSUFFICIENT_FUND", "INSUFFICIENT_FUNDS"],
  ["PREVIEW_INSUFFICIENT_FUNDS_FOR_FUTURES", "INSUFFICIENT_FUNDS"],
  ["PREVIEW_INVALID_BASE_SIZE_TOO_SMALL", "BELOW_MINIMUM"],
  ["PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL", "BELOW_MINIMUM"],
  ["INVALID_SIZE_PRECISION", "INVALID"],
  ["INVALID_PRICE_PRECISION", "INVALID"],
  ["INVALID_LIMIT_PRICE", "INVALID"],
  ["PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY", "POST_ONLY"],
  ["UNSUPPORTED_ORDER_CONFIGURATION", "INVALID"],
  ["PREVIEW_LIMIT_PRICE_TOO_FAR_FROM_MARKET", "INVALID"],
  ["PREVIEW_BREACHED_PRICE_LIMIT", "INVALID"],
  ["PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE", "INVALID"],
  ["PREVIEW_MAX_OPEN_ORDERS", "TOO_MANY_ORDERS"],
  ["REDUCE_ONLY_NOT_ALLOWED_ON_SPOT_PRODUCTS", "REDUCE_ONLY"],
  ["PREVIEW_REDUCE_ONLY_NOT_ALLOWED_ON_VENUE", "REDUCE_ONLY"],
  ["UNTRADABLE_PRODUCT", "MARKET_CLOSED"],
  ["TRADING_DISABLED", "MARKET_CLOSED"],
  ["PRODUCT_TRADING_HALTED", "MARKET_CLOSED"],
  ["ORDER_ENTRY_DISABLED", "MARKET_CLOSED"],
  ["PREVIEW_INVALID_FCM_TRADING_SESSION", "MARKET_CLOSED"],
  ["FUTURES_AFTER_HOUR_INVALID_ORDER_TYPE", "MARKET_CLOSED"],
  ["INVALID_NO_LIQUIDITY", "EXCHANGE"],
  ["COMMANDER_REJECTED_NEW_ORDER", "EXCHANGE"],
  ["RISK_PROXY_FAILURE", "EXCHANGE"],
  ["PREVIEW_GEOFENCING_RESTRICTION", "EXCHANGE"],
  ["INELIGIBLE_PAIR", "EXCHANGE"],
  ["PREVIEW_IN_LIQUIDATION", "EXCHANGE"],
  ["PREVIEW_CLOSE_ONLY_FAILURE", "EXCHANGE"],
  ["OPPOSITE_MARGIN_TYPE_EXISTS", "EXCHANGE"],
  ["SOMETHING_NEW", "EXCHANGE"]
] as const)("%s is %s", (name, is) => {
  expect(reason(name)).toBe(is)
  expect(rejected(id, { new_order_failure_reason: name }).message).toMatch(/^Coinbase .+\(.*\)$/)
})

it("says what to do where a wallet lacks, and cuts what Coinbase says", () => {
  expect(rejected(id, { error: "INVALID_ARGUMENT", message: "account is not available" }).message).toContain("wallet")
  expect(rejected(id, { error: "INTERNAL", message: "x".repeat(5_000) }).message.length).toBeLessThan(400)
})
