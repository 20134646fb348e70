import type { MarketTime } from "@tradetower/platform"
import type { MarketData } from "../exchange.ts"

/** Prices, and the clock that they and everyone who trades on them live by. */
export interface MarketSource {
  readonly data: MarketData
  readonly time: (typeof MarketTime)["Service"]
}
