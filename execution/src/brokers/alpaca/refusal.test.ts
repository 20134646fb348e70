import { Option } from "effect"
import { describe, expect, it } from "vitest"
import { meaningOf, meaningOfCancel } from "./refusal.ts"

const answered = (status: number, code?: string, message?: string, more: object = {}) => ({
  status,
  body: message === undefined ? Option.none() : Option.some({ ...(code !== undefined && { code }), message, ...more })
})

describe("what Alpaca means", () => {
  it.each([
    ["a wrong key", answered(401, "40110000", "request is not authorized"), "KeyRefused"],
    ["no key, answered by a page", answered(401), "KeyRefused"],
    ["a key of the other kind of money", answered(403, undefined, "forbidden."), "KeyRefused"],
    ["too much", answered(429, "42910000", "rate limit exceeded"), "TooMany"],
    ["too much, answered by a page", answered(429), "TooMany"],
    ["a time-out of its own", answered(504, "50410000", "request timed out"), "Unclear"],
    ["trouble of its own", answered(500, "50010000", "internal server error occurred"), "Unclear"],
    ["a page of whoever stands between", answered(403), "Unclear"],
    ["a page in place of an answer", answered(200), "Unclear"],
    ["the same id again", answered(422, "40010001", "client_order_id must be unique"), "Duplicate"],
    ["a page nobody knows, of whoever stands between", answered(404, undefined, "no route matched"), "Unclear"],
    ["nothing there", answered(404, "40410000", "order not found"), "NotFound"],
    ["what it refuses no order with", answered(409, "40910000", "conflict"), "Unclear"]
  ] as const)("by %s", (_, answer, tag) => {
    expect(meaningOf(answer)._tag).toBe(tag)
  })

  it.each([
    ["40010001", 422, "qty must be > 0", "INVALID"],
    ["40310000", 403, "insufficient buying power", "INSUFFICIENT_FUNDS"],
    ["40310000", 403, "insufficient day trading buying power", "INSUFFICIENT_FUNDS"],
    ["40310000", 403, "insufficient qty available for order (requested: 5, available: 2)", "INSUFFICIENT_FUNDS"],
    ["40310000", 403, 'asset "KO" is not fractionable', "INVALID"],
    ["40310000", 403, "potential wash trade detected. use complex orders", "OPPOSITE_ORDER"],
    ["42210000", 422, "potential wash trade detected. use complex orders", "OPPOSITE_ORDER"],
    ["40310000", 403, "cost basis must be >= minimal amount of order 10", "BELOW_MINIMUM"],
    ["40310000", 403, "new orders are rejected by user request", "EXCHANGE"],
    ["40310000", 403, "account not authorized to trade", "EXCHANGE"],
    ["40310100", 403, "trade denied due to pattern day trading protection", "RISK_LIMIT"],
    ["42210000", 422, "extended hours order must be DAY or GTC limit orders", "MARKET_CLOSED"],
    [
      "42210000",
      422,
      "invalid limit_price 1.234. sub-penny increment does not fulfill minimum pricing criteria",
      "INVALID"
    ],
    ["42210000", 422, "stop orders are not eligible for extended hours", "MARKET_CLOSED"],
    ["40310000", 403, "account not eligible to trade uncovered option contracts", "EXCHANGE"],
    ["42210000", 422, "asset KO is halted", "INVALID"],
    ["42210000", 422, "fractional orders must be DAY orders", "INVALID"],
    ["40310000", 403, "something nobody has heard of", "EXCHANGE"]
  ] as const)("by %s %i %s: %s", (code, status, message, reason) => {
    expect(meaningOf(answered(status, code, message))).toMatchObject({ _tag: "Refused", reason })
  })

  it.each([
    ["insufficient buying power", { buying_power: "10.5", cost_basis: "100" }, { asset: "USD", amount: "89.5" }],
    ["insufficient qty available for order (requested: 5, available: 2)", {}, { asset: "KO", amount: "3" }],
    ["insufficient balance for BTC (requested: 0.2, available: 0.05)", {}, { asset: "BTC", amount: "0.15" }],
    ["insufficient buying power", {}, undefined],
    ["insufficient buying power", { related_orders: "none" }, undefined]
  ])("by %s %o: what was lacking", (message, more, missing) => {
    const meaning = meaningOf(answered(403, "40310000", message, more), "KO")
    expect(meaning).toMatchObject({ _tag: "Refused" })
    expect("missing" in meaning ? meaning.missing : undefined).toEqual(missing)
  })

  it("of a cancel, that it came too late", () => {
    const late = answered(422, "42210000", 'order is already in "filled" state')
    expect([meaningOfCancel(late)._tag, meaningOfCancel(answered(500))._tag]).toEqual(["Ended", "Unclear"])
    expect(meaningOfCancel(answered(422, "40010001", "order_id is missing"))._tag).toBe("Refused")
  })
})
