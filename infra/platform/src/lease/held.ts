import { Effect } from "effect"
import type { Blobs } from "../ports/blobs.ts"
import type { Bus } from "../ports/bus.ts"
import type { Lease } from "../ports/leases.ts"
import type { PubSub } from "../ports/pubsub.ts"
import type { Store } from "../ports/store.ts"

type Holding = Pick<Lease, "held">

/** Until what nobody ends ends by itself. */
const ENDED_WITHIN = "1 minute"

/** Waits for being ended with whatever works under the lease, also where nothing else may interrupt it. */
const beEnded = Effect.andThen(Effect.interruptible(Effect.sleep(ENDED_WITHIN)), Effect.interrupt)

/**
 * What a process does under a lease, while it is its own: what it would do after it slept through it stays undone, and
 * waits for being ended. Reading needs no lease.
 */
export const onlyHeld =
  ({ held }: Holding) =>
  <A, E, R>(doing: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.andThen(
      Effect.catch(held, () => beEnded),
      doing
    )

/** A store that a holder alone writes to. */
export const heldStore = (store: Store["Service"], lease: Holding): Store["Service"] => {
  const ours = onlyHeld(lease)
  return {
    ...store,
    create: (...what) => ours(store.create(...what)),
    upsert: (...what) => ours(store.upsert(...what)),
    replace: (...what) => ours(store.replace(...what)),
    remove: (...what) => ours(store.remove(...what))
  }
}

/** Blobs that a holder alone writes. */
export const heldBlobs = (blobs: Blobs["Service"], lease: Holding): Blobs["Service"] => {
  const ours = onlyHeld(lease)
  return {
    ...blobs,
    write: (...what) => ours(blobs.write(...what)),
    append: (...what) => ours(blobs.append(...what)),
    remove: (...what) => ours(blobs.remove(...what))
  }
}

/** A bus to which a holder alone sends. */
export const heldBus = (bus: Bus["Service"], lease: Holding): Bus["Service"] => {
  const ours = onlyHeld(lease)
  return { ...bus, send: (...what) => ours(bus.send(...what)) }
}

/** A hub that a holder alone publishes to. */
export const heldHub = (hub: PubSub["Service"], lease: Holding): PubSub["Service"] => {
  const ours = onlyHeld(lease)
  return { ...hub, publish: (...what) => ours(hub.publish(...what)) }
}
