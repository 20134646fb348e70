import type { Market } from "../../market/market.ts"
import type { Averaging } from "../averaging/averaging.ts"
import { averagingFrom, shapeFrom } from "../averaging/from-settings.ts"
import type { DcaSettings } from "./settings.ts"

/** A DCA's settings as averaging. */
export const dcaAveraging = (market: Market, settings: DcaSettings): Averaging =>
  averagingFrom(market, settings, shapeFrom(settings), market.quote(settings.averagingOrdersAmount))
