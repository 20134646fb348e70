import { big, larger, type Whole } from "../../number/whole.ts"
import type { OwnFigure } from "../../bot/own-figure.ts"
import type { Market } from "../../market/market.ts"
import { scaleOf } from "../../market/value.ts"
import { averageWords, sizeWords } from "../../market/words.ts"
import { fromUnits } from "../../number/decimal-units.ts"
import { asQuantity, halfAwayFromZero } from "../../number/exact.ts"
import { sliceCount, totalLots } from "./schedule.ts"
import { twapOf, type TwapRun } from "./state.ts"

/** Average price of lots in quote units per whole base. */
const averageOf = (market: Market, notional: Whole, lots: Whole): bigint =>
  halfAwayFromZero(big(notional) * 10n ** BigInt(market.baseDecimals), BigInt(lots) * scaleOf(market).lot)

/**
 * How well the order was worked (TWAP-6): achieved average, the market's time-weighted average (the price at every
 * slice), best and worst slice, slippage in basis points of the market's average (positive: worse than it), share done.
 */
export const twapFigures = ({ market, state }: Pick<TwapRun, "market" | "state">): ReadonlyArray<OwnFigure> => {
  const { settings, twap } = twapOf({ state })
  const price = (value: bigint) => market.quoteText(value)
  const done = fromUnits(halfAwayFromZero(BigInt(twap.lots) * 10_000n, big(larger(1, totalLots(market, settings)))), 2)
  const figures: Array<OwnFigure> = [
    { name: "shareDone", title: "Done", value: done, unit: "PERCENT" },
    { name: "slices", title: "Slices", value: fromUnits(BigInt(sliceCount(settings)), 0), unit: "COUNT" },
    { name: "slicesFilled", title: "Slices filled", value: fromUnits(BigInt(twap.filled), 0), unit: "COUNT" },
    { name: "slicesSkipped", title: "Slices skipped", value: fromUnits(BigInt(twap.skipped), 0), unit: "COUNT" }
  ]
  if (twap.lots === 0 || twap.market.count === 0) return figures
  const achieved = averageOf(market, twap.notional, twap.lots)
  const { cell, lot } = scaleOf(market)
  const ofMarket = halfAwayFromZero(
    twap.market.sum * cell * 10n ** BigInt(market.baseDecimals),
    lot * BigInt(twap.market.count)
  )
  const worse = settings.side === "BUY" ? achieved - ofMarket : ofMarket - achieved
  const bestAndWorst: ReadonlyArray<OwnFigure> = (["best", "worst"] as const).flatMap((name) => {
    const slice = twap[name]
    return slice === undefined
      ? []
      : [
          {
            name: `${name}Slice`,
            title: name === "best" ? "Best slice" : "Worst slice",
            value: price(averageOf(market, slice.notional, slice.lots)),
            unit: "PRICE" as const
          }
        ]
  })
  return [
    ...figures,
    { name: "achievedAverage", title: "Achieved average", value: price(achieved), unit: "PRICE" },
    { name: "marketAverage", title: "Market average", value: price(ofMarket), unit: "PRICE" },
    ...bestAndWorst,
    {
      name: "slippage",
      title: "Slippage",
      value: fromUnits(halfAwayFromZero(worse * 1_000_000n, ofMarket), 2),
      unit: "BASIS_POINTS"
    }
  ]
}

/** The report in one sentence, for the end. */
export const twapWords = (run: Pick<TwapRun, "market" | "state">): string => {
  const { market } = run
  const { settings, twap } = twapOf(run)
  const [bought, Bought] = settings.side === "BUY" ? ["bought", "Bought"] : ["sold", "Sold"]
  if (twap.lots === 0) return `Nothing was ${bought}: no slice could be filled.`
  const figures = new Map(twapFigures(run).map(({ name, value }) => [name, value]))
  const average = (name: string) => averageWords(market, figures.get(name) ?? "0")
  const slippage = figures.get("slippage") ?? "0"
  const compared = slippage.startsWith("-")
    ? `${slippage.slice(1)} basis points better`
    : `${slippage} basis points worse`
  return (
    `${Bought} ${sizeWords(market, asQuantity(twap.lots))} (${figures.get("shareDone")} %) ` +
    `at ${average("achievedAverage")} ${market.instrument.quote} on average, ${compared} than the market's ` +
    `${average("marketAverage")}.`
  )
}
