import { Effect, Layer } from "effect"
import { sharedExecution, FeedRates, paidFor, RealBrokers, runDownloads, Venues } from "@tradetower/execution"
import { paperTrading, Trading } from "@tradetower/local/trading"
import { forever, partShares, whileHeld } from "@tradetower/platform"
import { runPart, SettingsConflict } from "./run-part.ts"
import { marketChoice, realtimeSettings } from "./settings.ts"

const work = Effect.fnUntraced(function* (shares: number) {
  const { exchanges } = yield* Trading
  const venues = yield* Venues
  const downloads = forever(
    "downloads",
    whileHeld("downloads", () => runDownloads(venues))
  )
  return yield* Effect.raceFirst(sharedExecution({ exchanges, shares }), downloads)
})

/** Orders, prices and downloads: of several processes each has its shares of the tenants, and one downloads. */
runPart(
  "execution",
  Effect.gen(function* () {
    const choice = yield* marketChoice
    const { execution: shares } = yield* partShares
    if (shares > 1 && choice.kind !== "LIVE")
      return yield* new SettingsConflict({
        message:
          "TRADETOWER_EXECUTION_SHARES is more than 1 with a simulated market, which each process would make up differently: set TRADETOWER_MARKET to live, or the shares to 1."
      })
    const { priceEveryMs } = yield* realtimeSettings
    return yield* Effect.provide(
      work(shares),
      Layer.mergeAll(
        Layer.provideMerge(
          Trading.layer(paperTrading(choice)),
          // A broker's prices are licensed to whoever has the key: what many tenants share can't have them yet.
          Layer.merge(Venues.layer(), Layer.succeed(RealBrokers, []))
        ),
        Layer.succeed(FeedRates, paidFor(priceEveryMs))
      )
    )
  })
)
