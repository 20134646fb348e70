import type { Market } from "../../market/market.ts"
import { asPrice, share, WHOLE } from "../../number/exact.ts"
import type { Averaging } from "../averaging/averaging.ts"
import { averagingFrom, shapeFrom } from "../averaging/from-settings.ts"
import { opensBetween, withinBoth } from "../futures/opens-between.ts"
import { positivePrice } from "../ladder/ladder.ts"
import { exitBound, exitFees } from "./exit-ladder.ts"
import { exitFilled, exitGone, layExits, startAnew } from "./exits.ts"
import type { ComboSettings } from "./settings.ts"

/** The settings as averaging; amounts are margin, and it leaves by a ladder of its own. */
export const comboAveraging = (market: Market, settings: ComboSettings): Averaging => {
  const long = settings.direction === "LONG"
  const low = positivePrice(market, settings.lowPrice, "UP") ?? asPrice(1)
  const high = positivePrice(market, settings.highPrice, "DOWN") ?? asPrice(1)
  // An entry so near the bound that no exit fits between would not leave with a profit.
  const room = settings.gridStep === undefined ? exitFees(market) : share(settings.gridStep)
  const bound = BigInt(exitBound(market, settings))
  return {
    ...averagingFrom(market, settings, shapeFrom(settings), market.quote(settings.averagingOrdersAmount)),
    targetRests: false,
    between: withinBoth(
      long
        ? { low, high: asPrice((bound * WHOLE) / (WHOLE + room)) }
        : { low: asPrice((bound * WHOLE) / (WHOLE - room) + 1n), high },
      opensBetween(market, settings)
    ),
    exits: {
      lay: layExits,
      filled: exitFilled,
      gone: exitGone,
      fresh: startAnew
    }
  }
}
