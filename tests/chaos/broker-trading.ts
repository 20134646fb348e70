import { Effect } from "effect"
import { type BrokersWhere, type Exchange, paperExchange, RealBrokers } from "@tradetower/execution"
import type { SystemOptions } from "@tradetower/local"
import type { OpenTrading } from "@tradetower/local/trading"
import { Secrets } from "@tradetower/platform"
import { pair } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"

/**
 * A broker where it is played, as the product itself offers it, beside a paper exchange that nobody trades at. `ahead`: how far
 * its time is ahead of this machine's, ms: stocks trade by day alone, tests at any time. `names`: of which brokers, where that is said otherwise.
 */
export const atBroker = (
  where: BrokersWhere,
  seen: (exchange: Exchange) => Exchange,
  ahead = 0,
  names: ReadonlyArray<string> = Object.keys(where)
): Pick<SystemOptions, "brokers"> & { readonly trading: OpenTrading } => ({
  brokers: where,
  trading: Effect.gen(function* () {
    const brokers = (yield* RealBrokers).filter(({ id }) => names.includes(id))
    const own = manualMarket([pair("BTC-USD")])
    const real = Effect.forEach(brokers, ({ exchanges }) => exchanges([own.data])).pipe(
      Effect.provideService(Secrets, yield* Secrets)
    )
    return {
      exchanges: Effect.zipWith(paperExchange(own.data), real, (paper, theirs) => [paper, ...theirs.flat().map(seen)]),
      time: { now: Effect.sync(() => Date.now() + ahead) }
    }
  })
})
