import type { Time } from "../../ids.ts"
import type { Market, Price } from "../../market/market.ts"
import { asQuantity, ceilDiv, fixed, WHOLE } from "../../number/exact.ts"
import { absolute, add, divided, smaller, sub, times, type Whole, whole } from "../../number/whole.ts"
import type { ExecutionReport } from "../../order/report.ts"
import type { Account } from "../account.ts"
import { watchLiquidations } from "./backing.ts"
import { rehold } from "./hold.ts"
import { marginOf, type MarginPosition } from "./position.ts"
import { nextTradeId, recordSettlement } from "./settlement.ts"

const HOUR = 3_600_000

/** The first moment after `at` at which funding is due on a market (ms); Infinity where there is none. */
export const fundingAfter = (market: Market, at: number): number => {
  const { futures } = market.instrument
  if (futures === undefined || futures.fundingHours <= 0) return Infinity
  const every = futures.fundingHours * HOUR
  return (Math.floor(at / every) + 1) * every
}

/** When funding of this account's positions on a market is due next, ms; Infinity when it holds none. */
export const nextFunding = (account: Account, market: Market): number => {
  const book = account.books.get(market.instrument.symbol)
  let next = Infinity
  for (const position of book?.positions?.values() ?? [])
    if (position.lots !== 0) next = Math.min(next, fundingAfter(market, position.fundedAt))
  return next
}

/**
 * Charges the funding due up to a moment (MARGIN-6): the position's value at `price` times the rate, from longs to
 * shorts while the rate is positive. What the free balance can't pay is taken from the position's margin.
 */
export const chargeFunding = (
  account: Account,
  market: Market,
  price: Price,
  at: number
): ReadonlyArray<ExecutionReport> => {
  const { futures, symbol } = market.instrument
  const book = account.books.get(symbol)
  if (futures === undefined || book?.positions === undefined) return []
  const out: Array<ExecutionReport> = []
  const rate = fixed(futures.fundingRate)
  for (const [key, position] of book.positions) {
    for (let due = fundingAfter(market, position.fundedAt); position.lots !== 0 && due <= at;) {
      const value = market.notional(price, asQuantity(absolute(position.lots)))
      // Paid amounts round up, received ones down.
      const owed = whole(ceilDiv(value * (position.lots > 0 ? rate : -rate), WHOLE))
      const asset = book.quote
      const most = divided(add(asset.free, releasable(position, book.quoteScale)), book.quoteScale)
      const amount = smaller(owed, most)
      const units = times(amount, book.quoteScale)
      const beyond = units > asset.free ? sub(units, asset.free) : 0
      asset.free = sub(asset.free, units)
      position.deficit = add(position.deficit, beyond)
      position.fundedAt = due
      rehold(book, key, position)
      recordSettlement(
        account,
        position,
        {
          _tag: "FundingCharged",
          at: due as Time,
          clientOrderId: position.last,
          tradeId: nextTradeId(account),
          amount
        },
        out
      )
      due = fundingAfter(market, due)
    }
  }
  if (out.length > 0) watchLiquidations(account)
  return out
}

/** Margin that can be taken from a position without taking what its orders on the other side need. */
const releasable = (position: MarginPosition, quoteScale: Whole): Whole => {
  const margin = marginOf(position, quoteScale)
  const beyondOrders = sub(position.held, position.lots >= 0 ? position.sells : position.buys)
  const least = smaller(margin, beyondOrders)
  return least > 0 ? least : 0
}
