import { Deferred, Effect } from "effect"

/** Lets effects about the same thing take turns, first come first served; those about different things don't wait. */
export class OneByOne {
  readonly #last = new Map<string, Deferred.Deferred<void>>()

  take<A, E, R>(about: string, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return Effect.suspend(() => {
      const before = this.#last.get(about)
      const done = Deferred.makeUnsafe<void>()
      this.#last.set(about, done)
      const inTurn = before === undefined ? effect : Effect.andThen(Deferred.await(before), effect)
      return Effect.ensuring(
        inTurn,
        Effect.suspend(() => {
          const end = Effect.sync(() => {
            Deferred.doneUnsafe(done, Effect.void)
            if (this.#last.get(about) === done) this.#last.delete(about)
          })
          // Whoever goes away before its turn lets nobody overtake the one before.
          if (before === undefined || Deferred.isDoneUnsafe(before)) return end
          return Effect.asVoid(Effect.forkDetach(Effect.andThen(Deferred.await(before), end)))
        })
      )
    })
  }
}
