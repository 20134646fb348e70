import { type Account, balances, findOrder, outcomeOf, type PaperOrder } from "@tradetower/domain/exchange"
import type { Market, Symbol } from "@tradetower/domain/market"
import { asQuantity, plus, whole, zero } from "@tradetower/domain/number"
import type { ExecutionReport } from "@tradetower/domain/order"
import type { AccountPosition, AccountReport, OrderState } from "../../exchange.ts"

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
