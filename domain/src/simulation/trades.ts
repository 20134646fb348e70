import type { Market } from "../market/market.ts"
import { scaleOf } from "../market/value.ts"
import type { LiveOrder } from "../order/live-order.ts"
import { type FillLog, fillsOf, reduces } from "./fill-log.ts"

/** A trade that is over: an order that reduced the position. Amounts in quote units. */
export interface ClosedTrade {
  /** After its own fees and its share of those paid to get in. */
  readonly profit: number
  /** From the average entry of what it closed to its last fill, ms. */
  readonly millis: number
}

/** What a run's fills come to. */
export interface Trades {
  readonly closed: ReadonlyArray<ClosedTrade>
  /** What takers paid beyond the price seen, quote units. */
  readonly slippage: number
}

/**
 * Joins fills to closed trades. Entry fees and entry times are averaged over the position, as the books average its
 * cost: a reduction takes its share of the fees, and its duration counts from the average time of entry. Floats: these
 * are statistics; what was earned is in the books.
 */
export const tradesOf = (market: Market, log: FillLog): Trades => {
  const closed: Array<ClosedTrade> = []
  let before = 0
  let entryFees = 0
  let enteredAt = 0
  let open: { order: LiveOrder; profit: number; millis: number } | undefined
  for (const { fee: charged, order, position, profit, report } of fillsOf(log)) {
    const held = Number(position)
    const fee = Number(charged)
    const made = Number(profit)
    const turns = held * before < 0
    if (reduces(before, held)) {
      const part = turns ? 1 : 1 - held / before
      const net = made - fee - entryFees * part
      entryFees *= 1 - part
      const millis = report.at - enteredAt
      if (open?.order === order) {
        open.profit += net
        open.millis = millis
      } else {
        if (open !== undefined) closed.push(open)
        open = { order, profit: net, millis }
      }
      if (turns) enteredAt = report.at
    } else {
      const grown = Math.abs(held) - Math.abs(before)
      enteredAt = before === 0 ? report.at : enteredAt + ((report.at - enteredAt) * grown) / Math.abs(held)
      entryFees += fee
    }
    before = held
  }
  if (open !== undefined) closed.push(open)
  return { closed, slippage: Number(log.slipped) * Number(scaleOf(market).cell) }
}
