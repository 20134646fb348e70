import { Clock, Effect, Stream } from "effect"
import type { Instrument, Symbol } from "@tradetower/domain/market"
import type { ExchangeUnavailable } from "../unavailable.ts"
import type { Look, Wanted } from "./venue.ts"

/** How often an instrument is looked at, ms; more often while it does not take every order, or can't be asked. */
const EACH = 3_600_000
const SOON = 60_000

/**
 * How those that are wanted stand, of a venue that is asked for one: told at once, then each hour; each minute while one
 * does not take all, or can't be asked: of that one the last word stands. One that is wanted anew is asked for alone.
 */
export const looksByAsking = (
  look: (instrument: Instrument) => Effect.Effect<Look, ExchangeUnavailable>,
  wanted: Wanted
): Stream.Stream<ReadonlyMap<Symbol, Look>> => {
  const known = new Map<Symbol, { readonly look?: Look; readonly due: number }>()
  return Stream.switchMap(wanted.changes, (instruments) =>
    Stream.unfold(
      0,
      Effect.fnUntraced(function* (pause) {
        yield* Effect.sleep(pause)
        const now = yield* Clock.currentTimeMillis
        for (const instrument of instruments.values()) {
          const { symbol } = instrument
          const before = known.get(symbol)
          if (before !== undefined && before.due > now) continue
          const answer = yield* Effect.result(look(instrument))
          if (answer._tag === "Success")
            known.set(symbol, {
              look: answer.success,
              due: now + (answer.success.takes.takes === "ALL" ? EACH : SOON)
            })
          else {
            known.set(symbol, { ...before, due: now + SOON })
            yield* Effect.logDebug(`how ${symbol} stands can't be asked: ${answer.failure.message}`)
          }
        }
        for (const symbol of known.keys()) if (!instruments.has(symbol)) known.delete(symbol)
        const told = new Map<Symbol, Look>()
        let due = now + EACH
        for (const symbol of instruments.keys()) {
          const one = known.get(symbol)
          due = Math.min(due, one?.due ?? due)
          if (one?.look !== undefined) told.set(symbol, one.look)
        }
        return [told, Math.max(0, due - (yield* Clock.currentTimeMillis))] as const
      })
    )
  )
}
