import { expect, it } from "vitest"
import { Decimal } from "@tradetower/domain/number"
import { closeOnly, tradesCoins } from "./account-status.ts"

it.each([
  ["PA3", "PAPER_ONLY", undefined, true],
  ["PA3", "ACTIVE", undefined, true],
  ["PA3", "APPROVAL_PENDING", "Alpaca calls the account approval pending", false],
  ["123", "ACTIVE", undefined, true],
  ["123", "PAPER_ONLY", "Alpaca calls the account paper only", false]
])("account %s of status %s may trade, unless its status is one of paper alone and it is not", (...row) => {
  const [account_number, status, only, coins] = row
  const account = {
    account_number,
    status,
    crypto_status: status,
    cash: Decimal.make("1"),
    trading_blocked: false,
    account_blocked: false,
    trade_suspended_by_user: false
  }
  expect([closeOnly(account), tradesCoins(account)]).toEqual([only, coins])
})

it.each([
  ["600", "0", undefined],
  ["600.01", "0", "its positions are worth more than six times its equity"],
  ["300", "-300.01", "its positions are worth more than six times its equity"],
  [undefined, undefined, undefined]
])("an account of 100 with %s long and %s short may trade, unless that is too much", (long, short, only) => {
  const account = {
    account_number: "123",
    status: "ACTIVE",
    cash: Decimal.make("1"),
    equity: Decimal.make("100"),
    ...(long !== undefined && { long_market_value: Decimal.make(long) }),
    ...(short !== undefined && { short_market_value: Decimal.make(short) }),
    trading_blocked: false,
    account_blocked: false,
    trade_suspended_by_user: false
  }
  expect(closeOnly(account)).toBe(only)
})
