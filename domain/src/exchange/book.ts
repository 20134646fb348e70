import { sub, type Whole } from "../number/whole.ts"
import type { Market, Price, Quantity } from "../market/market.ts"
import type { AssetBalance } from "./asset-balance.ts"
import type { Session } from "../calendar/sessions.ts"
import type { Terms } from "../terms/terms.ts"
import type { Positions } from "./margin/position.ts"
import { hasLeg, isLimit, type PaperOrder, triggerOf } from "./paper-order.ts"
import type { AccountDeal } from "./account-deal.ts"

/**
 * The resting orders of one account on one symbol. Each list is sorted so that the order which is met next stands
 * last: finding it is O(1), taking it out is a pop, putting one in is a binary search.
 */
export interface Book {
  market: Market
  /** From quote units of the market to those of the account. */
  readonly quoteScale: Whole
  readonly baseScale: Whole
  /** What the account has of its two assets. */
  readonly quote: AssetBalance
  readonly base: AssetBalance
  /** By whose rules it trades; undefined: the kind ones. */
  readonly terms: Terms | undefined
  /** Why the account's broker takes no orders here at all. */
  readonly without: string | undefined
  /** What a trade here comes to. */
  deal: (price: Price, quantity: Quantity) => AccountDeal
  /** Last price seen; absent before the first. */
  lastPrice: Price | undefined
  /** Volume of the last move that told one, in lots. */
  volume: Whole | undefined
  /** Lots that may still be taken of the last move's volume; Infinity when it is not limited. */
  available: Whole
  /** Limit buys, highest last. */
  readonly buys: Array<PaperOrder>
  /** Limit sells, lowest last. */
  readonly sells: Array<PaperOrder>
  /** Stops that trigger at or above their price, lowest last. */
  readonly stopBuys: Array<PaperOrder>
  /** Stops that trigger at or below their price, highest last. */
  readonly stopSells: Array<PaperOrder>
  /** Market orders and triggered stops that wait for volume, oldest first. */
  readonly working: Array<PaperOrder>
  /** Orders that wait for the session they are for; oldest first (PAPER-22). */
  readonly asleep: Array<PaperOrder>
  /** The session the market is in; REGULAR where none are kept. */
  session: Session
  /** When the session changes next, ms; Infinity: never. Zero: nothing is known of it yet. */
  turnsAt: number
  /** The regular session has just begun: the first price is that of its auction. */
  opens: boolean
  /** Positions on margin; undefined on a spot market. */
  readonly positions: Positions | undefined
  /** The nearest price below (above) at which one of them is liquidated; zero (Infinity): none. */
  liquidationBelow: number
  liquidationAbove: number
}

/** Lots are taken of what may still be. */
export const consume = (book: Book, lots: Whole): void => {
  if (book.available !== Infinity) book.available = sub(book.available, lots)
}

/** Whether an order waits for the session it is for: before and after the regular one only orders given for it work. */
export const sleeps = ({ session }: Book, { request }: PaperOrder): boolean =>
  session !== "REGULAR" && request.session !== "EXTENDED"

/** The list an order rests in. */
const listOf = (book: Book, order: PaperOrder): Array<PaperOrder> => {
  if (sleeps(book, order)) return book.asleep
  if (order.working) return book.working
  const buy = order.request.side === "BUY"
  if (!isLimit(order)) return buy ? book.stopBuys : book.stopSells
  return buy ? book.buys : book.sells
}

/** Rank in its list: the greatest is met first. */
const rank = (book: Book, list: ReadonlyArray<PaperOrder>, order: PaperOrder): number => {
  if (list === book.stopSells) return triggerOf(order)
  if (list === book.stopBuys) return -triggerOf(order)
  return list === book.buys ? order.price : -order.price
}

/** First index whose order is met no earlier than `order` would be. */
const indexFor = (book: Book, list: ReadonlyArray<PaperOrder>, order: PaperOrder): number => {
  const target = rank(book, list, order)
  const last = topOf(list)
  // What is placed after a fill mostly lies nearest to the price.
  if (last === undefined || rank(book, list, last) < target) return list.length
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = list[middle]
    if (other === undefined) break
    const otherRank = rank(book, list, other)
    if (otherRank < target || (otherRank === target && other.sequence > order.sequence)) low = middle + 1
    else high = middle
  }
  return low
}

/** Puts an order where it will be found in price and time priority. */
export const rest = (book: Book, order: PaperOrder): void => {
  const list = listOf(book, order)
  if (list === book.working || list === book.asleep) {
    list.push(order)
    list.sort((a, b) => a.sequence - b.sequence)
  } else {
    insert(list, indexFor(book, list, order), order)
    if (hasLeg(order)) insert(legs(book, order), indexFor(book, legs(book, order), order), order)
  }
}

/** The list in which the stop of an exit waits. */
const legs = (book: Book, { request }: PaperOrder): Array<PaperOrder> =>
  request.side === "BUY" ? book.stopBuys : book.stopSells

/** Takes the stop of an exit out of its list: the exit was filled. */
export const unleg = (book: Book, order: PaperOrder): void => {
  if (!hasLeg(order)) return
  const list = legs(book, order)
  const index = list.indexOf(order)
  if (index >= 0) list.splice(index, 1)
}

/** `splice` by hand: what is new mostly comes last or nearly so, and an array of what was taken out is not made. */
const insert = (list: Array<PaperOrder>, index: number, order: PaperOrder): void => {
  list.push(order)
  for (let i = list.length - 1; i > index; i--) list[i] = list[i - 1] ?? order
  list[index] = order
}

/** Takes an order out of its list. */
export const unrest = (book: Book, order: PaperOrder): void => {
  const list = listOf(book, order)
  if (list !== book.asleep && list !== book.working) unleg(book, order)
  const top = list.length - 1
  if (list[top] === order) {
    list.pop()
    return
  }
  const index = list === book.working || list === book.asleep ? list.indexOf(order) : indexFor(book, list, order)
  if (list[index] === order) list.splice(index, 1)
}

export const openOrderCount = ({ asleep, buys, sells, stopBuys, stopSells, working }: Book): number =>
  buys.length + sells.length + stopBuys.length + stopSells.length + working.length + asleep.length

/** Every order of a book that may still fill, oldest first. */
export const inBook = ({ asleep, buys, sells, stopBuys, stopSells, working }: Book): Array<PaperOrder> =>
  [...buys, ...sells, ...stopBuys.filter(ownPlace), ...stopSells.filter(ownPlace), ...working, ...asleep].sort(
    (a, b) => a.sequence - b.sequence
  )

/** An exit with a stop stands in two lists, and is one order. */
const ownPlace = (order: PaperOrder): boolean => !hasLeg(order)

/** The prices nearest to the last one at which something would be filled. */
export interface Crossings {
  readonly above?: Price
  readonly below?: Price
}

/** The order that is met next. (Reading at index -1 of an empty list is slow.) */
export const topOf = (list: ReadonlyArray<PaperOrder>): PaperOrder | undefined =>
  list.length === 0 ? undefined : list[list.length - 1]

const nextTrigger = (stops: ReadonlyArray<PaperOrder>): Price | undefined => {
  const top = topOf(stops)
  return top === undefined ? undefined : triggerOf(top)
}

/** Next price above (at or over) and below (at or under) that would fill something. O(1). */
export const nextAbove = (book: Book): Price | undefined => {
  if (book.working.length > 0) return 1 as Price
  const sell = topOf(book.sells)?.price
  const stop = nextTrigger(book.stopBuys)
  const nearest = sell === undefined ? stop : stop === undefined || sell < stop ? sell : stop
  return book.liquidationAbove < (nearest ?? Infinity) ? (book.liquidationAbove as Price) : nearest
}

export const nextBelow = (book: Book): Price | undefined => {
  const buy = topOf(book.buys)?.price
  const stop = nextTrigger(book.stopSells)
  const nearest = buy === undefined ? stop : stop === undefined || buy > stop ? buy : stop
  return book.liquidationBelow > (nearest ?? 0) ? (book.liquidationBelow as Price) : nearest
}
