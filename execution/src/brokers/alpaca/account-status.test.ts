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
