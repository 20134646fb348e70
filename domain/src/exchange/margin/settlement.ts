import type { Heard, PositionReport } from "../../order/report.ts"
import type { TradeId } from "../../ids.ts"
import { type Account, noteChange } from "../account.ts"
import { say } from "../paper-order.ts"
import type { MarginPosition } from "./position.ts"

/** Counts one more happening of the account; its id is made from the number, like a trade's. */
export const nextTradeId = (account: Account): TradeId => {
  account.tradeCount += 1
  return account.tradeId(account.tradeCount) as TradeId
}

/** Writes what happened to a position into the account, under the order that last changed it, and says it. */
export const recordSettlement = (
  account: Account,
  position: MarginPosition,
  report: PositionReport,
  out: Heard
): void => {
  const order = account.orders.get(position.last)
  out.push(report)
  if (order === undefined || !account.remembers) return
  say(order, report)
  account.settlements.push({ number: account.tradeCount, symbol: order.symbol, order, report })
  noteChange(account, order)
}
