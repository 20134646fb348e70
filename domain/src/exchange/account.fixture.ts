import type { ClientOrderId } from "../ids.ts"
import type { VenueId, Instrument, Symbol } from "../market/instrument.ts"
import { marketOf, type Price, type Quantity } from "../market/market.ts"
import type { Decimal } from "../number/decimal.ts"
import type { OrderRequest } from "../order/order.ts"
import type { ExecutionReport } from "../order/report.ts"

const decimal = (text: string): Decimal => text as Decimal

/** An instrument for tests: tick 0.01, lot 0.001, at least 0.001 and 1 USD, 0.1 % maker, 0.2 % taker. */
export const instrument = (change: Partial<Instrument> = {}): Instrument => ({
  venue: "simulated" as VenueId,
  symbol: "ABC-USD" as Symbol,
  base: "ABC",
  quote: "USD",
  kind: "SPOT",
  assetClass: "CRYPTO",
  tickSize: decimal("0.01"),
  lotSize: decimal("0.001"),
  minQuantity: decimal("0.001"),
  minNotional: decimal("1"),
  makerFeeRate: decimal("0.001"),
  takerFeeRate: decimal("0.002"),
  feeAsset: "QUOTE",
  maxOpenOrders: 50,
  ...change
})

export const market = marketOf(instrument())
export const otherMarket = marketOf(
  instrument({
    symbol: "XYZ-USD" as Symbol,
    base: "XYZ",
    tickSize: decimal("0.0001"),
    lotSize: decimal("0.1"),
    minQuantity: decimal("0.1"),
    feeAsset: "RECEIVED"
  })
)

/** `price("100.25")` in ticks of the test market; a typo in a test throws. */
export const price = (text: string, of = market): Price => {
  const ticks = of.price(text)
  if (ticks === undefined) throw new RangeError(`${text} is not on the tick`)
  return ticks
}
export const lots = (text: string, of = market): Quantity => {
  const quantity = of.quantity(text)
  if (quantity === undefined) throw new RangeError(`${text} is not on the lot`)
  return quantity
}

/** An order as a bot would send it: `order("a", "BUY", "1", { price: "100" })`. */
export const order = (
  id: string,
  side: "BUY" | "SELL",
  quantity: string,
  rest: Partial<Omit<OrderRequest, "price">> & { readonly price?: string } = {},
  of = market
): OrderRequest => {
  const { price: at, ...others } = rest
  return {
    clientOrderId: id as ClientOrderId,
    side,
    type: at === undefined ? "MARKET" : "LIMIT",
    quantity: lots(quantity, of),
    timeInForce: "GTC",
    reduceOnly: false,
    purpose: "GRID",
    ...(at !== undefined && { price: price(at, of) }),
    ...others
  }
}

/** Reports in words short enough to compare: `filled a 1@100 MAKER`. */
export const told = (reports: ReadonlyArray<ExecutionReport>, of = market): ReadonlyArray<string> =>
  reports.map((report) => {
    switch (report._tag) {
      case "OrderFilled":
        return `filled ${report.clientOrderId} ${of.quantityText(report.quantity)}@${of.priceText(report.price)} ${report.liquidity}`
      case "OrderRejected":
        return `rejected ${report.clientOrderId} ${report.reason}`
      case "OrderAccepted":
        return `accepted ${report.clientOrderId}`
      case "OrderCancelled":
        return `cancelled ${report.clientOrderId}`
      case "OrderExpired":
        return `expired ${report.clientOrderId}`
      case "FillVoided":
        return `voided ${report.tradeId}`
      case "FeeCharged":
        return `fee ${of.quoteText(report.amount)}`
      case "FundingCharged":
        return `funding ${of.quoteText(report.amount)}`
      case "PositionLiquidated":
        return `liquidated ${report.side} ${of.quantityText(report.quantity)}@${of.priceText(report.price)}`
      case "OrderOutcomeUnknown":
        return `unknown ${report.clientOrderId}`
    }
  })
