import { tradedOf } from "@tradetower/domain/connection"
import type { Market, Quantity } from "@tradetower/domain/market"
import type { OrderCommand } from "@tradetower/domain/messages"
import { add, asQuantity, type Decimal, fine, fineText, isZero, plus, whole, zero } from "@tradetower/domain/number"
import type { ExecutionReport, FillVoided, OrderRequest } from "@tradetower/domain/order"
import type { OrderRecord } from "@tradetower/platform"
import type { OrderState, SentOrder } from "../exchange.ts"
import { differs } from "../same-order.ts"

/** The record of an order before it is sent. */
export const pending = (
  command: OrderCommand,
  market: Market,
  order: OrderRequest,
  reason: { readonly rule: string; readonly why: string },
  at: number
): OrderRecord => ({
  id: order.clientOrderId,
  tenantId: command.tenantId,
  botRunId: command.runId,
  botDefinitionId: command.botId,
  ...tradedOf(command),
  side: order.side,
  type: order.type,
  purpose: order.purpose,
  reduceOnly: order.reduceOnly,
  ...(order.price !== undefined && { price: market.priceText(order.price) }),
  quantity: market.quantityText(order.quantity),
  filledQuantity: "0" as Decimal,
  fees: [],
  status: "PENDING",
  open: true,
  rule: reason.rule,
  why: reason.why,
  tradeIds: [],
  createdAt: at,
  updatedAt: at
})

/** An order of ours as its exchange is asked for it. */
export const sentOrder = ({ createdAt, exchangeOrderId, id, symbol, wireId }: OrderRecord): SentOrder => ({
  symbol,
  clientOrderId: id,
  ...(exchangeOrderId !== undefined && { exchangeOrderId }),
  ...(wireId !== undefined && { wireId }),
  sentAt: createdAt
})

/** The record of one that was sent anew: nobody has looked it up yet. */
export const unlooked = ({ lookUp: _, ...record }: OrderRecord): OrderRecord => record

/** What the exchange's order says other than ours of the same id, in words; nothing when they are the same. */
export const differsFrom = (market: Market, record: OrderRecord, state: OrderState): string | undefined => {
  const price = record.price === undefined ? undefined : market.price(record.price)
  const quantity = market.quantity(record.quantity) ?? asQuantity(0)
  return differs(market, { side: record.side, quantity, ...(price !== undefined && { price }) }, state)
}

/** Lots of the order that fills known to us make up. */
export const filledOf = (market: Market, record: OrderRecord): Quantity =>
  market.quantity(record.filledQuantity) ?? asQuantity(0)

/** Whether nobody knows what became of an order: no exchange has answered for it. */
export const untold = (record: OrderRecord) => record.status === "PENDING" || record.status === "UNKNOWN"

/** The record after a report, or nothing when the report says nothing new: told twice, counted once. */
export const reported = (market: Market, record: OrderRecord, report: ExecutionReport): OrderRecord | undefined => {
  const changed = (change: Partial<OrderRecord>): OrderRecord => {
    const after = { ...record, ...change, updatedAt: Math.max(record.updatedAt, report.at) }
    return untold(after) ? after : unlooked(after)
  }
  switch (report._tag) {
    case "OrderAccepted":
      if (record.exchangeOrderId !== undefined) return undefined
      return changed({
        exchangeOrderId: report.exchangeOrderId,
        ...(untold(record) && { status: "OPEN" as const })
      })
    case "OrderFilled":
      return record.tradeIds.includes(report.tradeId) ? undefined : changed(withFill(market, record, report))
    case "OrderCancelled":
      return record.open ? changed({ status: "CANCELLED", open: false, reason: report.reason }) : undefined
    case "OrderExpired":
      return record.open ? changed({ status: "EXPIRED", open: false, reason: report.reason }) : undefined
    case "OrderRejected":
      return record.open
        ? changed({ status: "REJECTED", open: false, reason: report.message, rejectReason: report.reason })
        : undefined
    case "OrderOutcomeUnknown":
      return record.status === "PENDING" ? changed({ status: "UNKNOWN" }) : undefined
    case "FillVoided":
      return record.voided?.includes(report.tradeId) === true ? undefined : withoutFill(market, changed({}), report)
    case "FeeCharged":
    case "FundingCharged":
    case "PositionLiquidated":
      // Of the position, not of this order.
      return undefined
  }
}

/** Trades that an order's record names: those before have documents of their own. */
export const NAMED_TRADES = 200

/** Trades taken back that it names: there is hardly ever one. */
const NAMED_VOIDED = 20

/** The average price (units of `10^-18`) of so many lots that came to a total together. */
const averageOf = (total: bigint, lots: bigint): Decimal => fineText((total + lots / 2n) / lots)

const withFill = (
  market: Market,
  record: OrderRecord,
  fill: Extract<ExecutionReport, { _tag: "OrderFilled" }>
): Partial<OrderRecord> => {
  const before = filledOf(market, record)
  const filled = asQuantity(add(before, fill.quantity))
  const complete = filled >= (market.quantity(record.quantity) ?? 0)
  const price = fine(fill.exactPrice ?? market.priceText(fill.price))
  const total = fine(record.averagePrice ?? zero) * BigInt(before) + price * BigInt(fill.quantity)
  const { base, quote } = market.instrument
  const [asset, amount] =
    fill.fee._tag === "Base" ? [base, market.baseText(fill.fee.amount)] : [quote, market.quoteText(fill.fee.amount)]
  return {
    filledQuantity: market.quantityText(filled),
    averagePrice: averageOf(total, BigInt(filled)),
    fees: feesWith(record.fees, asset, amount),
    tradeIds: [...record.tradeIds, fill.tradeId].slice(-NAMED_TRADES),
    ...(complete ? { status: "FILLED" as const, open: false } : record.open && { status: "PARTLY_FILLED" as const })
  }
}

/** The record without a trade that the exchange took back: what is left of it has the average of the others. */
const withoutFill = (
  market: Market,
  { averagePrice = zero, ...record }: OrderRecord,
  { exactPrice, fee, price, quantity, tradeId }: FillVoided
): OrderRecord => {
  const before = filledOf(market, record)
  const left = before > quantity ? BigInt(before) - BigInt(quantity) : 0n
  const total = fine(averagePrice) * BigInt(before) - fine(exactPrice ?? market.priceText(price)) * BigInt(quantity)
  const { base, quote } = market.instrument
  const [asset, text] =
    fee._tag === "Base" ? [base, market.baseText(-BigInt(fee.amount))] : [quote, market.quoteText(-BigInt(fee.amount))]
  return {
    ...record,
    filledQuantity: market.quantityText(asQuantity(whole(left))),
    ...(left > 0n && { averagePrice: averageOf(total, left) }),
    fees: feesWith(record.fees, asset, text),
    voided: [...(record.voided ?? []), tradeId].slice(-NAMED_VOIDED)
  }
}

/** Fees with so much more of an asset. */
export const feesWith = (fees: OrderRecord["fees"], asset: string, amount: Decimal): OrderRecord["fees"] => {
  if (isZero(amount)) return fees
  const known = fees.find((fee) => fee.asset === asset)
  if (known === undefined) return [...fees, { asset, amount }]
  return fees.map((fee) => (fee === known ? { asset, amount: plus(known.amount, amount) } : fee))
}

/** The id of the message that tells a bot of a report: the same report, the same id. */
export const reportId = (report: ExecutionReport): string => {
  switch (report._tag) {
    case "OrderAccepted":
      return `${report.clientOrderId}:accepted`
    case "OrderFilled":
      return `${report.clientOrderId}:${report.tradeId}`
    case "OrderCancelled":
      return `${report.clientOrderId}:cancelled`
    case "OrderExpired":
      return `${report.clientOrderId}:expired`
    case "OrderRejected":
      return `${report.clientOrderId}:rejected`
    case "OrderOutcomeUnknown":
      return `${report.clientOrderId}:unknown`
    case "FillVoided":
      return `${report.clientOrderId}:${report.tradeId}:voided`
    case "FeeCharged":
    case "FundingCharged":
    case "PositionLiquidated":
      return `${report.clientOrderId}:${report.tradeId}`
  }
}
