import { Effect } from "effect"
import type { HeardTrade } from "../listings.ts"

/** Where trades go that are heard: to whoever lists them while that is done, else to whoever listens. */
export class TradesHeard {
  readonly #lists = new Set<Array<HeardTrade>>()
  readonly #listens: (trades: ReadonlyArray<HeardTrade>) => void

  constructor(listens: (trades: ReadonlyArray<HeardTrade>) => void) {
    this.#listens = listens
  }

  heard(trades: ReadonlyArray<HeardTrade>): void {
    if (trades.length === 0) return
    if (this.#lists.size === 0) return this.#listens(trades)
    for (const list of this.#lists) list.push(...trades)
  }

  /** Those that were heard meanwhile; where it fails they are told like any other. */
  during<E>(listing: Effect.Effect<unknown, E>): Effect.Effect<ReadonlyArray<HeardTrade>, E> {
    return Effect.suspend(() => {
      const list: Array<HeardTrade> = []
      this.#lists.add(list)
      return Effect.as(listing, list).pipe(
        Effect.onExit((exit) =>
          Effect.sync(() => {
            this.#lists.delete(list)
            if (exit._tag === "Failure") this.heard(list)
          })
        )
      )
    })
  }
}
