import { type Instrument, type Market, Symbol, VenueId } from "@tradetower/domain/market"
import { Decimal, larger } from "@tradetower/domain/number"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { marketBy } from "@tradetower/domain/terms"
import type { AssetAnswer } from "./answers.ts"

export const ALPACA = VenueId.make("alpaca")

const d = (text: string) => Decimal.make(text)

/**
 * What prices and amounts are counted in, whatever an asset's own steps are today: the finest that Alpaca takes of any. So
 * what was counted stays right when those change, and an order is read without asking what it is for.
 */
const grids = {
  us_equity: { tickSize: d("0.0001"), lotSize: d("1"), fillDecimals: 8 },
  crypto: { tickSize: d("0.000000001"), lotSize: d("0.000000001"), fillDecimals: 9 }
} as const

/** 0.01 at or above 1 USD, 0.0001 below. */
const stockTicks = [
  { from: d("0"), step: d("0.0001") },
  { from: d("1"), step: d("0.01") }
]

/** Of coins Alpaca takes nine decimals at any price. Finer than a hundred-thousandth of it means nothing, and nobody can read it. */
const coinTicks = [
  { from: d("0"), step: d("0.000000001") },
  { from: d("0.001"), step: d("0.00000001") },
  { from: d("0.1"), step: d("0.000001") },
  { from: d("10"), step: d("0.0001") },
  { from: d("1000"), step: d("0.01") }
]

/** How many orders may rest at once is unpublished: this is what a page of them holds. */
const MOST_ORDERS = 500

/** `"BTC/USD"` is ours as `BTC-USD`; the records write the pair so, and positions without the stroke. */
const pairIn = (symbol: string): readonly [string, string] | undefined => {
  const [base, quote, ...more] = symbol.split("/")
  return base && quote && more.length === 0 ? [base, quote] : undefined
}

/** What a symbol may consist of: only a pair's has a stroke. */
const WRITTEN = { us_equity: /^[A-Z0-9.]{1,20}$/, crypto: /^[A-Z0-9./]{1,20}$/ } as const

/** What kind of asset a record is of; undefined of what is not traded here. */
const classIn = (assetClass: string | null | undefined, symbol: string): keyof typeof grids | undefined => {
  if (assetClass === "crypto" || assetClass === "us_equity") return assetClass
  if (assetClass !== undefined && assetClass !== null) return undefined
  return symbol.includes("/") ? "crypto" : "us_equity"
}

type Rules = Partial<Pick<AssetAnswer, "attributes" | "fractionable" | "min_order_size" | "price_increment">>

/** An instrument as Alpaca's records name it; undefined of what is not traded here. */
export const instrumentOf = (
  symbol: string,
  assetClass: string | null | undefined,
  { attributes, fractionable, min_order_size, price_increment }: Rules = {}
): Instrument | undefined => {
  const of = classIn(assetClass, symbol)
  if (of === undefined || !WRITTEN[of].test(symbol)) return undefined
  const common = {
    venue: ALPACA,
    kind: "SPOT",
    makerFeeRate: d("0"),
    takerFeeRate: d("0"),
    feeAsset: "QUOTE",
    maxOpenOrders: MOST_ORDERS,
    ...grids[of]
  } as const
  if (of === "us_equity")
    return {
      ...common,
      symbol: Symbol.make(symbol),
      base: symbol,
      quote: "USD",
      assetClass: "EQUITY",
      orderTicks: stockTicks,
      minQuantity: d("1"),
      minNotional: d("0"),
      wholeShares: true,
      ...(typeof fractionable === "boolean" && { fractionable }),
      ...(Array.isArray(attributes) && { extendedFractions: attributes.includes("fractional_eh_enabled") })
    }
  const pair = pairIn(symbol)
  if (pair === undefined) return undefined
  const { lotSize, tickSize } = grids.crypto
  return {
    ...common,
    symbol: Symbol.make(pair.join("-")),
    base: pair[0],
    quote: pair[1],
    assetClass: "CRYPTO",
    orderTicks: coinTicks.map(({ from, step }) => ({ from, step: larger(price_increment ?? tickSize, step) })),
    minQuantity: larger(min_order_size ?? lotSize, lotSize),
    minNotional: d("0")
  }
}

/** As Alpaca writes it in orders. */
export const theirs = ({ assetClass, base, quote, symbol }: Instrument): string =>
  assetClass === "CRYPTO" ? `${base}/${quote}` : symbol

/** More than any account trades: what is not among the latest is made anew. */
const MOST_MARKETS = 2_000
const markets = new OldestOut<string, Market>(MOST_MARKETS)

/** What an order or a trade of Alpaca's is counted in; undefined of what is not traded here. */
export const marketIn = (symbol: string, assetClass?: string | null): Market | undefined => {
  const name = `${assetClass ?? ""} ${symbol}`
  const known = markets.get(name)
  if (known !== undefined) return known
  const instrument = instrumentOf(symbol, assetClass)
  if (instrument === undefined) return undefined
  const market = marketBy("alpaca", { instrument })
  markets.set(name, market)
  return market
}
