import { type Time, TradeId } from "@tradetower/domain/ids"
import type { Market, Quantity } from "@tradetower/domain/market"
import { type Decimal, isDecimal, minus, plus, times, whole, zero } from "@tradetower/domain/number"
import type { Fill, Side } from "@tradetower/domain/order"
import type { AccountFill } from "../../exchange.ts"
import { hasCommission, type Trade } from "./mirror.ts"

/** Base that a number of the broker's is: it counts shares, or contracts. */
export const baseOf = ({ instrument: { contractMultiplier } }: Market, size: string) =>
  contractMultiplier === undefined ? plus(size, zero) : times(size, contractMultiplier)

/** Shares or contracts in a quantity, as the broker counts them. */
export const sizeOf = (market: Market, quantity: Quantity): Decimal =>
  market.instrument.contractMultiplier === undefined
    ? market.quantityText(quantity)
    : // A whole number.
      (String(market.contracts(quantity)) as Decimal)

const sideIn = ({ execution: { side } }: Trade): Side => (/^b/i.test(side) ? "BUY" : "SELL")

const commissionOf = (trade: Trade): string | undefined => {
  const { commission } = trade.execution
  return hasCommission(trade) && typeof commission === "string" && isDecimal(commission) ? commission : undefined
}

/** What it cost: by the broker's word, else as its tariff says. */
const feeOf = (market: Market, trade: Trade, notional: bigint, quantity: Fill["quantity"]): bigint => {
  const commission = commissionOf(trade)
  return commission === undefined
    ? market.feeFor(notional, quantity, market.takerFeeRate)
    : BigInt(market.quote(commission))
}

/** A trade of ours; undefined where it can't be counted here. Where it is not told whether it rested, it is taken to have taken. */
export const fillOf = (market: Market, trade: Trade): Fill | undefined => {
  const { clientOrderId, execution, prefix } = trade
  const at = market.fillPrice(plus(execution.price, zero))
  const quantity = market.quantity(baseOf(market, execution.size))
  if (at === undefined || quantity === undefined) return undefined
  const { exactPrice, price } = at
  const notional =
    exactPrice === undefined ? market.notional(price, quantity) : market.exactNotional(exactPrice, quantity)
  return {
    _tag: "OrderFilled",
    at: execution.trade_time_r as Time,
    clientOrderId,
    tradeId: TradeId.make(prefix),
    price,
    ...(exactPrice !== undefined && { exactPrice }),
    quantity,
    fee: { _tag: "Quote", amount: whole(feeOf(market, trade, notional, quantity)) },
    liquidity: execution.liquidity ?? "TAKER"
  }
}

/** The same as it is told: what the broker closed itself was no order's. */
export const reportOf = (market: Market, trade: Trade): AccountFill["report"] | undefined => {
  const fill = fillOf(market, trade)
  if (fill === undefined || !trade.liquidates) return fill
  const { at, clientOrderId, fee, price, quantity, tradeId } = fill
  const side = sideIn(trade)
  return { _tag: "PositionLiquidated", at, clientOrderId, tradeId, side, price, quantity, fee: fee.amount }
}

/** What is told of a trade that was told before: another fee, or another trade in its place. */
export const changeOf = (market: Market, trade: Trade, before: Trade): ReadonlyArray<AccountFill["report"]> => {
  const [now, then] = [fillOf(market, trade), fillOf(market, before)]
  if (now === undefined || then === undefined) return []
  if (trade.correction > before.correction) {
    const { _tag: _, liquidity: __, ...voided } = then
    const tradeId = TradeId.make(`${trade.prefix}:${trade.correction}`)
    return [
      { _tag: "FillVoided", ...voided, side: sideIn(before) },
      { ...now, tradeId }
    ]
  }
  const [paid, estimated] = [now, then].map(({ fee }) => market.quoteText(BigInt(fee.amount)))
  const amount = market.quote(minus(paid ?? zero, estimated ?? zero))
  return amount === 0n
    ? []
    : [
        {
          _tag: "FeeCharged",
          at: now.at,
          clientOrderId: now.clientOrderId,
          tradeId: TradeId.make(`${trade.prefix}:commission`),
          amount: whole(amount)
        }
      ]
}
