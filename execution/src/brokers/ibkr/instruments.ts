import { type Instrument, Symbol, VenueId } from "@tradetower/domain/market"
import { type Decimal, Decimal as Exact, larger } from "@tradetower/domain/number"
import type { RulesAnswer } from "./answers.ts"

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

/** An instrument by its contract's own record; undefined of what is not traded here: not a US stock in dollars. */
export const instrumentOf = ({
  con_id,
  currency,
  instrument_type,
  rules,
  symbol
}: RulesAnswer): Instrument | undefined => {
  const ours = ourSymbol(symbol)
  if (ours === undefined || instrument_type !== "STK" || currency !== "USD") return undefined
  const { increment, incrementRules, priceMagnifier } = rules
  if (priceMagnifier !== undefined && priceMagnifier !== null && priceMagnifier !== "1") return undefined
  const steps = (incrementRules ?? []).map(({ increment: step, lowerEdge: from }) => ({
    from,
    step: larger(step, TICK)
  }))
  return {
    venue: IBKR,
    symbol: ours,
    contract: con_id,
    base: ours,
    quote: "USD",
    kind: "SPOT",
    assetClass: "EQUITY",
    tickSize: TICK,
    orderTicks: steps.length > 0 ? steps : [{ from: d("0"), step: larger(increment ?? d("0.01"), TICK) }],
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
