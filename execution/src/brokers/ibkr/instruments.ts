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

/** A stock as Interactive Brokers describes it, over whichever way in. */
export interface StockRules {
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

/** A stock as it is traded here; undefined of what is not: not of the US in dollars. */
export const stockOf = ({ conid, currency, magnifier, step, steps, symbol }: StockRules): Instrument | undefined => {
  const ours = ourSymbol(symbol)
  if (ours === undefined || currency !== "USD" || (magnifier !== undefined && magnifier !== "1")) return undefined
  const ticks = steps.map((one) => ({ from: one.from, step: larger(one.step, TICK) }))
  return {
    venue: IBKR,
    symbol: ours,
    contract: conid,
    base: ours,
    quote: "USD",
    kind: "SPOT",
    assetClass: "EQUITY",
    tickSize: TICK,
    orderTicks: ticks.length > 0 ? ticks : [{ from: d("0"), step: larger(step ?? d("0.01"), TICK) }],
    fillDecimals: 8,
    lotSize: d("1"),
    minQuantity: d("1"),
    minNotional: d("0"),
    wholeShares: true,
    makerFeeRate: d("0"),
    takerFeeRate: d("0"),
    feeAsset: "QUOTE",
    maxOpenOrders: MOST_ORDERS
  }
}
