import { Effect, type Scope, Stream } from "effect"
import { type Instrument, type Symbol, takesAll, type TradingStatus } from "@tradetower/domain/market"
import { reconnecting } from "../reconnect.ts"
import type { Venue, Wanted } from "../venues/venue.ts"
import type { Watch } from "../watch/watch.ts"
import type { ListedMarket } from "./listed-market.ts"

/** A venue's markets as they are followed. */
interface Followed {
  readonly venue: Pick<Venue, "id" | "looks">
  readonly wanted: Wanted
  readonly watch: Pick<Watch, "trading" | "revised">
  readonly listed: ReadonlyMap<Symbol, ListedMarket>
  /** Which orders they took by what an earlier process was told last. */
  readonly before: ReadonlyMap<Symbol, TradingStatus>
  /** Where what is told now goes. */
  readonly takes: Map<Symbol, TradingStatus>
  /** Hears of every change once its bots were told. */
  readonly changed: (market: ListedMarket) => Effect.Effect<void>
}

/**
 * Follows how the markets of a venue stand, until the scope closes: which orders they take, and that their rules are
 * others than before. While the venue can't say, the last word stands.
 */
export const followLooks = Effect.fn("followLooks")(function* ({
  before,
  changed,
  listed,
  takes,
  venue: { id, looks },
  wanted,
  watch
}: Followed): Effect.fn.Return<void, never, Scope.Scope> {
  if (looks === undefined) return

  const told = Effect.fnUntraced(function* (symbol: Symbol, status: TradingStatus) {
    const last = takes.get(symbol) ?? takesAll
    if (last.takes === status.takes && last.why === status.why) return
    takes.set(symbol, status)
    yield* status.takes === "ALL"
      ? Effect.logInfo(`${symbol} takes all orders again`)
      : Effect.logWarning(`${symbol} does not take every order now: ${status.why}`)
    yield* watch.trading(id, symbol, status)
    const market = listed.get(symbol)
    if (market !== undefined) yield* changed(market)
  })
  const revise = Effect.fnUntraced(function* (symbol: Symbol, now: Instrument) {
    const market = listed.get(symbol)
    const rules = market?.rules
    if (market === undefined || rules === undefined || !market.revise(now)) return
    yield* Effect.logWarning(`the rules of ${symbol} are others than before`)
    yield* watch.revised(rules, now)
    yield* changed(market)
  })
  for (const [symbol, status] of before) yield* told(symbol, status)
  yield* Effect.forkScoped(
    reconnecting((come) =>
      Stream.runForEach(looks(wanted), (all) =>
        Effect.gen(function* () {
          yield* come
          for (const symbol of new Set([...takes.keys(), ...all.keys()])) {
            const look = all.get(symbol)
            if (look !== undefined) yield* revise(symbol, look.instrument)
            yield* told(symbol, look?.takes ?? takesAll)
          }
        })
      )
    ).pipe(Effect.catch((error) => Effect.logError(`how ${id} stands can't be known: refused for good`, error)))
  )
})
