import { Effect, type Scope, Stream } from "effect"
import { type Symbol, takesAll, type TradingStatus } from "@tradetower/domain/market"
import type { Exchange } from "../exchange.ts"
import { reconnecting } from "../reconnect.ts"
import type { Watch } from "../watch/watch.ts"

/**
 * Follows which orders the markets of an exchange take, until the scope closes. `before`: what an earlier process was
 * told last; what is told now goes into `known`. `changed` hears of every change once its bots were told. While the exchange can't say, the last word stands.
 */
export const followTrading = Effect.fn("followTrading")(function* (
  { venue, marketData }: Pick<Exchange, "venue" | "marketData">,
  watch: Pick<Watch, "trading">,
  before: ReadonlyMap<Symbol, TradingStatus>,
  known: Map<Symbol, TradingStatus>,
  changed: (symbol: Symbol) => Effect.Effect<void>
): Effect.fn.Return<void, never, Scope.Scope> {
  const { trading } = marketData
  if (trading === undefined) return

  const told = Effect.fnUntraced(function* (symbol: Symbol, status: TradingStatus) {
    const last = known.get(symbol) ?? takesAll
    if (last.takes === status.takes && last.why === status.why) return
    known.set(symbol, status)
    yield* status.takes === "ALL"
      ? Effect.logInfo(`${symbol} takes all orders again`)
      : Effect.logWarning(`${symbol} does not take every order now: ${status.why}`)
    yield* watch.trading(venue, symbol, status)
    yield* changed(symbol)
  })
  for (const [symbol, status] of before) yield* told(symbol, status)
  yield* Effect.forkScoped(
    reconnecting((come) =>
      Stream.runForEach(trading, (statuses) =>
        Effect.gen(function* () {
          yield* come
          for (const symbol of new Set([...known.keys(), ...statuses.keys()]))
            yield* told(symbol, statuses.get(symbol) ?? takesAll)
        })
      )
    ).pipe(Effect.catch((error) => Effect.logError(`what ${venue} takes can't be known: refused for good`, error)))
  )
})
