import type { Market } from "../../market/market.ts"
import type { Averaging } from "../averaging/averaging.ts"
import { averagingFrom, shapeFrom } from "../averaging/from-settings.ts"
import { once } from "../once.ts"
import type { DcaSettings } from "./settings.ts"

/** A DCA's settings as averaging; computed once per settings and market. */
export const dcaAveraging = once((market: Market, settings: DcaSettings): Averaging =>
  averagingFrom(market, settings, shapeFrom(settings), market.quote(settings.averagingOrdersAmount))
)
