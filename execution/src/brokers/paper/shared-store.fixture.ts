import { Deferred, Effect, Option, Random } from "effect"
import { AlreadyExists, type Store, StoreUnavailable, type Version, VersionMismatch } from "@tradetower/platform"

/** A whole number from 0, below `many`, by chance. */
export const below = (many: number): Effect.Effect<number> => Random.nextIntBetween(0, many, { halfOpen: true })

interface Kept {
  readonly value: { readonly id: string }
  readonly version: Version
}

/** Documents of one partition, in memory, as several processes share them: thousands of histories must cost little. */
export class SharedStore {
  readonly #documents = new Map<string, Kept>()
  #version = 0

  get size(): number {
    return this.#documents.size
  }

  #put(value: Kept["value"]): Version {
    const version = String(++this.#version) as Version
    this.#documents.set(value.id, { value, version })
    return version
  }

  /** The store as a process has it: `around` whatever is asked of it. */
  seenBy(around: <A, E>(ask: Effect.Effect<A, E>) => Effect.Effect<A, E | StoreUnavailable>): Store["Service"] {
    const documents = this.#documents
    const sync = <A, E = never>(ask: () => Effect.Effect<A, E>) => around(Effect.suspend(ask))
    // Whoever asks reads a document by the schema it was written by: that it is what they expect is for them to know.
    const typed = (kept: Kept) => kept as never
    return {
      read: (_, _key, id) => sync(() => Effect.succeed(Option.map(Option.fromUndefinedOr(documents.get(id)), typed))),
      create: (container, value) =>
        sync(() =>
          documents.has(value.id)
            ? Effect.fail(new AlreadyExists({ container: container.name, id: value.id }))
            : Effect.succeed(this.#put(value))
        ),
      upsert: (_, value) => sync(() => Effect.succeed(this.#put(value))),
      replace: (container, value, ifVersion) =>
        sync(() =>
          documents.get(value.id)?.version === ifVersion
            ? Effect.succeed(this.#put(value))
            : Effect.fail(new VersionMismatch({ container: container.name, id: value.id }))
        ),
      remove: (_, _key, id) => sync(() => Effect.sync(() => void documents.delete(id))),
      query: (_, _key, { where, limit = 100, continuation = "" } = {}) =>
        sync(() => {
          const { before = "~~", from = "" } = (where?.["id"] ?? {}) as {
            readonly from?: string
            readonly before?: string
          }
          const found = [...documents.values()]
            .filter(({ value: { id } }) => id >= from && id < before && id > continuation)
            .sort((a, b) => (a.value.id < b.value.id ? -1 : 1))
          const items = found.slice(0, limit)
          const last = items.at(-1)?.value.id
          return Effect.succeed({
            items: items.map(typed),
            ...(found.length > limit && last !== undefined && { continuation: last })
          })
        }),
      changes: () => Effect.never
    }
  }
}

const timedOut = () => new StoreUnavailable({ container: "PaperAccounts", message: "timed out", retryable: true })

/** Whether a process goes on: asked before and after each thing it wants of the store. */
export class Standing {
  #until: Deferred.Deferred<void> | undefined

  get still(): boolean {
    return this.#until !== undefined
  }
  stand(): void {
    this.#until ??= Deferred.makeUnsafe<void>()
  }
  goOn(): void {
    if (this.#until !== undefined) Deferred.doneUnsafe(this.#until, Effect.void)
    this.#until = undefined
  }

  /** Waits for as long as it stands. */
  here(): Effect.Effect<void> {
    return Effect.suspend(() => (this.#until === undefined ? Effect.void : Deferred.await(this.#until)))
  }

  /**
   * Whatever is asked may wait before it is done, and again before it is answered; one in so many (`failing`) is answered
   * with a failure, done or not.
   */
  readonly around =
    (failing: number) =>
    <A, E>(ask: Effect.Effect<A, E>): Effect.Effect<A, E | StoreUnavailable> =>
      Effect.gen({ self: this }, function* () {
        const slow = yield* below(4)
        for (let turn = 0; turn < slow; turn++) yield* Effect.yieldNow
        yield* this.here()
        const fails = (yield* below(failing)) === 0
        if (fails && (yield* Random.nextBoolean)) return yield* timedOut()
        const answer = yield* Effect.result(ask)
        yield* this.here()
        if (fails) return yield* timedOut()
        return answer._tag === "Success" ? answer.success : yield* Effect.fail(answer.failure)
      })
}
