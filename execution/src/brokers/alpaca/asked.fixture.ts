import type { Market, Quantity } from "@tradetower/domain/market"
import { marketIn } from "./instruments.ts"

export { asked, type Written } from "../asked.fixture.ts"

const required = (market: Market | undefined): Market => {
  if (market === undefined) throw new Error("not traded")
  return market
}
export const stock = required(marketIn("KO"))
/** So many shares, in lots. */
export const shares = (count: string): Quantity => stock.quantity(count) ?? stock.lotsIn(0n)
export const coin = required(marketIn("BTC/USD"))
