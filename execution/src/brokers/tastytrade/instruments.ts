import { type Instrument, type Market, Symbol, VenueId } from "@tradetower/domain/market"
import { Decimal, plus } from "@tradetower/domain/number"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { marketBy } from "@tradetower/domain/terms"
import { isTicker, withMark, withoutMark } from "../share-class.ts"
import type { EquityAnswer, FutureAnswer } from "./answers.ts"

export const TASTYTRADE = VenueId.make("tastytrade")

/** What stands between a share and its class there. */
const MARK = "/"
/** How many orders may rest at once is unpublished: this is what a few pages of them hold. */
const MOST_ORDERS = 500
/** What backs a future is the broker's to say for each order: no more than this is counted on, so that the night's margin holds, too. */
const MOST_LEVERAGE = 5
/**
 * What a contract is taken to cost, quote: commission, exchange and NFA together. What it did cost is set right by what is
 * booked.
 */
const A_CONTRACT = Decimal.make("2.5")

const d = (text: string) => Decimal.make(text)

/** 0.01 at or above 1 USD, 0.0001 below. */
const stockTicks = [
  { from: d("0"), step: d("0.0001") },
  { from: d("1"), step: d("0.01") }
]

/** A step holds below its threshold, the last one above all. */
const ticksOf = ({ "tick-sizes": sizes }: Pick<EquityAnswer, "tick-sizes">): NonNullable<Instrument["orderTicks"]> => {
  if (sizes === undefined || sizes === null || sizes.length === 0) return stockTicks
  return sizes.map(({ value }, index) => ({ from: sizes[index - 1]?.threshold ?? d("0"), step: value }))
}

const common = {
  venue: TASTYTRADE,
  quote: "USD",
  makerFeeRate: d("0"),
  takerFeeRate: d("0"),
  feeAsset: "QUOTE",
  minNotional: d("0"),
  maxOpenOrders: MOST_ORDERS
} as const

/**
 * A share as tastytrade names it; undefined of what is none. Prices are counted in the finest step there is of any, so that
 * what was counted stays right when a share's own steps change.
 */
export const shareOf = (theirs: string, rules: Pick<EquityAnswer, "tick-sizes"> = {}): Instrument | undefined => {
  const symbol = withoutMark(theirs, MARK)
  if (!isTicker(symbol)) return undefined
  return {
    ...common,
    symbol: Symbol.make(symbol),
    base: symbol,
    kind: "SPOT",
    assetClass: "EQUITY",
    tickSize: d("0.0001"),
    lotSize: d("1"),
    fillDecimals: 8,
    orderTicks: ticksOf(rules),
    minQuantity: d("1"),
    wholeShares: true
  }
}

/** `"ES-20261218"`: a product's code, and the day its contract ends. */
export const contractSymbol = ({ "expiration-date": ends, "product-code": product }: FutureAnswer): Symbol =>
  Symbol.make(`${product}-${ends.slice(0, 10).replaceAll("-", "")}`)

/** What it is a contract of, of one of our symbols; undefined of one that is no contract's. */
export const productIn = (symbol: string): string | undefined => /^([A-Z0-9]{1,6})-\d{8}$/.exec(symbol)?.[1]

/** When a contract stops trading, ms. */
export const endOf = ({ "expiration-date": ends, "stops-trading-at": stops }: FutureAnswer): number =>
  stops ?? Date.parse(ends.slice(0, 10))

/** A future as its record says, and which goes on after it; undefined of what can't be counted here. */
export const futureOf = (answer: FutureAnswer, rollTarget?: string): Instrument | undefined => {
  const closingOnly = answer["closing-only-date"] ?? undefined
  const { "notional-multiplier": multiplier, "product-code": product, "tick-size": tick } = answer
  if (!/^[A-Z0-9]{1,6}$/.test(product)) return undefined
  // Both as short as they can be written.
  const [contract, tickSize] = [plus(multiplier, "0"), plus(tick, "0")]
  return {
    ...common,
    symbol: contractSymbol(answer),
    base: product,
    kind: "FUTURES",
    assetClass: "FUTURES",
    tickSize,
    fillDecimals: 8,
    lotSize: contract,
    minQuantity: contract,
    contractMultiplier: contract,
    unitFees: { perUnit: A_CONTRACT },
    futures: {
      maxLeverage: MOST_LEVERAGE,
      fundingHours: 24,
      fundingRate: d("0"),
      expiresAt: endOf(answer),
      ...(closingOnly !== undefined && { closingOnlyAt: Date.parse(closingOnly.slice(0, 10)) }),
      ...(rollTarget !== undefined && { rollTarget })
    }
  }
}

/** As tastytrade and dxFeed write a share. */
export const shareName = (symbol: string): string => withMark(symbol, MARK)

/** More shares than anybody trades here: what is not among the latest is made anew. */
const MOST_MARKETS = 2_000
const markets = new OldestOut<string, Market>(MOST_MARKETS)

/** What an order or a trade of a share is counted in. */
export const shareMarket = (theirs: string): Market | undefined => {
  const known = markets.get(theirs)
  if (known !== undefined) return known
  const instrument = shareOf(theirs)
  if (instrument === undefined) return undefined
  const market = marketBy("tastytrade", { instrument })
  markets.set(theirs, market)
  return market
}
