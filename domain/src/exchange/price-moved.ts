import { asQuantity } from "../number/exact.ts"
import { smaller, type Whole } from "../number/whole.ts"
import type { Market, Price } from "../market/market.ts"
import type { ExecutionReport, Heard } from "../order/report.ts"
import { type Account, bookOf } from "./account.ts"
import { shareOfVolume } from "./fill-model.ts"
import { type Book, nextAbove, nextBelow, topOf, consume, unleg, unrest } from "./book.ts"
import { end } from "./end.ts"
import { turn } from "./hours.ts"
import { lacks, take, trigger } from "./match.ts"
import { watchLiquidations } from "./margin/backing.ts"
import { liquidate } from "./margin/liquidate.ts"
import { hasLeg, isOpen, type PaperOrder, remaining, triggerOf, turnToStop } from "./paper-order.ts"
import { affordable, settle } from "./settle.ts"

export interface Move {
  /**
   * Lots traded since the last volume that was told. This account's orders may take their share of them until the
   * next is told; a market that never tells one fills whole.
   */
  readonly volume?: Whole
  /**
   * The market was closed in between and opens at this price (an opening auction): limit orders that were passed fill
   * at the opening price, which is better than their limit. While a market trades, a resting order is hit at its own
   * limit on the way, however far the price goes.
   */
  readonly gap?: boolean
}

const fillResting = (
  account: Account,
  book: Book,
  list: Array<PaperOrder>,
  order: PaperOrder,
  price: Price,
  at: number,
  out: Heard
): boolean => {
  const wanted = asQuantity(smaller(remaining(order), book.available))
  if (wanted === 0) return false
  const quantity = book.positions === undefined ? wanted : affordable(book, order, price, wanted)
  if (quantity < wanted) {
    list.pop()
    unleg(book, order)
    if (quantity > 0) out.push(settle(account, book, order, price, quantity, "MAKER", at))
    end(account, book, order, lacks(book, order), at, out)
    return true
  }
  consume(book, quantity)
  out.push(settle(account, book, order, price, quantity, "MAKER", at))
  if (remaining(order) > 0) return false
  list.pop()
  unleg(book, order)
  return true
}

/** An order that a price falling (rising) to `price` comes to. */
const metBy = (order: PaperOrder | undefined, price: Price, falling: boolean): PaperOrder | undefined =>
  order !== undefined && (falling ? order.price >= price : order.price <= price) ? order : undefined

/** A stop that a price falling (rising) to `price` comes to. */
const triggeredBy = (order: PaperOrder | undefined, price: Price, falling: boolean): PaperOrder | undefined =>
  order !== undefined && (falling ? triggerOf(order) >= price : triggerOf(order) <= price) ? order : undefined

/** Meets the orders between the last price and the new one in the order a falling (rising) price would. */
const sweep = (
  account: Account,
  book: Book,
  price: Price,
  at: number,
  gap: boolean,
  falling: boolean,
  out: Heard
): void => {
  const limits = falling ? book.buys : book.sells
  const stops = falling ? book.stopSells : book.stopBuys
  let limitsDry = false
  for (;;) {
    const to = tradedOnTheWay(book, price)
    const limit: PaperOrder | undefined = limitsDry ? undefined : metBy(topOf(limits), to, falling)
    const stop = triggeredBy(topOf(stops), to, falling)
    const met = stop === undefined ? 0 : triggerOf(stop)
    const limitFirst = stop === undefined || (falling ? (limit?.price ?? 0) >= met : (limit?.price ?? Infinity) <= met)
    if (limit !== undefined && limitFirst) {
      limitsDry = !fillResting(account, book, limits, limit, gap ? price : limit.price, at, out)
    } else if (stop !== undefined) {
      if (hasLeg(stop)) {
        unrest(book, stop)
        turnToStop(stop)
      } else stops.pop()
      trigger(account, book, stop, to, at, out)
    } else return
    if (book.positions !== undefined) watchLiquidations(account)
  }
}

/**
 * Where a market on its way to a price trades before: at the nearest liquidation price it jumps over (MARGIN-7), else at
 * the price itself.
 */
const tradedOnTheWay = ({ liquidationAbove, liquidationBelow, positions }: Book, price: Price): Price => {
  if (positions === undefined) return price
  if (price <= liquidationBelow) return liquidationBelow as Price
  return price >= liquidationAbove ? (liquidationAbove as Price) : price
}

/**
 * Meets the orders on the way to a price and takes over every position whose liquidation price is passed, also of one
 * that is only made on the way: orders before that price are met first, and the rest of the way follows.
 */
const sweepOnMargin = (
  account: Account,
  book: Book,
  price: Price,
  at: number,
  gap: boolean,
  falling: boolean,
  out: Heard
): void => {
  for (;;) {
    watchLiquidations(account)
    sweep(account, book, price, at, gap, falling, out)
    const stage = tradedOnTheWay(book, price)
    const before = account.tradeCount
    if (price <= book.liquidationBelow || price >= book.liquidationAbove) liquidate(account, book, stage, at, out)
    if (account.tradeCount === before) return
  }
}

const meets = (book: Book, price: Price): boolean =>
  price >= (nextAbove(book) ?? Infinity) || price <= (nextBelow(book) ?? 0)

/** The market trades at a price that meets no order of the account (PAPER-17): it is only remembered. */
export const passedBy = (book: Book, price: Price): void => {
  book.lastPrice = price
  book.opens = false
}

/** A price that trades without a volume told, and without a break before it. */
const plain: Move = {}

/** The market trades at a new price, as in `priceMoved`; what happened goes to `out`. */
export const moveIn = (account: Account, book: Book, price: Price, at: number, out: Heard, move = plain): void => {
  const share = account.fillModel.volumeSharePercent
  if (at >= book.turnsAt) turn(account, book, at, out)
  const falling = book.lastPrice === undefined || price <= book.lastPrice
  book.lastPrice = price
  if (move.volume !== undefined) {
    book.volume = move.volume
    if (share !== undefined) book.available = shareOfVolume(move.volume, share)
  }

  const { opens } = book
  book.opens = false
  if (!meets(book, price)) return
  if (book.working.length > 0)
    for (const order of book.working.slice()) if (isOpen(order)) take(account, book, order, price, at, out)
  const gap = move.gap === true || opens
  const meet = book.positions === undefined ? sweep : sweepOnMargin
  meet(account, book, price, at, gap, falling, out)
  meet(account, book, price, at, gap, !falling, out)
  watchLiquidations(account)
}

/**
 * The market trades at a new price. Touching is enough: a limit order fills at its limit when the price reaches or
 * passes it, a stop becomes a market order at the new price. Costs O(1) when nothing is met.
 *
 * @returns what happened to this account's orders, in the order in which the price met them
 */
export const priceMoved = (
  account: Account,
  market: Market,
  price: Price,
  at: number,
  move?: Move
): ReadonlyArray<ExecutionReport> => {
  const out: Array<ExecutionReport> = []
  moveIn(account, bookOf(account, market), price, at, out, move)
  return out
}
