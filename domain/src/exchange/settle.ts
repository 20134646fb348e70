import type { TradeId } from "../ids.ts"
import { add, big, divided, smaller, sub, times, type Whole, whole } from "../number/whole.ts"
import { asQuantity } from "../number/exact.ts"
import type { Market, Price, Quantity } from "../market/market.ts"
import type { Fill } from "../order/report.ts"
import type { AssetBalance } from "./asset-balance.ts"
import { type Account, noteChange } from "./account.ts"
import type { Book } from "./book.ts"
import { affordableOnMargin, release, weigh, weightOf } from "./margin/hold.ts"
import type { Positions } from "./margin/position.ts"
import { tradeOnMargin } from "./margin/trade.ts"
import {
  type Charged,
  hasLeg,
  isLimit,
  isProtective,
  type PaperOrder,
  remaining,
  say,
  sinceThen,
  uncharged
} from "./paper-order.ts"

type Liquidity = Fill["liquidity"]

const ONE = 1_000_000_000n
const rateOf = (market: Market, liquidity: Liquidity): bigint =>
  liquidity === "MAKER" ? market.makerFeeRate : market.takerFeeRate

/** What an order was charged as maker or as taker so far. */
const chargedOn = (order: PaperOrder, liquidity: Liquidity): Charged =>
  liquidity === "MAKER" ? order.maker : order.taker

/** The running total goes on. */
const charge = (order: PaperOrder, liquidity: Liquidity, amount: Whole, fee: Whole): void => {
  const before = chargedOn(order, liquidity)
  const total = { basis: add(before.basis, amount), fee: add(before.fee, fee) }
  if (liquidity === "MAKER") order.maker = total
  else order.taker = total
}

/**
 * The fee on one more `amount`, charged on the running total: of the order's fills of one liquidity, and, where each unit
 * costs or there is a minimum, of all of them.
 */
const nextFee = (market: Market, order: PaperOrder, liquidity: Liquidity, amount: Whole, quantity: Whole): Whole => {
  const charged = chargedOn(order, liquidity)
  const rate = rateOf(market, liquidity)
  if (market.unitFees === undefined) return sub(whole(market.feeOn(big(add(charged.basis, amount)), rate)), charged.fee)
  const basis = add(add(order.maker.basis, order.taker.basis), amount)
  const total = whole(market.feeFor(big(basis), add(order.filled, quantity), rate))
  const before = add(order.maker.fee, order.taker.fee)
  return total > before ? sub(total, before) : 0
}

/** Whether nothing was charged of an order yet that the next fee follows from. */
const isFirst = (market: Market, order: PaperOrder, liquidity: Liquidity): boolean =>
  market.unitFees !== undefined
    ? order.maker === uncharged && order.taker === uncharged
    : chargedOn(order, liquidity) === uncharged

/** What a buy of `quantity` at `price` would take from the account, fee included, in units of the account. */
export const costOf = (
  book: Book,
  order: PaperOrder,
  price: Price,
  quantity: Quantity,
  liquidity: Liquidity
): Whole => {
  const market = book.market
  const deal = book.deal(price, quantity)
  if (isFirst(market, order, liquidity)) return liquidity === "MAKER" ? deal.maker.cost : deal.taker.cost
  const inQuote = market.instrument.feeAsset === "QUOTE"
  const fee = inQuote ? nextFee(market, order, liquidity, deal.notional, quantity) : 0
  // A rebate is not counted on when funds are held back.
  return times(fee > 0 ? add(deal.notional, fee) : deal.notional, book.quoteScale)
}

/** As what an order is counted on to trade; an exit with a stop as what costs more. */
const liquidityOf = (order: PaperOrder): Liquidity => (isLimit(order) && !hasLeg(order) ? "MAKER" : "TAKER")

/** What has to be held back for what is left of an order: the worst it can cost, fee included. */
export const needOf = (book: Book, order: PaperOrder, price: Price): Whole => {
  const left = remaining(order)
  if (left === 0 || isProtective(order)) return 0
  if (book.positions !== undefined) return weightOf(book, order, price, left, rateOf(book.market, liquidityOf(order)))
  if (order.request.side === "SELL") return book.deal(price, left).goods
  return costOf(book, order, price, left, liquidityOf(order))
}

/** The asset an order pays with. */
export const paysWith = (book: Book, order: PaperOrder): AssetBalance =>
  order.request.side === "BUY" ? book.quote : book.base

/** Holds back `amount` for an order, giving back what was held for it before. */
export const reserve = (asset: AssetBalance, order: PaperOrder, amount: Whole): void => {
  const more = order.reserved === 0 ? amount : sub(amount, order.reserved)
  if (more === 0) return
  asset.free = sub(asset.free, more)
  asset.reserved = add(asset.reserved, more)
  order.reserved = amount
}

/** Holds back what an order needs: of the asset it pays with, or as margin of its position. */
export const hold = (book: Book, order: PaperOrder, amount: Whole): void => {
  if (book.positions === undefined) reserve(paysWith(book, order), order, amount)
  else weigh(book, book.positions, order, amount)
}

/** How many of `wanted` lots an order can pay for at `price` from what it reserved and what is free. */
export const affordable = (book: Book, order: PaperOrder, price: Price, wanted: Quantity): Quantity => {
  if (book.positions !== undefined) return affordableOnMargin(book, book.positions, order, price, wanted)
  const { market } = book
  const asset = paysWith(book, order)
  const funds = add(asset.free, order.reserved)
  if (order.request.side === "SELL") {
    const { goods } = book.deal(price, wanted)
    return goods <= funds ? wanted : asQuantity(smaller(wanted, market.lotsIn(divided(funds, book.baseScale))))
  }
  if (costOf(book, order, price, wanted, "TAKER") <= funds) return wanted
  const withoutFee = big(divided(funds, book.quoteScale)) * ONE
  const inQuote = market.instrument.feeAsset === "QUOTE" && market.takerFeeRate > 0n
  let lots = market.lotsFor(whole(withoutFee / (ONE + (inQuote ? market.takerFeeRate : 0n))), price)
  while (lots > 0 && costOf(book, order, price, lots, "TAKER") > funds) lots = asQuantity(sub(lots, 1))
  return lots
}

/**
 * One trade: moves both assets, charges the fee, holds back what the rest needs, and answers the report.
 * The funds for it must be there (`affordable`, or the order's own reserve).
 */
export const settle = (
  account: Account,
  book: Book,
  order: PaperOrder,
  price: Price,
  quantity: Quantity,
  liquidity: Liquidity,
  at: number
): Fill => {
  const { market, quoteScale, baseScale } = book
  const { instrument } = market
  const buy = order.request.side === "BUY"
  if (book.positions !== undefined)
    return settleOnMargin(account, book, book.positions, order, price, quantity, liquidity, at)
  const { base: lots, goods, maker, notional, taker } = book.deal(price, quantity)
  const feeInBase = buy && instrument.feeAsset === "RECEIVED"
  const way = liquidity === "MAKER" ? maker : taker
  const basis = feeInBase ? lots : notional
  const first = isFirst(market, order, liquidity)
  const fee = first && !feeInBase ? way.fee.amount : nextFee(market, order, liquidity, basis, quantity)

  const { base, quote } = book
  const pays = buy ? quote : base
  const gets = buy ? base : quote
  const paid = !buy
    ? goods
    : first && (feeInBase || fee >= 0)
      ? way.cost
      : times(feeInBase ? notional : add(notional, fee), quoteScale)
  pays.reserved = sub(pays.reserved, order.reserved)
  if (paid !== order.reserved) pays.free = add(pays.free, sub(order.reserved, paid))
  order.reserved = 0
  gets.free = add(
    gets.free,
    buy
      ? feeInBase
        ? times(sub(lots, fee), baseScale)
        : goods
      : first
        ? way.proceeds
        : times(sub(notional, fee), quoteScale)
  )
  order.filled = asQuantity(add(order.filled, quantity))
  if (remaining(order) === 0) order.status = "FILLED"
  else {
    order.status = "PARTLY_FILLED"
    charge(order, liquidity, basis, fee)
    const need = needOf(book, order, isLimit(order) ? order.price : price)
    reserve(pays, order, need <= pays.free ? need : pays.free)
  }

  const told: Fill["fee"] = feeInBase ? { _tag: "Base", amount: fee } : first ? way.fee : { _tag: "Quote", amount: fee }
  return recordFill(account, order, price, quantity, told, liquidity, at)
}

/** One trade on a futures market: the position moves, profit and fee are booked in quote. */
const settleOnMargin = (
  account: Account,
  book: Book,
  positions: Positions,
  order: PaperOrder,
  price: Price,
  quantity: Quantity,
  liquidity: Liquidity,
  at: number
): Fill => {
  const { market } = book
  const { maker, notional, taker } = book.deal(price, quantity)
  const owed = isFirst(market, order, liquidity)
    ? (liquidity === "MAKER" ? maker : taker).fee.amount
    : nextFee(market, order, liquidity, notional, quantity)
  order.filled = asQuantity(add(order.filled, quantity))
  order.status = remaining(order) === 0 ? "FILLED" : "PARTLY_FILLED"
  // The position takes over what the order held back: both change before what is reserved is counted anew.
  release(positions, order)
  const fee = tradeOnMargin(book, positions, order, quantity, notional, owed, at)
  if (remaining(order) > 0) charge(order, liquidity, notional, fee)
  const limit = isLimit(order)
  if (remaining(order) > 0) weigh(book, positions, order, needOf(book, order, limit ? order.price : price))
  return recordFill(account, order, price, quantity, { _tag: "Quote", amount: fee }, liquidity, at)
}

const recordFill = (
  account: Account,
  order: PaperOrder,
  price: Price,
  quantity: Quantity,
  fee: Fill["fee"],
  liquidity: Liquidity,
  at: number
): Fill => {
  account.tradeCount += 1
  const report: Fill = {
    _tag: "OrderFilled",
    at: sinceThen(order, at),
    clientOrderId: order.request.clientOrderId,
    tradeId: account.tradeId(account.tradeCount) as TradeId,
    price,
    quantity,
    fee,
    liquidity
  }
  if (account.remembers) {
    say(order, report)
    account.fills.push({ number: account.tradeCount, symbol: order.symbol, order, report })
  }
  noteChange(account, order)
  return report
}
