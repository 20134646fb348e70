import { randomUUID } from "node:crypto"
import { Cause, Clock, Deferred, Effect, Fiber, Latch, Option, Scope } from "effect"
import { type Lease, LeaseLost } from "../ports/leases.ts"
import type { Store, StoreUnavailable, Version } from "../ports/store.ts"
import { type LeaseGroup, LeaseGroups } from "../records/leases.ts"
import { checkLeaseName } from "./lease-name.ts"
import { running, runningBy } from "./running.ts"
import { nextGroup, tooMany } from "./share-plan.ts"

/** How long, ms. */
export interface ShareTimes {
  /** Until a member that is not heard of is gone. */
  readonly whole: number
  /** The same where it shares other items, and may go by another time. */
  readonly longest: number
  /** What a member counts on itself after it wrote. */
  readonly own: number
  /** From one write to the next. */
  readonly round: number
  /** Until a store that can't be asked is asked again. */
  readonly pause: number
}

/** An item that is ours, and what is done with it. */
interface Held {
  readonly lost: Deferred.Deferred<never, LeaseLost>
  readonly working: Fiber.Fiber<void>
  state: "OURS" | "ENDING" | "ENDED"
}

/**
 * One process of a group, which is one document: a member writes itself into it anew all the time, with what it has. One
 * whose count stands still for a lease's time, by the running clock of whoever looks, is gone, and what it had is free.
 */
export const shareItems = <E, R>(
  store: Store["Service"],
  times: ShareTimes,
  name: string,
  items: ReadonlyArray<string>,
  work: (item: string, lease: Lease) => Effect.Effect<unknown, E, R>
): Effect.Effect<never, E | StoreUnavailable, Exclude<R, Scope.Scope>> =>
  Effect.scoped(
    Effect.gen(function* () {
      yield* checkLeaseName(name)
      // Whoever asks whether it is held, by whatever clock: this process's counts.
      const clock = yield* Clock.Clock
      const id = `shares:${name}`
      /** Another after every loss: nobody takes what was written before for ours. */
      let me: string = randomUUID()
      /** Until when, by our running clock, nobody else takes us for gone. */
      let ownUntil = 0
      const held = new Map<string, Held>()
      /** The others' counts, and since when they stand still. */
      const heard = new Map<string, { readonly beat: number; readonly since: number }>()
      /** What nobody can have changed since: we were alone in it. */
      let known: { readonly group: LeaseGroup; readonly version: Version } | undefined
      const failed = yield* Deferred.make<never, E>()
      /** Opened when something is to be written at once. */
      const soon = yield* Latch.make(false)

      const lookedAt = Effect.gen(function* () {
        if (known !== undefined) return known
        const found = Option.getOrUndefined(yield* store.read(LeaseGroups, { id }, id))
        // Counted from after it is read: who waits waits rather too long.
        const now = yield* running
        const members = found?.value.members ?? []
        for (const member of heard.keys()) if (!members.some((each) => each.id === member)) heard.delete(member)
        for (const { beat, id: member } of members)
          if (heard.get(member)?.beat !== beat) heard.set(member, { beat, since: now })
        return found && { group: found.value, version: found.version }
      })
      /** Undefined when another wrote meanwhile. */
      const replaced = (group: LeaseGroup, over: { readonly version: Version } | undefined) =>
        Effect.gen(function* () {
          return yield* over === undefined
            ? store.create(LeaseGroups, group)
            : store.replace(LeaseGroups, group, over.version)
        }).pipe(Effect.catchTag(["AlreadyExists", "VersionMismatch"], () => Effect.undefined))

      // What is worked on has ended by then.
      yield* Effect.addFinalizer(() =>
        Effect.gen(function* () {
          ownUntil = 0
          for (;;) {
            const seen = yield* lookedAt
            known = undefined
            if (seen?.group.members.some((member) => member.id === me) !== true) return
            const members = seen.group.members.filter((member) => member.id !== me)
            if ((yield* replaced({ ...seen.group, members }, seen)) !== undefined) return
          }
        }).pipe(Effect.timeout(times.whole), Effect.ignore)
      )
      // Who stops ends all it works on at once: one after the other might take longer than the lease's time.
      const scope = yield* Effect.flatMap(Effect.scope, (whole) => Scope.fork(whole, "parallel"))

      const begin = Effect.fnUntraced(function* (item: string, number: number) {
        const title = `${name}.${item}`
        const gone = new LeaseLost({
          name: title,
          message: `${title} may be another's now: what worked under it has stopped`
        })
        const lost = yield* Deferred.make<never, LeaseLost>()
        const lease: Lease = {
          name: title,
          number,
          held: Effect.suspend(() =>
            runningBy(clock) < ownUntil && !Deferred.isDoneUnsafe(lost)
              ? Effect.void
              : // LEASE-16: also where a renewal arrives late.
                Effect.andThen(Effect.andThen(Deferred.fail(lost, gone), soon.open), Effect.fail(gone))
          ),
          lost: Deferred.await(lost)
        }
        const worked = Effect.scoped(work(item, lease)).pipe(
          Effect.andThen(Effect.never),
          Effect.catchCause((cause) =>
            Cause.hasInterruptsOnly(cause) ? Effect.void : Deferred.failCause(failed, cause)
          ),
          Effect.raceFirst(Effect.catch(lease.lost, ({ message }) => Effect.logWarning(message))),
          Effect.asVoid
        )
        held.set(item, { lost, state: "OURS", working: yield* Effect.forkIn(worked, scope) })
      })
      const lose = ({ lost }: Held) =>
        Deferred.fail(lost, new LeaseLost({ name, message: `what was shared of ${name} may be others' now` }))
      const giveUp = (of: Held) =>
        Fiber.interrupt(of.working).pipe(
          // Before it is another's: what of it goes on by itself hears of it, too.
          Effect.andThen(lose(of)),
          Effect.andThen(
            Effect.suspend(() => {
              of.state = "ENDED"
              return soon.open
            })
          ),
          Effect.forkIn(scope)
        )
      /** Who was told so of one of them hears of it, and nothing is ours any more. */
      const isLost = () => [...held.values()].some(({ lost, state }) => state === "OURS" && Deferred.isDoneUnsafe(lost))
      const loseAll = Effect.suspend(() => {
        const all = [...held.values()]
        held.clear()
        known = undefined
        me = randomUUID()
        return Effect.forEach(all, (of) => Effect.andThen(lose(of), Fiber.await(of.working)), {
          concurrency: "unbounded",
          discard: true
        })
      })

      /** Writes us into the group as we are to be in it next; answers whether it has to be looked at again at once. */
      const round = Effect.gen(function* () {
        const seen = yield* lookedAt
        const now = yield* running
        const own = seen?.group.members.find((member) => member.id === me)
        if (own === undefined && held.size > 0) return yield* Effect.as(loseAll, true)
        const next = nextGroup(id, seen?.group, {
          id: me,
          items,
          ended: new Set([...held].flatMap(([item, { state }]) => (state === "ENDED" ? [item] : []))),
          isGone: (member, sharesOthers) =>
            now - (heard.get(member.id)?.since ?? now) >= (sharesOthers ? times.longest : times.whole)
        })
        if (next === undefined) return false
        known = undefined
        const version = yield* replaced(next, seen)
        if (version === undefined) return true
        // Counted from before it was written: rather too short.
        ownUntil = now + times.own
        if (next.members.length === 1) known = { group: next, version }
        const ours = next.members.find((member) => member.id === me)?.items ?? []
        for (const [item, { state }] of held) if (state === "ENDED" && !ours.includes(item)) held.delete(item)
        let number = next.number - ours.length
        for (const item of ours) {
          number++
          if (!held.has(item)) yield* begin(item, number)
        }
        for (const item of tooMany(next, me)) {
          const of = held.get(item)
          if (of?.state !== "OURS") continue
          of.state = "ENDING"
          yield* giveUp(of)
        }
        return false
      })
      const once = Effect.catch(round, (error) => {
        if (!error.retryable) return Effect.fail(error)
        // Whether it was written is not known: it is read.
        known = undefined
        return Effect.as(Effect.sleep(times.pause), true)
      })
      const keep = Effect.gen(function* () {
        for (;;) {
          const left = ownUntil - (yield* running)
          if ((held.size > 0 && left <= 0) || isLost()) yield* loseAll
          const again = yield* held.size === 0
            ? once
            : Effect.timeoutOrElse(once, { duration: left, orElse: () => Effect.succeed(true) })
          if (again) continue
          yield* Effect.raceFirst(Effect.sleep(times.round), soon.await)
          yield* soon.close
        }
      })
      return yield* Effect.raceFirst(keep, Deferred.await(failed))
    })
  )
