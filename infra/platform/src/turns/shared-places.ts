import { Deferred, Effect, Schema } from "effect"
import { Turns } from "./turns.ts"

/** A tenant has as many waiting as may wait: what is one more is refused, and nothing of it was begun. */
export class TooManyWaiting extends Schema.TaggedError<TooManyWaiting>()("TooManyWaiting", { most: Schema.Int }) {
  override get message(): string {
    return `${this.most} of this tenant's wait already`
  }
}

interface Waiter {
  readonly tenant: string
  readonly begin: Deferred.Deferred<void>
  has: boolean
  gone: boolean
}

/**
 * A few places in which tenants' work is done, by {@link Turns}: whatever one tenant has waiting, another's work is next
 * but for what is being done. Of each tenant at most `most` wait.
 *
 * @example
 * const places = new SharedPlaces(2, 8)
 * yield* places.take(tenantId, simulate(task))
 */
export class SharedPlaces {
  readonly #most: number
  readonly #turns: Turns<Waiter>

  /** `places` that tenants share, how many of one may wait, and how many places each has beside those for its own. */
  constructor(places: number, most: number, own = 0) {
    this.#most = most
    this.#turns = new Turns(
      () => places,
      () => own
    )
  }

  /** Does a tenant's work when its turn has come; interrupted, it makes room for the next. */
  take<A, E, R>(tenant: string, work: Effect.Effect<A, E, R>): Effect.Effect<A, E | TooManyWaiting, R> {
    return Effect.suspend((): Effect.Effect<A, E | TooManyWaiting, R> => {
      if (this.#turns.waiting(tenant) >= this.#most) return Effect.fail(new TooManyWaiting({ most: this.#most }))
      return Effect.acquireUseRelease(
        Effect.sync(() => {
          const waiter: Waiter = { tenant, begin: Deferred.makeUnsafe<void>(), has: false, gone: false }
          this.#turns.push(tenant, waiter)
          this.#handOut()
          return waiter
        }),
        ({ begin }) => Effect.andThen(Deferred.await(begin), work),
        (waiter) =>
          Effect.sync(() => {
            waiter.gone = true
            if (waiter.has) this.#turns.give(tenant)
            this.#handOut()
          })
      )
    })
  }

  #handOut(): void {
    for (let next = this.#turns.take(); next !== undefined; next = this.#turns.take()) {
      if (next.gone) {
        this.#turns.give(next.tenant)
        continue
      }
      next.has = true
      Deferred.doneUnsafe(next.begin, Effect.void)
    }
  }
}
