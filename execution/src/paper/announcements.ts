import { Deferred, Effect, Option, Queue, Stream } from "effect"
import type { AccountReport, ExchangeAccount } from "../exchange.ts"

interface Batch {
  readonly reports: ReadonlyArray<AccountReport>
  readonly taken: Deferred.Deferred<void>
}

/** How long a price waits for what it did to be heard before it is passed on. */
const HEARD_WITHIN = "1 second"

/** Reports of one account on their way to whoever listens; without a listener they are not kept: it asks when it comes. */
export class Announcements {
  #listener: Queue.Queue<Batch> | undefined

  /** Says it. `heard` waits until the listener is through with it (a second at the most). */
  say(reports: ReadonlyArray<AccountReport>): { readonly heard: Effect.Effect<void> } {
    const listener = this.#listener
    if (listener === undefined || reports.length === 0) return { heard: Effect.void }
    const taken = Deferred.makeUnsafe<void>()
    Queue.offerUnsafe(listener, { reports, taken })
    return { heard: Effect.asVoid(Effect.timeoutOption(Deferred.await(taken), HEARD_WITHIN)) }
  }

  /** The account's reports from now on; a later listener takes the place of an earlier. */
  readonly stream: ExchangeAccount["reports"] = Stream.unwrap(
    Effect.gen({ self: this }, function* () {
      const queue = yield* Queue.unbounded<Batch>()
      this.#listener = queue
      let before = Option.none<Batch>()
      // Being asked for the next batch means that the one before has been dealt with.
      const next = Effect.gen(function* () {
        if (Option.isSome(before)) yield* Deferred.succeed(before.value.taken, undefined)
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
