import { meetsMinimum } from "../../bot/run.ts"
import type { Market, Price } from "../../market/market.ts"
import { sizeWords } from "../../market/words.ts"
import { asPrice, asQuantity } from "../../number/exact.ts"
import { divided, times } from "../../number/whole.ts"
import { leverageProblems } from "../futures/liquidation-check.ts"
import { leastLotsAt } from "../ladder/size.ts"
import { priceProblems } from "../problems.ts"
import type { Problem } from "../../bot/plan.ts"
import { sliceCount, totalLots } from "./schedule.ts"
import type { TwapSettings } from "./settings.ts"

/** Everything that is wrong with a time-weighted order, each with what would work (TWAP-7). */
export const checkTwap = (market: Market, settings: TwapSettings, price: Price | undefined): ReadonlyArray<Problem> => [
  ...amountProblems(market, settings, price),
  ...priceProblems(market, { priceLimit: settings.priceLimit }),
  ...futuresProblems(market, settings)
]

const amountProblems = (market: Market, settings: TwapSettings, price: Price | undefined): ReadonlyArray<Problem> => {
  const at = price ?? asPrice(0)
  const count = sliceCount(settings)
  const total = totalLots(market, settings)
  const least = leastLotsAt(market, at)
  const slice = asQuantity(divided(total, count))
  if (meetsMinimum(market, at, slice)) return []
  const fits = Number(divided(total, least))
  const slower = fits > 0 ? Math.ceil((settings.duration * 60) / fits) : Infinity
  const longer = `at least ${sizeWords(market, asQuantity(times(least, count)))} works`
  return [
    {
      field: "totalAmount",
      message:
        `makes slices of ${sizeWords(market, slice)}, ` +
        `below the exchange's minimum of ${sizeWords(market, least)}: ${longer}` +
        (slower <= 60 ? `, or a slice every ${slower} seconds` : "")
    }
  ]
}

const futuresProblems = (market: Market, settings: TwapSettings): ReadonlyArray<Problem> => {
  if (market.instrument.kind === "FUTURES") return leverageProblems(market, settings.leverage ?? 1)
  const own = ["leverage", "marginType", "reduceOnly"] as const
  return own.flatMap((field) =>
    settings[field] === undefined || settings[field] === false
      ? []
      : [{ field, message: `is for futures, and ${market.instrument.symbol} is spot: leave it out` }]
  )
}
