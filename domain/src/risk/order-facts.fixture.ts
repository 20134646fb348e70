import type { ClientOrderId } from "../ids.ts"
import { instrument, market as spot } from "../exchange/account.fixture.ts"
import type { Instrument } from "../market/instrument.ts"
import { takesAll } from "../market/trading-status.ts"
import { type Market, marketOf, type Price, type Quantity } from "../market/market.ts"
import type { Decimal } from "../number/decimal.ts"
import type { OrderRequest } from "../order/order.ts"
import { defaultRiskLimits, orderLimits } from "./limits.ts"
import type { OrderFacts } from "./order-facts.ts"
import { OrderRate } from "./order-rate.ts"

export const d = (text: string) => text as Decimal

/** The fixture's market with other rules. */
export const marketWith = (change: Partial<Instrument>): Market => marketOf(instrument(change))

export const stock = marketWith({ symbol: "ACME-USD" as Instrument["symbol"], base: "ACME", assetClass: "EQUITY" })

export const perpetual = marketWith({
  symbol: "BTC-PERP" as Instrument["symbol"],
  kind: "FUTURES",
  futures: { maxLeverage: 20, fundingHours: 8, fundingRate: d("0.0001") }
})

const read = <A>(found: A | undefined): A => {
  if (found === undefined) throw new RangeError("not on the grid")
  return found
}
export const lots = (market: Market, text: string): Quantity => read(market.quantity(text))
export const ticks = (market: Market, text: string): Price => read(market.price(text))

/** A limit buy of one at 100, as strategies ask for. */
export const order = (market: Market, change: Partial<OrderRequest> = {}): OrderRequest => ({
  clientOrderId: "tt-0000000000-GRID-1" as ClientOrderId,
  side: "BUY",
  type: "LIMIT",
  price: ticks(market, "100"),
  quantity: lots(market, "1"),
  timeInForce: "GTC",
  reduceOnly: false,
  purpose: "GRID",
  ...change
})

/** An order that nothing speaks against, on a market at 100. */
export const facts = (market: Market = spot, change: Partial<OrderFacts> = {}): OrderFacts => ({
  market,
  order: order(market),
  price: ticks(market, "100"),
  now: Date.parse("2026-11-23T15:00:00Z"),
  limits: orderLimits(defaultRiskLimits),
  halted: false,
  session: "REGULAR",
  trading: takesAll,
  lastMinute: { tenant: new OrderRate(), bot: new OrderRate() },
  dayTrading: undefined,
  exposure: undefined,
  ...change
})
