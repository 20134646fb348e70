import { type Clock, Effect, Latch } from "effect"
import type { Bus, Store } from "@tradetower/platform"

/** A process that can be stopped at any moment, as a machine that freezes is, and woken again. */
export interface Pausable {
  readonly pause: () => void
  readonly wake: () => void
  /** What it asks of a service: while it is stopped nothing goes out, and no answer comes in. */
  readonly through: <A, E, R>(asking: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  readonly store: (store: Store["Service"]) => Store["Service"]
  /** What it had received when it was stopped is others': its connections are gone. */
  readonly bus: (bus: Bus["Service"]) => Bus["Service"]
  /** Its clock, which runs on while nothing that it waits for comes. */
  readonly clock: (clock: Clock.Clock) => Clock.Clock
}

export const pausable = (): Pausable => {
  const running = Latch.makeUnsafe(true)
  const stopped = Latch.makeUnsafe(false)
  const through: Pausable["through"] = (asking) =>
    Effect.andThen(
      running.await,
      Effect.tap(asking, () => running.await)
    )
  return {
    pause: () => {
      running.closeUnsafe()
      stopped.openUnsafe()
    },
    wake: () => {
      stopped.closeUnsafe()
      running.openUnsafe()
    },
    through,
    store: (store) => ({
      read: (...what) => through(store.read(...what)),
      query: (...what) => through(store.query(...what)),
      create: (...what) => through(store.create(...what)),
      upsert: (...what) => through(store.upsert(...what)),
      replace: (...what) => through(store.replace(...what)),
      remove: (...what) => through(store.remove(...what)),
      changes: (container, consumer, handle, options) =>
        store.changes(container, consumer, (batch) => through(handle(batch)), options)
    }),
    bus: (bus) => ({
      ...bus,
      receive: (from, handle, places) =>
        Effect.andThen(
          Effect.raceFirst(
            bus.receive(from, (message) => through(handle(message)), places),
            stopped.await
          ),
          Effect.never
        )
    }),
    clock: (clock) =>
      new Proxy(clock, {
        get: (target, name) => {
          if (name === "sleep") return (...[time]: Parameters<Clock.Clock["sleep"]>) => through(target.sleep(time))
          // As a computer's clock tells it; a test's stops between two milliseconds where something waits for a part of one.
          if (name === "currentTimeMillisUnsafe") return () => Math.floor(target.currentTimeMillisUnsafe())
          if (name === "currentTimeMillis") return Effect.map(target.currentTimeMillis, Math.floor)
          const value: unknown = Reflect.get(target, name)
          return typeof value === "function"
            ? (...what: ReadonlyArray<unknown>): unknown => Reflect.apply(value, target, what)
            : value
        }
      })
  }
}
