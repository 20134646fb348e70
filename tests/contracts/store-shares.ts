import { Deferred, Effect, Fiber, Schema } from "effect"
import { describe, expect, it } from "@effect/vitest"
import type { TenantId } from "@tradetower/domain/ids"
import { container, ownsSlot, type Share, shareName, slotOf, Store, wholeShare } from "@tradetower/platform"
import { Moves, note, Notes, run, tenant } from "./notes.ts"
import { eventually, type Open, unique } from "./place.ts"

/** Documents that are their own partition. */
const Named = container("Leases", Schema.Struct({ id: Schema.String }))

const sharesOf = (of: number): ReadonlyArray<Share> => Array.from({ length: of }, (_, index) => ({ index, of }))

/** Tenants of whom each sixth of the slots has some: so have halves and thirds. */
const tenantsOfAll = (each: number): ReadonlyArray<TenantId> => {
  const of = new Map(sharesOf(6).map(({ index }): [number, Array<TenantId>] => [index, []]))
  while ([...of.values()].some(({ length }) => length < each)) {
    const one = tenant()
    const those = of.get(Math.floor((slotOf(one) * 6) / 16_384))
    if (those !== undefined && those.length < each) those.push(one)
  }
  return [...of.values()].flat()
}

/** STORE-26, STORE-27: feeds by shares. */
export const shareRules = (name: string, open: Open<Store>): void => {
  const rule = (title: string, test: Effect.Effect<void, unknown, Store>) =>
    it.live(title, () => Effect.provide(test, open(unique("place"))))

  describe(`Store, shares of changes: ${name}`, () => {
    rule(
      "STORE-26 a share has what is of its slots, by the first path of the partition key, whatever that is",
      Effect.gen(function* () {
        const store = yield* Store
        const tenants = tenantsOfAll(2)
        const names = tenants.map((each) => `named-${each}`)
        const consumer = unique("consumer")
        for (const tenantId of tenants) {
          yield* store.create(Notes, note(tenantId, "a"))
          for (const id of ["a", "b"]) yield* store.create(Moves, { id, tenantId, botRunId: run() })
        }
        for (const id of names) yield* store.create(Named, { id })
        for (const share of sharesOf(3)) {
          const options = { share, lagMs: 50 }
          const seen = new Map<string, number>()
          const see = (first: string) => Effect.sync(() => seen.set(first, (seen.get(first) ?? 0) + 1))
          const followers = [
            store.changes(
              Notes,
              consumer,
              Effect.forEach(({ tenantId }) => see(tenantId), { discard: true }),
              options
            ),
            store.changes(
              Moves,
              consumer,
              Effect.forEach(({ tenantId }) => see(tenantId), { discard: true }),
              options
            ),
            store.changes(
              Named,
              consumer,
              Effect.forEach(({ id }) => see(id), { discard: true }),
              options
            )
          ]
          const fibers = yield* Effect.forEach(followers, (each) => Effect.forkChild(each))
          const owned = new Map([
            ...tenants.map((each): [string, number] => [each, 3]),
            ...names.map((each): [string, number] => [each, 1])
          ])
          for (const first of owned.keys()) if (!ownsSlot(share, slotOf(first))) owned.delete(first)
          yield* eventually(
            Effect.sync(() => seen),
            () => [...owned].every(([first, count]) => seen.get(first) === count)
          )
          yield* Fiber.interruptAll(fibers)
          for (const first of [...tenants, ...names]) expect(seen.get(first)).toBe(owned.get(first))
        }
      })
    )

    rule(
      "STORE-27 nothing is lost, and nothing out of order, when a feed is shared by more, or by fewer",
      Effect.gen(function* () {
        const store = yield* Store
        const consumer = unique("consumer")
        const tenants = tenantsOfAll(2)
        const written = new Map(tenants.map((each): [TenantId, Array<number>] => [each, []]))
        const seen = new Map(tenants.map((each): [TenantId, Set<number>] => [each, new Set()]))
        const herald = tenant()
        let begun = false
        const handed = new Map<string, number>()
        /** What the one that had all was done with. */
        const done = new Set<string>()
        let again = 0
        const follow = (share: Share, never = false) =>
          Effect.forkChild(
            store.changes(
              Notes,
              consumer,
              (batch) => {
                for (const { at, id, tenantId } of batch) {
                  begun ||= tenantId === herald
                  const theirs = seen.get(tenantId)
                  if (theirs === undefined) continue
                  expect(ownsSlot(share, slotOf(tenantId))).toBe(true)
                  if (done.has(tenantId + id)) again++
                  if (!never) theirs.add(at)
                  if (share === wholeShare) done.add(tenantId + id)
                  handed.set(shareName(share), (handed.get(shareName(share)) ?? 0) + 1)
                }
                return never ? Effect.never : Effect.void
              },
              { from: "NOW", share, lagMs: 50 }
            )
          )
        const handedTo = (shares: ReadonlyArray<Share>, count: number) =>
          eventually(
            Effect.sync(() => handed),
            () => shares.every((share) => (handed.get(shareName(share)) ?? 0) >= count)
          )

        const all = yield* follow(wholeShare)
        yield* eventually(
          Effect.andThen(
            Effect.suspend(() => store.create(Notes, note(herald, unique("herald")))),
            Effect.sync(() => begun)
          ),
          (answer) => answer
        )
        const enough = yield* Deferred.make<void>()
        const writer = yield* Effect.forkChild(
          Effect.gen(function* () {
            for (let at = 1; !Deferred.isDoneUnsafe(enough); at++)
              for (const [tenantId, theirs] of written) {
                yield* store.create(Notes, note(tenantId, `n${at}`, at))
                theirs.push(at)
              }
          })
        )
        yield* handedTo([wholeShare], 60)
        yield* Fiber.interrupt(all)

        // Of three, one never gets done with anything, and one never begins.
        const [first, second] = sharesOf(3)
        if (first === undefined || second === undefined) throw new Error("three shares are three")
        const thirds = [yield* follow(first), yield* follow(second, true)]
        yield* handedTo([first], 60)
        yield* handedTo([second], 1)
        yield* Fiber.interruptAll(thirds)

        const halves = sharesOf(2)
        const fibers = yield* Effect.forEach(halves, (share) => follow(share))
        yield* handedTo(halves, 60)
        yield* Deferred.succeed(enough, undefined)
        yield* Fiber.join(writer)
        yield* eventually(
          Effect.sync(() => seen),
          () => tenants.every((each) => seen.get(each)?.size === written.get(each)?.length)
        )
        yield* Fiber.interruptAll(fibers)
        for (const each of tenants) expect([...(seen.get(each) ?? [])]).toEqual(written.get(each))
        expect(again).toBe(0)
      })
    )
  })
}
