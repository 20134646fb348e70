import { randomUUID } from "node:crypto"
import { Clock, Deferred, Duration, Effect, Layer, Option } from "effect"
import { type Lease, LeaseLost, Leases } from "../ports/leases.ts"
import { type LeaseHolder, LeaseHolders } from "../records/leases.ts"
import { Store, type StoreUnavailable, type Version } from "../ports/store.ts"
import { checkLeaseName } from "./lease-name.ts"
import { running, runningBy } from "./running.ts"
import { shareItems, type ShareTimes } from "./share-items.ts"

/** A document as it was last seen, and when, by our own running clock, ms. */
interface Seen {
  readonly document: LeaseHolder
  readonly version: Version
  readonly at: number
}

export interface StoreLeasesOptions {
  /** How long a holder may be silent before another follows. Default: 15 s. */
  readonly time?: Duration.Input
  /** The same of a member that shares several items. Default: 9 s. */
  readonly shareTime?: Duration.Input
}

/** Of a lease's time, what its holder counts on: who follows begins later by the rest at least. */
const OWN_SHARE = 0.8
/** How often in a lease's time it is renewed, and looked at by who waits for it. */
const ROUNDS = 3
/** The same where items are shared: what a member that is killed had is another's within a lease's time and two rounds. */
const SHARE_ROUNDS = 4
/** How often in a lease's time a store that can't be asked is asked again. */
const TRIES = 15

/** One name, as one who wants it sees it. */
const nameIn = (store: Store["Service"], id: string, holder: string) => ({
  /** Counted from after it is read: who waits waits rather too long. */
  read: Effect.gen(function* () {
    const found = Option.getOrUndefined(yield* store.read(LeaseHolders, { id }, id))
    const at = yield* running
    return found && ({ document: found.value, version: found.version, at } satisfies Seen)
  }),
  /** Writes over what was seen; undefined when another wrote meanwhile. Counted from before it is written: rather too short. */
  write: (number: number, free: boolean, over: Seen | undefined) =>
    Effect.gen(function* () {
      const document: LeaseHolder = { id, holder, number, free }
      const at = yield* running
      const version = yield* over === undefined
        ? store.create(LeaseHolders, document)
        : store.replace(LeaseHolders, document, over.version)
      return { document, version, at } satisfies Seen
    }).pipe(Effect.catchTag(["AlreadyExists", "VersionMismatch"], () => Effect.succeed(undefined)))
})
type Name = ReturnType<typeof nameIn>

/**
 * Leases of all processes over one store. A holder writes its document anew all the time; whoever sees the same version
 * for a lease's whole time, by its own running clock, follows. Contract: `infra/platform/contracts/leases.md`.
 */
export const storeLeases = ({ shareTime = "9 seconds", time = "15 seconds" }: StoreLeasesOptions = {}): Layer.Layer<
  Leases,
  never,
  Store
> =>
  Layer.effect(
    Leases,
    Effect.map(Store, (store) => {
      const whole = Duration.toMillis(time)
      const round = Effect.sleep(whole / ROUNDS)
      const pause = Effect.sleep(whole / TRIES)
      const ownUntil = ({ at }: Seen) => at + whole * OWN_SHARE
      const unlessFinal = (error: StoreUnavailable) =>
        error.retryable ? Effect.as(pause, "UNASKED" as const) : Effect.fail(error)

      /** One look at the name, and a try to make it ours if it is free or was silent for long enough. */
      const look = Effect.fnUntraced(function* (name: Name, holder: string, before: Seen | undefined) {
        const asked = yield* running
        const now = yield* name.read
        const seen = now?.version === before?.version ? before : now
        const document = now?.document
        // What is ours already was written by us, and its answer lost.
        const own = document?.holder === holder
        const silent = seen !== undefined && asked - seen.at >= whole
        if (document !== undefined && !own && !document.free && !silent) return { seen }
        const number = own ? document.number : (document?.number ?? 0) + 1
        return { seen, ours: yield* name.write(number, false, now) }
      })

      /** Waits until the name is free, or its holder was silent for a lease's time, and makes it ours. */
      const take = Effect.fnUntraced(function* (name: Name, holder: string) {
        let seen: Seen | undefined
        for (;;) {
          const looked = yield* Effect.catch(look(name, holder, seen), unlessFinal)
          if (looked === "UNASKED") continue
          if (looked.ours !== undefined) return looked.ours
          seen = looked.seen
          yield* round
        }
      })

      /** Writes the document anew, so that it is not taken for silent; undefined when it is another's. */
      const renew = Effect.fnUntraced(function* (name: Name, { document, version, at }: Seen) {
        const renewed = yield* name.write(document.number, false, { document, version, at })
        if (renewed !== undefined) return renewed
        const now = yield* name.read
        // LEASE-11: written by us, and its answer lost.
        return now?.document.holder === document.holder ? yield* name.write(document.number, false, now) : undefined
      })

      const acquire: Leases["Service"]["acquire"] = Effect.fnUntraced(function* (id) {
        yield* checkLeaseName(id)
        const holder = randomUUID()
        const name = nameIn(store, id, holder)
        // Before it is taken: who is interrupted while the write is on its way gives it up, too.
        yield* Effect.addFinalizer(() =>
          name.read.pipe(
            Effect.flatMap((now) =>
              now?.document.holder === holder ? Effect.asVoid(name.write(now.document.number, true, now)) : Effect.void
            ),
            Effect.timeout(whole),
            Effect.ignore
          )
        )
        let ours = yield* take(name, holder)
        const gone = new LeaseLost({
          name: id,
          message: `${id} may be another's now: what worked under it has stopped`
        })
        const lost = yield* Deferred.make<never, LeaseLost>()
        const keep = Effect.gen(function* () {
          for (;;) {
            const left = ownUntil(ours) - (yield* running)
            if (left <= 0 || Deferred.isDoneUnsafe(lost)) return
            const renewed = yield* renew(name, ours).pipe(
              Effect.catchTag("StoreUnavailable", unlessFinal),
              Effect.timeoutOption(left),
              Effect.map(Option.getOrUndefined)
            )
            if (renewed === "UNASKED") continue
            if (renewed === undefined) return
            ours = renewed
            yield* round
          }
        })
        yield* Effect.forkScoped(Effect.andThen(Effect.andThen(round, Effect.ignore(keep)), Deferred.fail(lost, gone)))
        // Whoever asks, by whatever clock: this process's counts.
        const clock = yield* Clock.Clock
        const lease: Lease = {
          name: id,
          number: ours.document.number,
          held: Effect.suspend(() =>
            runningBy(clock) < ownUntil(ours) && !Deferred.isDoneUnsafe(lost)
              ? Effect.void
              : // LEASE-16: also where a renewal arrives late.
                Effect.andThen(Deferred.fail(lost, gone), Effect.fail(gone))
          ),
          lost: Deferred.await(lost)
        }
        return lease
      })
      /** Where there is one item nobody waits for a part of it: it is renewed as a lease of its own is. */
      const timesOf = (items: ReadonlyArray<string>): ShareTimes => {
        const several = items.length > 1
        const own = several ? Duration.toMillis(shareTime) : whole
        return {
          whole: own,
          longest: Math.max(whole, own),
          own: own * OWN_SHARE,
          round: own / (several ? SHARE_ROUNDS : ROUNDS),
          pause: own / TRIES
        }
      }
      return { acquire, share: (name, items, work) => shareItems(store, timesOf(items), name, items, work) }
    })
  )
