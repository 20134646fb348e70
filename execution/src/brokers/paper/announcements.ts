import { Cause, Deferred, Effect, Option, Queue, Stream } from "effect"
import type { AccountReport, ExchangeAccount, ExchangeUnavailable } from "../../exchange.ts"

interface Batch {
  readonly reports: ReadonlyArray<AccountReport>
  readonly taken: Deferred.Deferred<void>
}

/** Reports of one account on their way to whoever listens; without a listener they are not kept: it asks when it comes. */
export class Announcements {
  #listener: Queue.Queue<Batch, ExchangeUnavailable> | undefined
  #untaken = 0
  #latest: Deferred.Deferred<void> | undefined
  #over: ExchangeUnavailable | undefined

  say(reports: ReadonlyArray<AccountReport>): void {
    const listener = this.#listener
    if (listener === undefined || reports.length === 0) return
    const taken = Deferred.makeUnsafe<void>()
    this.#untaken++
    this.#latest = taken
    Queue.offerUnsafe(listener, { reports, taken })
  }

  /** Waits until the listener is through with everything said so far; absent when it is. */
  get heard(): Effect.Effect<void> | undefined {
    return this.#untaken === 0 || this.#latest === undefined ? undefined : Deferred.await(this.#latest)
  }

  /** Whoever listens has missed something, and is told so: it asks when it comes again. */
  interrupt(why: ExchangeUnavailable): void {
    const listener = this.#listener
    this.#listener = undefined
    this.#untaken = 0
    if (listener !== undefined) Queue.failCauseUnsafe(listener, Cause.fail(why))
  }

  /** Nothing will be said any more: whoever listens, now or later, is told why. */
  end(why: ExchangeUnavailable): void {
    this.#over = why
    if (this.#listener !== undefined) Queue.failCauseUnsafe(this.#listener, Cause.fail(why))
  }

  /** The account's reports from now on; a later listener takes the place of an earlier. */
  readonly stream: ExchangeAccount["reports"] = Stream.unwrap(
    Effect.gen({ self: this }, function* () {
      if (this.#over !== undefined) return Stream.fail(this.#over)
      const queue = yield* Queue.unbounded<Batch, ExchangeUnavailable>()
      this.#listener = queue
      this.#untaken = 0
      let before = Option.none<Batch>()
      // Being asked for the next batch means that the one before has been dealt with.
      const next = Effect.gen({ self: this }, function* () {
        if (Option.isSome(before)) {
          if (this.#listener === queue) this.#untaken--
          yield* Deferred.succeed(before.value.taken, undefined)
        }
        const batch = yield* Queue.take(queue)
        before = Option.some(batch)
        return batch.reports.map((report) => ({ _tag: "Reported" as const, ...report }))
      })
      return Stream.concat(
        Stream.make({ _tag: "Connected" as const }),
        Stream.flattenIterable(Stream.fromEffectRepeat(next))
      )
    })
  )
}
