import { Effect, Queue, Stream } from "effect"
import type { Symbol } from "@tradetower/domain/market"
import type { Look } from "../../../venues/venue.ts"

/** Trading in a stock stopped, or goes on. */
export interface Halt {
  readonly symbol: Symbol
  /** Why it stopped, in its exchange's words; undefined where it goes on. */
  readonly why: string | undefined
  readonly at: number
}

/**
 * Stocks in which trading is stopped, as their exchanges say over the stream of prices: for news, or because the price moved
 * too far at once. Of what was before the stream listened it says nothing, and a resumption may get lost: who sees a trade
 * later than the halt knows that it is over.
 */
export class Halts {
  readonly #stopped = new Map<Symbol, Halt>()
  readonly #hearing = new Set<() => void>()

  heard(halt: Halt): void {
    const before = this.#stopped.get(halt.symbol)
    if (before !== undefined && before.at > halt.at) return
    if (halt.why !== undefined) this.#stopped.set(halt.symbol, halt)
    else if (!this.#stopped.delete(halt.symbol)) return
    this.#tell()
  }

  /** It was traded at a moment. */
  traded(symbol: Symbol, at: number): void {
    const halt = this.#stopped.get(symbol)
    if (halt !== undefined && at > halt.at) this.heard({ symbol, at, why: undefined })
  }

  /** Nothing is heard any more. */
  forget(): void {
    if (this.#stopped.size === 0) return
    this.#stopped.clear()
    this.#tell()
  }

  #tell(): void {
    for (const hear of this.#hearing) hear()
  }

  /** How instruments stand with what is stopped among them: told at once and with each change of either. */
  over<E>(looks: Stream.Stream<ReadonlyMap<Symbol, Look>, E>): Stream.Stream<ReadonlyMap<Symbol, Look>, E> {
    const changes = Stream.callback<ReadonlyMap<Symbol, Halt>>((queue) =>
      Effect.gen({ self: this }, function* () {
        const tell = () => void Queue.offerUnsafe(queue, new Map(this.#stopped))
        yield* Effect.acquireRelease(
          Effect.sync(() => this.#hearing.add(tell)),
          () => Effect.sync(() => this.#hearing.delete(tell))
        )
        tell()
        return yield* Effect.never
      })
    )
    return Stream.zipLatestWith(
      looks,
      changes,
      (all, stopped) =>
        new Map(
          Array.from(all, ([symbol, look]) => {
            const why = stopped.get(symbol)?.why
            return [symbol, why === undefined ? look : { ...look, takes: { takes: "NONE", why } as const }] as const
          })
        )
    )
  }
}
