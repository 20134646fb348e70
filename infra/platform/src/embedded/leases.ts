import { Effect, Layer, Semaphore } from "effect"
import { checkLeaseName } from "../lease/lease-name.ts"
import { Leases } from "../ports/leases.ts"

/** One name: who waits for it, and how often it was taken. */
interface Taken {
  readonly places: Semaphore.Semaphore
  number: number
  /** Holders and waiters; without any the name is forgotten. */
  users: number
}

/**
 * Leases of the one process that a data folder lets in: never lost. Contract: `infra/platform/contracts/leases.md`.
 */
export const embeddedLeases: Layer.Layer<Leases> = Layer.sync(Leases, () => {
  const all = new Map<string, Taken>()
  // Over all names, so that it still grows when a name was forgotten meanwhile.
  let last = 0
  const use = (name: string): Taken => {
    const taken = all.get(name) ?? { places: Semaphore.makeUnsafe(1), number: 0, users: 0 }
    taken.users++
    all.set(name, taken)
    return taken
  }
  const leave = (name: string, taken: Taken) => {
    taken.users--
    if (taken.users === 0) all.delete(name)
  }
  return {
    acquire: (name) =>
      Effect.gen(function* () {
        yield* checkLeaseName(name)
        const taken = yield* Effect.acquireRelease(
          Effect.sync(() => use(name)),
          (each) => Effect.sync(() => leave(name, each))
        )
        yield* taken.places.takeScoped(1)
        return { name, number: ++last, held: Effect.void, lost: Effect.never }
      }),
    share: (name, items, work) =>
      checkLeaseName(name).pipe(
        Effect.andThen(
          Effect.forEach(
            items,
            (item) =>
              Effect.scoped(
                work(item, { name: `${name}.${item}`, number: ++last, held: Effect.void, lost: Effect.never })
              ),
            { concurrency: "unbounded", discard: true }
          )
        ),
        Effect.andThen(Effect.never)
      )
  }
})
