import { amountWords, neededWords } from "../../market/words.ts"
import { sub, type Whole } from "../../number/whole.ts"
import { type Account, amountText } from "../account.ts"
import type { Book } from "../book.ts"
import { reservePrice, takerPrice } from "../match.ts"
import { isLimit, isProtective, type PaperOrder, remaining } from "../paper-order.ts"
import type { Refusal } from "../refusal.ts"
import { lacking, onlyReduces, reducible } from "./hold.ts"
import { type Positions, positionKey, UNLEVERED } from "./position.ts"

/** Why a futures order is not taken (MARGIN-2, MARGIN-4, MARGIN-5). */
export const marginRefusal = (
  account: Account,
  book: Book,
  positions: Positions,
  order: PaperOrder,
  takes: boolean
): Refusal | undefined => {
  const { market } = book
  const { base, futures } = market.instrument
  const margin = order.request.margin ?? UNLEVERED
  const most = futures?.maxLeverage ?? 1
  if (!Number.isSafeInteger(margin.leverage) || margin.leverage < 1 || margin.leverage > most)
    return { reason: "INVALID", message: `the leverage must be a whole number from 1 to ${most}` }
  const position = positions.get(positionKey(order.request.clientOrderId))
  if (position !== undefined && (position.leverage !== margin.leverage || position.type !== margin.type)) {
    const held = `${position.leverage}x ${position.type.toLowerCase()}`
    return { reason: "INVALID", message: `the position is held at ${held}: close it before that is changed` }
  }
  // A protective stop may come when what it protects has just gone: it waits, and finds nothing to do.
  if (order.request.reduceOnly && !isProtective(order) && reducible(positions, order) === 0)
    return { reason: "REDUCE_ONLY", message: `there is no position in ${base} that it would reduce` }
  if (onlyReduces(order)) return undefined
  const last = book.lastPrice
  const price =
    takes && last !== undefined ? takerPrice(account, book, order, last) : reservePrice(account, book, order)
  const rate = takes || !isLimit(order) ? market.takerFeeRate : market.makerFeeRate
  const need = lacking(book, positions, order, price, remaining(order), rate)
  return need <= book.quote.free ? undefined : lackOf(account, book, need)
}

const lackOf = (account: Account, { market, quote: { free } }: Book, need: Whole): Refusal => {
  const { quote } = market.instrument
  const text = (amount: Whole) => amountText(account, quote, amount)
  return {
    reason: "INSUFFICIENT_FUNDS",
    message: `needs ${neededWords(text(need), quote)} of margin, ${amountWords(text(free), quote)} are free`,
    missing: { asset: quote, amount: text(sub(need, free)) }
  }
}
