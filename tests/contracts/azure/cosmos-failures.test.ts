import { Effect, Exit, Fiber, Layer, Option, type Scope } from "effect"
import { describe, expect, it } from "@effect/vitest"
import { Store, type StoreUnavailable } from "@tradetower/platform"
import type { CosmosOptions, CosmosServer } from "../../standins/cosmos/server.ts"
import { requestUnits } from "../../bench/published-costs.ts"
import { note, Notes, tenant } from "../notes.ts"
import { eventually, unique } from "../place.ts"
import { cosmosContainers, cosmosServer, storeAt } from "./cosmos.ts"

const rule = (
  what: string,
  test: (server: CosmosServer) => Effect.Effect<void, unknown, Store | Scope.Scope>,
  options?: Partial<CosmosOptions>
) =>
  it.live(what, () =>
    Effect.gen(function* () {
      const server = yield* cosmosServer(options)
      yield* Effect.provide(test(server), storeAt(server, "tower"))
    }).pipe(Effect.scoped)
  )

/** Asks again while that may help, as whoever writes does. */
const patiently = <A, E extends { readonly _tag: string }>(ask: Effect.Effect<A, E | StoreUnavailable>) =>
  Effect.retry(ask, {
    while: (error) => error._tag === "StoreUnavailable" && "retryable" in error && error.retryable
  })

describe("Cosmos DB, what goes wrong", () => {
  for (const fault of ["cut", "timeout", "unavailable"] as const)
    rule(`STORE-24 a write is asked for once, though nobody knows whether it was done: ${fault}`, (server) =>
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        yield* store.create(Notes, note(tenantId, "first"))
        let found = 0
        for (let i = 0; i < 20; i++) {
          server.count()
          server.faults.once(fault, "create")
          const error = yield* Effect.flip(store.create(Notes, note(tenantId, `n${i}`, i)))
          expect(error).toMatchObject({ _tag: "StoreUnavailable", retryable: true })
          expect(server.count("Notifications").requests).toEqual({ create: 1 })
          const again = yield* Effect.exit(store.create(Notes, note(tenantId, `n${i}`, i)))
          if (Exit.isFailure(again)) found++
        }
        expect((yield* store.query(Notes, { tenantId })).items).toHaveLength(21)
        expect(found).toBeGreaterThan(0)
      })
    )

  rule("what is throttled is sent again by itself", (server) =>
    Effect.gen(function* () {
      const store = yield* Store
      const tenantId = tenant()
      for (let i = 0; i < 3; i++) server.faults.once("throttled", "create")
      yield* store.create(Notes, note(tenantId, "a"))
      expect(server.count("Notifications").requests.create).toBe(4)
    })
  )

  rule("STORE-2 a replica that is behind does not say that nothing is there", (server) =>
    Effect.gen(function* () {
      const store = yield* Store
      const tenantId = tenant()
      yield* store.create(Notes, note(tenantId, "a"))
      for (let i = 0; i < 10; i++) server.faults.once("behind", "read")
      expect(yield* Effect.flip(store.read(Notes, { tenantId }, "a"))).toMatchObject({ retryable: true })
    })
  )

  const { Notifications: _, ...others } = cosmosContainers
  rule(
    "STORE-2 a container that is missing is said to be, for good",
    () =>
      Effect.gen(function* () {
        const store = yield* Store
        expect(yield* Effect.flip(store.read(Notes, { tenantId: tenant() }, "a"))).toMatchObject({ retryable: false })
        expect(yield* Effect.flip(store.remove(Notes, { tenantId: tenant() }, "a"))).toMatchObject({ retryable: false })
      }),
    { containers: others }
  )

  rule(
    "STORE-25 what one client wrote another sees at once, however far replicas are behind",
    (server) =>
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        const version = yield* store.create(Notes, note(tenantId, "a", 1))
        yield* Effect.gen(function* () {
          const other = yield* Store
          expect(Option.getOrThrow(yield* other.read(Notes, { tenantId }, "a")).value.at).toBe(1)
          yield* other.replace(Notes, note(tenantId, "a", 2), version)
          yield* other.create(Notes, note(tenantId, "b", 3))
        }).pipe(Effect.provide(Layer.fresh(storeAt(server, "tower"))))
        expect(Option.getOrThrow(yield* store.read(Notes, { tenantId }, "a")).value.at).toBe(2)
        expect((yield* store.query(Notes, { tenantId })).items.map(({ value }) => value.at)).toEqual([2, 3])
      }),
    { lagMs: 60_000 }
  )

  rule(
    "STORE-25 an account that is set up for less is refused, and what it needs is said",
    () =>
      Effect.gen(function* () {
        const store = yield* Store
        const error = yield* Effect.flip(store.create(Notes, note(tenant(), "a")))
        expect(error).toMatchObject({ _tag: "StoreUnavailable", retryable: false })
        expect(error.message).toContain("Strong")
      }),
    { consistency: "Session" }
  )

  rule(
    "STORE-18 what a replica shows late is followed all the same, in order",
    (server) =>
      Effect.gen(function* () {
        const store = yield* Store
        const elsewhere = yield* Effect.provide(Store, storeAt(server, "tower"))
        const tenantId = tenant()
        const seen: Array<number> = []
        const follower = yield* Effect.forkChild(
          store.changes(Notes, unique("consumer"), (batch) =>
            Effect.sync(() => seen.push(...batch.map(({ at }) => at)))
          )
        )
        for (let i = 0; i < 50; i++) yield* elsewhere.create(Notes, note(tenantId, `n${i}`, i))
        yield* eventually(
          Effect.sync(() => seen.at(-1)),
          (last) => last === 49
        )
        yield* Fiber.interrupt(follower)
        expect(seen).toEqual(Array.from({ length: 50 }, (_, i) => i))
      }),
    { lagMs: 30 }
  )

  it.live("no credential is told, and one that is not taken yet may be tried again", () =>
    Effect.gen(function* () {
      const server = yield* cosmosServer()
      const secret = Buffer.from("not the account's key").toString("base64")
      const store = yield* Effect.provide(Store, storeAt({ ...server, key: secret }, "tower"))
      const error = yield* Effect.flip(store.read(Notes, { tenantId: tenant() }, "a"))
      expect(error.retryable).toBe(true)
      expect(JSON.stringify(error)).toContain("401")
      expect(JSON.stringify(error)).not.toContain(secret)
    }).pipe(Effect.scoped)
  )

  rule(
    "STORE-18 a follower goes on through everything that goes wrong, in order",
    (server) =>
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        server.faults.rates = { throttled: 0.05, unavailable: 0.05, timeout: 0.05, cut: 0.02, slow: 0.05, behind: 0.05 }
        const seen: Array<number> = []
        const follower = yield* Effect.forkChild(
          store.changes(Notes, unique("consumer"), (batch) =>
            Effect.sync(() => seen.push(...batch.map(({ at }) => at)))
          )
        )
        for (let i = 0; i < 100; i++)
          yield* patiently(store.create(Notes, note(tenantId, `n${i}`, i))).pipe(
            Effect.catchTag("AlreadyExists", () => Effect.void)
          )
        yield* eventually(
          Effect.sync(() => seen.at(-1)),
          (last) => last === 99
        )
        yield* Fiber.interrupt(follower)
        server.faults.rates = {}
        expect([...new Set(seen)]).toEqual(Array.from({ length: 100 }, (_, i) => i))
        const all = yield* store.query(Notes, { tenantId }, { limit: 1000 })
        expect(all.items).toHaveLength(100)
      }),
    { seed: 11 }
  )

  it.live("STORE-19 a consumer whose place is of a container that is no more begins anew", () =>
    Effect.gen(function* () {
      const consumer = unique("consumer")
      const tenantId = tenant()
      const firsts = (store: Store["Service"]) =>
        Effect.gen(function* () {
          const seen: Array<string> = []
          const follower = yield* Effect.forkChild(
            store.changes(Notes, consumer, (batch) => Effect.sync(() => seen.push(...batch.map(({ id }) => id))))
          )
          yield* eventually(
            Effect.sync(() => seen.length),
            (length) => length > 0
          )
          yield* Fiber.interrupt(follower)
          return seen
        })
      const server = yield* cosmosServer()
      const before = yield* Effect.provide(Store, storeAt(server, "tower"))
      yield* before.create(Notes, note(tenantId, "a"))
      expect(yield* firsts(before)).toEqual(["a"])
      server.restore("Notifications")
      const after = yield* Effect.provide(Store, storeAt(server, "tower"))
      expect(yield* firsts(after)).toEqual(["a"])
    }).pipe(Effect.scoped)
  )

  it.live("STORE-17 what is past its time is followed no more, though the service has not cleared it away", () =>
    Effect.gen(function* () {
      // Within the quarter of an hour in which a signature is good.
      let now = Date.now() - 600_000
      const server = yield* cosmosServer({ now: () => now })
      const store = yield* Effect.provide(Store, storeAt(server, "tower"))
      const tenantId = tenant()
      yield* store.create(Notes, note(tenantId, "brief"), { ttlSeconds: 60 })
      now = Date.now()
      yield* store.create(Notes, note(tenantId, "stays"), { ttlSeconds: 600 })
      const seen: Array<string> = []
      const follower = yield* Effect.forkChild(
        store.changes(Notes, unique("consumer"), (batch) => Effect.sync(() => seen.push(...batch.map(({ id }) => id))))
      )
      yield* eventually(
        Effect.sync(() => seen.length),
        (length) => length > 0
      )
      yield* Fiber.interrupt(follower)
      expect(seen).toEqual(["stays"])
    }).pipe(Effect.scoped)
  )

  rule("a create is one request, a page of a query two", (server) =>
    Effect.gen(function* () {
      const store = yield* Store
      const tenantId = tenant()
      yield* store.create(Notes, note(tenantId, "warm"))
      server.count()
      yield* store.create(Notes, note(tenantId, "a"))
      const { charge, requests } = server.count()
      expect(requests).toEqual({ create: 1 })
      expect(charge).toBe(requestUnits.insert(0))
      yield* store.query(Notes, { tenantId })
      expect(server.count().requests).toMatchObject({ plan: 1 })
    })
  )

  rule("STORE-18 three consumers of a container look ever more rarely, and one of them for all", (server) =>
    Effect.gen(function* () {
      const store = yield* Store
      const tenantId = tenant()
      const seen = new Map<string, Set<string>>()
      const follower = (consumer: string) =>
        store.changes(Notes, consumer, (batch) =>
          Effect.sync(() => {
            const ids = seen.get(consumer) ?? new Set()
            seen.set(consumer, ids)
            for (const { id } of batch) ids.add(id)
          })
        )
      const began = Date.now()
      const followers = yield* Effect.all(["a", "b", "c"].map(unique).map((one) => Effect.forkChild(follower(one))))
      const heard = (id: string) =>
        eventually(
          Effect.sync(() => [...seen.values()].filter((ids) => ids.has(id)).length),
          (count) => count === 3
        )
      yield* store.create(Notes, note(tenantId, "first"))
      yield* heard("first")
      server.count("Notifications")
      yield* Effect.sleep("1500 millis")
      // Each looks whether that was all, and one 50, 250 and 1,050 ms later: at three partitions each.
      expect(server.count("Notifications").requests.feed).toBeLessThanOrEqual(3 * (3 + 6))
      for (const id of ["second", "third"]) {
        yield* store.create(Notes, note(tenantId, id))
        yield* heard(id)
      }
      // STORE-19: how far each came is written down at first, and then once in half a minute.
      const written = server.count("Leases").requests.upsert
      expect(written).toBeLessThanOrEqual(3 * (1 + Math.floor((Date.now() - began) / 30_000)))
      yield* Fiber.interruptAll(followers)
    })
  )
})
