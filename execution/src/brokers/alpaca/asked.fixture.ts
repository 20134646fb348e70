import type { Market } from "@tradetower/domain/market"
import { marketIn } from "./instruments.ts"

export { asked, type Written } from "../asked.fixture.ts"

const required = (market: Market | undefined): Market => {
  if (market === undefined) throw new Error("not traded")
  return market
}
export const stock = required(marketIn("KO"))
export const coin = required(marketIn("BTC/USD"))
