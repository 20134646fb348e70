import { type Account, balances, findOrder, marginLeft, outcomeOf, type PaperOrder } from "@tradetower/domain/exchange"
import type { Market, Price, Symbol } from "@tradetower/domain/market"
import { asQuantity, plus, whole, zero } from "@tradetower/domain/number"
import type { ExecutionReport } from "@tradetower/domain/order"
import { brokerTerms } from "@tradetower/domain/terms"
import {
  type AccountPosition,
  type AccountReport,
  type ExchangeAccount,
  ExchangeUnavailable,
  type OrderState
} from "../../exchange.ts"
import type { Holder } from "./holder.ts"

/** An order of a paper account as an exchange tells of it. */
export const stateOf = (order: PaperOrder): OrderState => {
  const { createdAt, exchangeOrderId, filled, request, symbol } = order
  return {
    clientOrderId: request.clientOrderId,
    exchangeOrderId,
    symbol,
    ...outcomeOf(order),
    side: request.side,
    ...(request.price !== undefined && { price: request.price }),
    quantity: request.quantity,
    placedAt: createdAt,
    filledQuantity: filled
  }
}

/** What a paper account holds of a market. */
export const positionOf = (account: Account, market: Market): AccountPosition => {
  const { base, kind, symbol } = market.instrument
  if (kind === "FUTURES") {
    let [long, short] = [0n, 0n]
    for (const { lots } of account.books.get(symbol)?.positions?.values() ?? []) {
      if (lots > 0) long += BigInt(lots)
      else short -= BigInt(lots)
    }
    const text = (lots: bigint) => market.quantityText(asQuantity(whole(lots)))
    return { symbol, long: text(long), short: text(short) }
  }
  const held = balances(account)[base]
  return { symbol, long: held === undefined ? zero : plus(held.free, held.reserved), short: zero }
}

/** A report as it goes out: an end with what was filled in all. */
export const announced = (account: Account, symbol: Symbol, report: ExecutionReport): AccountReport => {
  if (report._tag !== "OrderCancelled" && report._tag !== "OrderExpired") return { symbol, report }
  const filled = findOrder(account, report.clientOrderId)?.filled ?? asQuantity(0)
  return { symbol, report, filledQuantity: filled }
}

/** What is left of an account's margin, where its broker has one for all of its futures. */
export const sharedMargin = (
  holder: Pick<Holder, "account" | "answer">,
  priceOf: (symbol: Symbol) => Price | undefined
): Pick<ExchangeAccount, "margin"> =>
  brokerTerms(holder.account.terms).of.FUTURES?.leverage === "ACCOUNT"
    ? { margin: holder.answer((account) => marginLeft(account, priceOf)) }
    : {}

/** Nothing can be traded before the first price. */
export const noPrice = (symbol: Symbol): ExchangeUnavailable =>
  new ExchangeUnavailable({ message: `there is no price of ${symbol} right now`, retryable: true })
