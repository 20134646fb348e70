import type { Market, Price } from "../../market/market.ts"
import { share } from "../../number/exact.ts"
import { planAveraging } from "../averaging/plan.ts"
import type { Plan } from "../../bot/plan.ts"
import { dcaAveraging } from "./averaging.ts"
import type { DcaSettings } from "./settings.ts"

/** What a DCA would do if it started now. */
export const planDca = (market: Market, settings: DcaSettings, price: Price): Plan => {
  const loss = settings.stopLossPercent ?? settings.trailingStopPercent
  return planAveraging(market, dcaAveraging(market, settings), price, loss === undefined ? undefined : share(loss))
}
