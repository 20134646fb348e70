import { TradeId, type Time } from "@tradetower/domain/ids"
import type { ClientOrderId } from "@tradetower/domain/ids"
import type { Market, Quantity } from "@tradetower/domain/market"
import { dividedBy, times, compare, decimalsOf, whole } from "@tradetower/domain/number"
import type { AccountFill } from "../../exchange.ts"
import type { Fill } from "./answers.ts"
import { lotsOf } from "./order-state.ts"

/** What was traded, in lots; undefined where the row does not say it exactly. */
export const quantityOf = (market: Market, { price, size, size_in_quote }: Fill): Quantity | undefined => {
  if (size_in_quote !== true) return lotsOf(market, size)
  // What was paid: only where it is a whole number of lots at that price, else nothing is guessed.
  const base = dividedBy(size, price, decimalsOf(market.instrument.lotSize))
  return base === undefined || compare(times(base, price), size) !== 0 ? undefined : lotsOf(market, base)
}

/** A row of Coinbase's that is a trade; undefined where it can't be told exactly. */
export const tradeOf = (market: Market, clientOrderId: ClientOrderId, fill: Fill): AccountFill | undefined => {
  const quantity = quantityOf(market, fill)
  const price = market.fillPrice(fill.price)
  if (quantity === undefined || price === undefined || quantity <= 0 || Number(fill.price) <= 0) return undefined
  return {
    symbol: market.instrument.symbol,
    report: {
      _tag: "OrderFilled",
      at: Date.parse(fill.trade_time) as Time,
      clientOrderId,
      tradeId: TradeId.make(fill.trade_id),
      ...price,
      quantity,
      // Digits finer than quote's smallest unit are cut, as the market cuts them.
      fee: { _tag: "Quote", amount: whole(market.quote(fill.commission)) },
      // Where it does not say, the dearer of the two.
      liquidity: fill.liquidity_indicator === "MAKER" ? "MAKER" : "TAKER"
    }
  }
}

/** A row of an order by which Coinbase closed a position. `clientOrderId`: ours that last changed it. */
export const liquidationOf = (market: Market, clientOrderId: ClientOrderId, fill: Fill): AccountFill | undefined => {
  const told = tradeOf(market, clientOrderId, fill)
  if (told?.report._tag !== "OrderFilled") return undefined
  const { at, price, quantity, tradeId } = told.report
  return {
    symbol: told.symbol,
    report: {
      _tag: "PositionLiquidated",
      at,
      clientOrderId,
      tradeId,
      side: fill.side,
      price,
      quantity,
      fee: whole(market.quote(fill.commission))
    }
  }
}

/**
 * A trade that Coinbase took back: of the same order one that says the same and was not taken back before (`taken`).
 * Undefined where none does.
 */
export const voidedBy = (
  market: Market,
  clientOrderId: ClientOrderId,
  reversal: Fill,
  others: ReadonlyArray<Fill>,
  taken: ReadonlySet<string>
): AccountFill | undefined => {
  const of = others.find(
    ({ order_id, price, size, trade_id, trade_type }) =>
      trade_type === "FILL" &&
      order_id === reversal.order_id &&
      compare(price, reversal.price) === 0 &&
      compare(size.replace("-", ""), reversal.size.replace("-", "")) === 0 &&
      !taken.has(trade_id)
  )
  const told = of && tradeOf(market, clientOrderId, of)
  if (of === undefined || told?.report._tag !== "OrderFilled") return undefined
  const { exactPrice, fee, price, quantity, tradeId } = told.report
  return {
    symbol: told.symbol,
    report: {
      _tag: "FillVoided",
      at: Date.parse(reversal.trade_time) as Time,
      clientOrderId,
      tradeId,
      side: of.side,
      price,
      ...(exactPrice !== undefined && { exactPrice }),
      quantity,
      fee
    }
  }
}
