import { Effect, Option, type Scope, Stream } from "effect"
import type { Instrument, Symbol } from "@tradetower/domain/market"
import { Markets, type Store } from "@tradetower/platform"
import type { MarketData } from "../exchange.ts"
import { untilItWorks } from "../patience.ts"
import type { Watch } from "../watch/watch.ts"
import type { ListedMarket } from "./listed-market.ts"

/** How often an instrument's rules have changed by what an earlier process kept. */
export const versionBy =
  (store: Store["Service"]) =>
  ({ symbol, venue }: Instrument): Effect.Effect<number | undefined> =>
    untilItWorks("reading a market", store.read(Markets, { venue }, symbol)).pipe(
      Effect.map((record) => Option.getOrUndefined(record)?.value.version),
      Effect.orElseSucceed(() => undefined)
    )

/** Takes in that an instrument's rules are others than before, until the scope closes; `revised` hears of each market. */
export const followRules = Effect.fn("followRules")(function* (
  { rules }: Pick<MarketData, "rules">,
  watch: Pick<Watch, "revised">,
  listed: ReadonlyMap<Symbol, ListedMarket>,
  revised: (market: ListedMarket) => Effect.Effect<void>
): Effect.fn.Return<void, never, Scope.Scope> {
  if (rules === undefined) return
  const take = Effect.fnUntraced(function* (symbol: Symbol, now: Instrument) {
    const market = listed.get(symbol)
    const before = market?.rules
    if (market === undefined || before === undefined || !market.revise(now)) return
    yield* Effect.logWarning(`the rules of ${symbol} are others than before`)
    yield* watch.revised(before, now)
    yield* revised(market)
  })
  yield* Effect.forkScoped(
    Stream.runForEach(rules, (all) => Effect.forEach(all, ([symbol, now]) => take(symbol, now), { discard: true }))
  )
})
