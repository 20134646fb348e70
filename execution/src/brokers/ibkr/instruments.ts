import { type Instrument, Symbol, VenueId } from "@tradetower/domain/market"
import { type Decimal, Decimal as Exact, larger } from "@tradetower/domain/number"

export const IBKR = VenueId.make("ibkr")

const d = (text: string): Decimal => Exact.make(text)

/** What prices are counted in, whatever the steps of orders are today: the finest that a US stock has. */
const TICK = d("0.0001")
/** Working orders a contract, side and account. */
const MOST_ORDERS = 30

/** A share's ticker is a word of capitals, with a class behind a space there and a point here: `BRK B`. */
const TICKER = /^[A-Z]{1,6}( [A-Z]{1,3})?$/

/** As we write it; undefined of what is no US ticker. */
export const ourSymbol = (theirs: string): Symbol | undefined =>
  TICKER.test(theirs) ? Symbol.make(theirs.replace(" ", ".")) : undefined
/** As the broker writes it. */
export const theirSymbol = (ours: string): string => ours.replace(".", " ")

/** `"ES-20261218"`: what it is of, and the day its contract ends. */
export const contractSymbol = (product: string, ends: string): Symbol => Symbol.make(`${product}-${ends}`)
/** What it is a contract of, of one of our symbols; undefined of one that is no contract's. */
export const productIn = (symbol: string): string | undefined => /^([A-Z0-9]{1,6})-\d{8}$/.exec(symbol)?.[1]

/** Its rules for a contract, over whichever way in. */
export interface ContractRules {
  readonly conid: string
  /** As it writes it. */
  readonly symbol: string
  readonly currency: string | undefined
  /** What prices are multiplied by there: 1 in dollars and cents. */
  readonly magnifier: string | undefined
  /** Steps of prices from a price on; none where there is one for all. */
  readonly steps: ReadonlyArray<{ readonly from: Decimal; readonly step: Decimal }>
  readonly step: Decimal | undefined
}

const common = {
  venue: IBKR,
  quote: "USD",
  fillDecimals: 8,
  minNotional: d("0"),
  makerFeeRate: d("0"),
  takerFeeRate: d("0"),
  feeAsset: "QUOTE",
  maxOpenOrders: MOST_ORDERS
} as const

/** A stock as it is traded here; undefined of what is not: not of the US in dollars. */
export const stockOf = ({ conid, currency, magnifier, step, steps, symbol }: ContractRules): Instrument | undefined => {
  const ours = ourSymbol(symbol)
  if (ours === undefined || currency !== "USD" || (magnifier !== undefined && magnifier !== "1")) return undefined
  const ticks = steps.map((one) => ({ from: one.from, step: larger(one.step, TICK) }))
  return {
    ...common,
    symbol: ours,
    contract: conid,
    base: ours,
    kind: "SPOT",
    assetClass: "EQUITY",
    tickSize: TICK,
    orderTicks: ticks.length > 0 ? ticks : [{ from: d("0"), step: larger(step ?? d("0.01"), TICK) }],
    lotSize: d("1"),
    minQuantity: d("1"),
    wholeShares: true
  }
}

/**
 * No more leverage is counted on than this, whatever the broker would back: what it asks for moves, and is more by night. Less
 * where it asks for more.
 */
const MOST_LEVERAGE = 5

/** What else is known of a future. */
export interface FutureRules extends ContractRules {
  readonly multiplier: Decimal | undefined
  /** The day it ends, and from which on it may only be closed, `"20261218"`. */
  readonly ends: string
  readonly closingOnly: string | undefined
  /** The contract that goes on after it. */
  readonly rollTarget: string | undefined
  /** What a contract is worth now for each dollar that the broker wants behind it, where that is known. */
  readonly backing?: number | undefined
}

/** A day's beginning, UTC, ms. */
const dayAt = (day: string): number =>
  Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6)))

/** A future as it is traded here; undefined of what is not: not in dollars, or in what can't be counted. */
export const futureOf = (of: FutureRules): Instrument | undefined => {
  const { backing, closingOnly, conid, currency, ends, magnifier, multiplier, rollTarget, step, steps, symbol } = of
  const tickSize = steps[0]?.step ?? step
  if (!/^[A-Z0-9]{1,6}$/.test(symbol) || currency !== "USD" || multiplier === undefined || tickSize === undefined)
    return undefined
  if (magnifier !== undefined && magnifier !== "1") return undefined
  return {
    ...common,
    symbol: contractSymbol(symbol, ends),
    contract: conid,
    base: symbol,
    kind: "FUTURES",
    assetClass: "FUTURES",
    tickSize,
    ...(steps.length > 1 && { orderTicks: steps }),
    lotSize: multiplier,
    minQuantity: multiplier,
    contractMultiplier: multiplier,
    futures: {
      maxLeverage: Math.max(1, Math.min(MOST_LEVERAGE, Math.floor(backing ?? MOST_LEVERAGE))),
      fundingHours: 24,
      fundingRate: d("0"),
      // A position is out of it by the end of its last day.
      expiresAt: dayAt(ends) + 22 * 3_600_000,
      ...(closingOnly !== undefined && { closingOnlyAt: dayAt(closingOnly) }),
      ...(rollTarget !== undefined && { rollTarget })
    }
  }
}
