import { join } from "node:path"
import { Clock, Effect } from "effect"
import { VenueId } from "@tradetower/domain/market"
import { paperExchange, Venues } from "@tradetower/execution"
import { type RunningSystem, startSystem } from "@tradetower/local"
import type { ExchangesStandIn } from "../../execution/src/venues/ccxt/ccxt.fixture.ts"
import { pair } from "./instruments.ts"
import { manualMarket } from "./manual-market.ts"

export const kraken = VenueId.make("ccxt:kraken")

/** The product in this process with a market of its own first, and a stand-in's pairs of Kraken for whoever needs them. */
export const startWithKraken = (
  base: string,
  { instead }: Pick<ExchangesStandIn, "instead">
): Promise<RunningSystem> => {
  const own = manualMarket([pair("BTC-USD")])
  return startSystem({
    demo: true,
    folder: join(base, "world"),
    configFolder: join(base, "config"),
    venues: { ccxt: instead },
    trading: Effect.gen(function* () {
      const venue = (yield* Venues).get(kraken)
      if (venue === undefined) throw new Error("there is no Kraken")
      return {
        exchanges: Effect.forEach([own.data, venue], (one) => paperExchange(one)),
        time: { now: Clock.currentTimeMillis }
      }
    })
  })
}
