import { type Time, TradeId } from "@tradetower/domain/ids"
import type { Market } from "@tradetower/domain/market"
import { isZero, minus, times, whole, zero } from "@tradetower/domain/number"
import type { ExecutionReport } from "@tradetower/domain/order"
import type { OrderRecord } from "@tradetower/platform"
import type { OrderCosts } from "../exchange.ts"
import { feesWith, filledOf } from "./order-record.ts"

/** The record of an order that costs something else than was told; nothing where it does not, or not of the same trades. */
export const charged = (market: Market, record: OrderRecord, costs: OrderCosts): OrderRecord | undefined => {
  if (record.charging !== undefined || filledOf(market, record) !== costs.filledQuantity) return undefined
  const { base, quote } = market.instrument
  const { _tag, amount } = costs.fee
  const [asset, text] =
    _tag === "Base" ? [base, market.baseText(BigInt(amount))] : [quote, market.quoteText(BigInt(amount))]
  const more = minus(text, record.fees.find((fee) => fee.asset === asset)?.amount ?? zero)
  if (isZero(more)) return undefined
  return { ...record, charges: (record.charges ?? 0) + 1, charging: { asset, amount: more, at: costs.at } }
}

/** What an order's bot is told of a charge. */
export const chargeOf = (
  market: Market,
  { averagePrice = zero, charges = 0, charging, id }: OrderRecord
): ExecutionReport | undefined => {
  if (charging === undefined) return undefined
  const { amount, asset, at } = charging
  const about = { at: at as Time, clientOrderId: id, tradeId: TradeId.make(`${id}:fees:${charges}`) }
  if (asset !== market.instrument.base) return { _tag: "FeeCharged", ...about, amount: whole(market.quote(amount)) }
  const value = whole(market.quote(times(amount, averagePrice)))
  return { _tag: "FeeCharged", ...about, amount: value, base: whole(market.base(amount)) }
}

/** The record once its bot was told. */
export const chargeTold = ({ charging, ...record }: OrderRecord): OrderRecord =>
  charging === undefined ? record : { ...record, fees: feesWith(record.fees, charging.asset, charging.amount) }
