import { Effect, Exit, Fiber, Option, Schema } from "effect"
import { describe, expect, it } from "@effect/vitest"
import { RunId, TenantId } from "@tradetower/domain"
import { container, everyTenant, Store, type Query } from "@tradetower/platform"
import { eventually, type Open, unique } from "./place.ts"

const Notes = container(
  "Notifications",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    at: Schema.Int,
    read: Schema.Boolean,
    text: Schema.optionalKey(Schema.String),
    deep: Schema.optionalKey(Schema.Struct({ list: Schema.Array(Schema.String) }))
  })
)
const Moves = container(
  "BotStateTransitions",
  Schema.Struct({ id: Schema.String, tenantId: TenantId, botRunId: RunId, at: Schema.optionalKey(Schema.Int) })
)

const tenant = () => TenantId.make(unique("tenant"))
const run = () => RunId.make(unique("run"))
const note = (tenantId: TenantId, id: string, at = 0, read = false) => ({ id, tenantId, at, read })

/** The rules of `infra/platform/contracts/store.md` that any implementation must keep. */
export const storeContract = (name: string, open: Open<Store>): void => {
  const rule = (title: string, test: Effect.Effect<void, unknown, Store>) =>
    it.live(title, () => Effect.provide(test, open(unique("place"))), 30_000)

  describe(`Store: ${name}`, () => {
    rule(
      "STORE-1 a created document is read back as written",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        const written = { ...note(tenantId, "a", 5, true), text: "ü €", deep: { list: ["x", ""] } }
        const version = yield* store.create(Notes, written)
        expect(Option.getOrThrow(yield* store.read(Notes, { tenantId }, "a"))).toEqual({ value: written, version })
      })
    )

    rule(
      "STORE-2 what is not there is none",
      Effect.gen(function* () {
        const store = yield* Store
        expect(Option.isNone(yield* store.read(Notes, { tenantId: tenant() }, "a"))).toBe(true)
      })
    )

    rule(
      "STORE-3 create refuses an id that is there",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        yield* store.create(Notes, note(tenantId, "a", 1))
        const error = yield* Effect.flip(store.create(Notes, note(tenantId, "a", 2)))
        expect(error).toMatchObject({ _tag: "AlreadyExists", container: "Notifications", id: "a" })
        expect(Option.getOrThrow(yield* store.read(Notes, { tenantId }, "a")).value.at).toBe(1)
      })
    )

    rule(
      "STORE-4 partitions share no ids",
      Effect.gen(function* () {
        const store = yield* Store
        const [tenantId, first, second] = [tenant(), run(), run()]
        yield* store.create(Moves, { id: "a", tenantId, botRunId: first, at: 1 })
        yield* store.create(Moves, { id: "a", tenantId, botRunId: second, at: 2 })
        expect(Option.getOrThrow(yield* store.read(Moves, { tenantId, botRunId: first }, "a")).value.at).toBe(1)
      })
    )

    rule(
      "STORE-5 upsert writes either way",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        yield* store.upsert(Notes, note(tenantId, "a", 1))
        yield* store.upsert(Notes, note(tenantId, "a", 2))
        expect(Option.getOrThrow(yield* store.read(Notes, { tenantId }, "a")).value.at).toBe(2)
      })
    )

    rule(
      "STORE-6 replace needs the version still to be the one named",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        const first = yield* store.create(Notes, note(tenantId, "a", 1))
        const second = yield* store.replace(Notes, note(tenantId, "a", 2), first)
        expect(second).not.toBe(first)
        const stale = yield* Effect.flip(store.replace(Notes, note(tenantId, "a", 3), first))
        const missing = yield* Effect.flip(store.replace(Notes, note(tenantId, "b", 3), first))
        expect([stale._tag, missing._tag]).toEqual(["VersionMismatch", "VersionMismatch"])
        expect(Option.getOrThrow(yield* store.read(Notes, { tenantId }, "a"))).toEqual({
          value: note(tenantId, "a", 2),
          version: second
        })
      })
    )

    rule(
      "STORE-7 of several replacing the same version, one succeeds",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        const version = yield* store.create(Notes, note(tenantId, "a"))
        const writers = [1, 2, 3, 4].map((at) => Effect.exit(store.replace(Notes, note(tenantId, "a", at), version)))
        const exits = yield* Effect.all(writers, { concurrency: "unbounded" })
        expect(exits.filter(Exit.isSuccess)).toHaveLength(1)
        const winner = exits.findIndex(Exit.isSuccess) + 1
        expect(Option.getOrThrow(yield* store.read(Notes, { tenantId }, "a")).value.at).toBe(winner)
      })
    )

    rule(
      "STORE-8 remove takes away what is there",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        yield* store.create(Notes, note(tenantId, "a"))
        yield* store.remove(Notes, { tenantId }, "a")
        yield* store.remove(Notes, { tenantId }, "a")
        expect(Option.isNone(yield* store.read(Notes, { tenantId }, "a"))).toBe(true)
        yield* store.create(Notes, note(tenantId, "a"))
      })
    )

    rule(
      "STORE-9 what is not as the schema says is refused both ways",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        const bad = yield* Effect.flip(store.create(Notes, note(tenantId, "a", 1.5)))
        expect(bad).toMatchObject({ _tag: "StoreUnavailable", retryable: false })
        expect(Option.isNone(yield* store.read(Notes, { tenantId }, "a"))).toBe(true)

        const Other = container("Notifications", Schema.Struct({ id: Schema.String, tenantId: TenantId }))
        yield* store.create(Other, { id: "b", tenantId })
        expect(yield* Effect.flip(store.read(Notes, { tenantId }, "b"))).toMatchObject({ retryable: false })
      })
    )

    rule(
      "STORE-10 an id is short and plain",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        for (const id of ["", "a/b", "a?b", "a#b", "a\\b", "x".repeat(256)]) {
          expect(yield* Effect.flip(store.upsert(Notes, note(tenantId, id)))).toMatchObject({ retryable: false })
        }
        const heavy = { ...note(tenantId, "heavy"), text: "x".repeat(2 * 1024 * 1024) }
        expect(yield* Effect.flip(store.upsert(Notes, heavy))).toMatchObject({ retryable: false })
      })
    )

    rule(
      "STORE-11 a query stays within its partition, or below the first path",
      Effect.gen(function* () {
        const store = yield* Store
        const [mine, other, one, two] = [tenant(), tenant(), run(), run()]
        yield* store.create(Moves, { id: "a", tenantId: mine, botRunId: one, at: 1 })
        yield* store.create(Moves, { id: "a", tenantId: mine, botRunId: two, at: 2 })
        yield* store.create(Moves, { id: "b", tenantId: other, botRunId: one, at: 3 })
        const ats = (key: Parameters<typeof store.query<"BotStateTransitions", (typeof Moves)["schema"]["Type"]>>[1]) =>
          Effect.map(store.query(Moves, key), (page) => page.items.map((item) => item.value.at).sort())
        expect(yield* ats({ tenantId: mine, botRunId: one })).toEqual([1])
        expect(yield* ats({ tenantId: mine })).toEqual([1, 2])
        expect(yield* ats({ tenantId: other })).toEqual([3])
        expect(yield* ats(everyTenant("contract test"))).toEqual(expect.arrayContaining([1, 2, 3]))
      })
    )

    rule(
      "STORE-12 a read without a tenant does not type-check",
      Effect.gen(function* () {
        const store = yield* Store
        const botRunId = run()
        const untyped = [
          // @ts-expect-error the tenant is missing
          () => store.read(Notes, {}, "a"),
          // @ts-expect-error the tenant is missing
          () => store.read(Moves, { botRunId }, "a"),
          // @ts-expect-error half the partition key is missing
          () => store.read(Moves, { tenantId: tenant() }, "a"),
          // @ts-expect-error a tenant's id is not any text
          () => store.read(Notes, { tenantId: "ada" }, "a"),
          // @ts-expect-error the tenant is missing
          () => store.query(Moves, { botRunId }),
          // @ts-expect-error the tenant is missing
          () => store.remove(Notes, {}, "a")
        ]
        expect(untyped).toHaveLength(6)
        // And whoever silences the type is refused all the same.
        const silenced: (typeof untyped)[number] = () => store.query(Moves, Object.create(null))
        expect(yield* Effect.flip(Effect.asVoid(silenced()))).toMatchObject({ _tag: "StoreUnavailable" })
      })
    )

    rule(
      "STORE-13 all conditions hold",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        for (let i = 0; i < 10; i++) yield* store.create(Notes, note(tenantId, `n${i}`, i, i % 2 === 0))
        const ats = (where: NonNullable<Query["where"]>) =>
          Effect.map(store.query(Notes, { tenantId }, { where }), (page) => page.items.map((item) => item.value.at))
        expect(yield* ats({ at: 4 })).toEqual([4])
        expect(yield* ats({ at: { from: 3, to: 5 } })).toEqual([3, 4, 5])
        expect(yield* ats({ at: { after: 3, before: 5 } })).toEqual([4])
        expect(yield* ats({ read: true, at: { before: 5 } })).toEqual([0, 2, 4])
        expect(yield* ats({ read: false, at: { from: 7 } })).toEqual([7, 9])
        expect(yield* ats({ id: { from: "n3", before: "n5" } })).toEqual([3, 4])
      })
    )

    rule(
      "STORE-14 only indexed fields may be asked for",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        const wheres: ReadonlyArray<Query> = [
          { where: { text: "x" } },
          { orderBy: { field: "text", direction: "ASC" } }
        ]
        for (const query of wheres) {
          const error = yield* Effect.flip(store.query(Notes, { tenantId }, query))
          expect(error).toMatchObject({ _tag: "StoreUnavailable", retryable: false })
          expect(error.message).toContain("at")
        }
      })
    )

    rule(
      "STORE-15 a query is ordered both ways, by id when not said",
      Effect.gen(function* () {
        const store = yield* Store
        const [tenantId, botRunId] = [tenant(), run()]
        for (const [id, at] of [
          ["c", 1],
          ["a", 3],
          ["b", 2]
        ] as const)
          yield* store.create(Moves, { id, tenantId, botRunId, at })
        yield* store.create(Moves, { id: "d", tenantId, botRunId })
        const ids = (query: Query) =>
          Effect.map(store.query(Moves, { tenantId, botRunId }, query), (page) =>
            page.items.map((item) => item.value.id)
          )
        expect(yield* ids({})).toEqual(["a", "b", "c", "d"])
        expect(yield* ids({ orderBy: { field: "at", direction: "ASC" } })).toEqual(["c", "b", "a"])
        expect(yield* ids({ orderBy: { field: "at", direction: "DESC" } })).toEqual(["a", "b", "c"])
        expect(yield* ids({ orderBy: { field: "id", direction: "DESC" }, limit: 2 })).toEqual(["d", "c"])
      })
    )

    rule(
      "STORE-16 pages give every document once",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        const runs = [run(), run(), run()]
        for (const botRunId of runs) {
          for (let i = 0; i < 9; i++) yield* store.create(Moves, { id: `m${i}`, tenantId, botRunId, at: i % 2 })
        }
        for (const direction of ["ASC", "DESC"] as const) {
          const query: Query = { orderBy: { field: "at", direction }, limit: 4 }
          const seen: Array<string> = []
          let continuation: string | undefined
          do {
            const page = yield* store.query(
              Moves,
              { tenantId },
              continuation === undefined ? query : { ...query, continuation }
            )
            expect(page.items.length).toBeLessThanOrEqual(4)
            seen.push(...page.items.map((item) => `${item.value.botRunId}/${item.value.id}`))
            continuation = page.continuation
          } while (continuation !== undefined)
          expect(seen).toHaveLength(27)
          expect(new Set(seen).size).toBe(27)
        }
        const page = yield* store.query(Moves, { tenantId }, { limit: 1 })
        const { continuation = "" } = page
        const others: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
          store.query(Moves, { tenantId: tenant() }, { limit: 1, continuation }),
          store.query(Moves, { tenantId }, { where: { at: 1 }, continuation }),
          store.query(Moves, { tenantId }, { continuation: "nonsense" }),
          store.query(Moves, { tenantId }, { limit: 0 }),
          store.query(Moves, { tenantId }, { limit: 1001 })
        ]
        for (const other of others) expect(yield* Effect.flip(other)).toMatchObject({ retryable: false })
      })
    )

    rule(
      "STORE-17 a document past its time is gone, and its id is free",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        yield* store.create(Notes, note(tenantId, "brief", 1), { ttlSeconds: 1 })
        yield* store.create(Notes, note(tenantId, "stays", 2), { ttlSeconds: 600 })
        expect(Option.isSome(yield* store.read(Notes, { tenantId }, "brief"))).toBe(true)
        yield* eventually(store.read(Notes, { tenantId }, "brief"), Option.isNone)
        expect((yield* store.query(Notes, { tenantId })).items.map((item) => item.value.id)).toEqual(["stays"])
        yield* store.create(Notes, note(tenantId, "brief", 3))
      })
    )

    rule(
      "STORE-18 changes come at least once, in the order of their writes",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        const seen: Array<number> = []
        yield* store.create(Notes, note(tenantId, "a", 0))
        const follower = yield* Effect.forkChild(
          store.changes(Notes, unique("consumer"), (batch) =>
            Effect.sync(() => seen.push(...batch.flatMap((each) => (each.tenantId === tenantId ? [each.at] : []))))
          )
        )
        for (let i = 1; i <= 300; i++) yield* store.create(Notes, note(tenantId, `n${i}`, i))
        let version = yield* store.upsert(Notes, note(tenantId, "a", 301))
        version = yield* store.replace(Notes, note(tenantId, "a", 302), version)
        yield* store.remove(Notes, { tenantId }, "n1")
        yield* eventually(
          Effect.sync(() => seen.at(-1)),
          (last) => last === 302
        )
        yield* Fiber.interrupt(follower)
        const firsts = [...new Set(seen)].filter((at) => at !== 0 && at !== 301)
        expect(firsts).toEqual([...Array.from({ length: 300 }, (_, i) => i + 1), 302])
      })
    )

    it.live("STORE-19 a consumer goes on where it was", () => {
      const place = unique("place")
      const tenantId = tenant()
      const consumer = unique("consumer")
      const follow = (
        from: "BEGINNING" | "NOW",
        as: string,
        during: Effect.Effect<unknown, unknown, Store>,
        wait: number
      ) =>
        Effect.gen(function* () {
          const store = yield* Store
          const seen: Array<string> = []
          const follower = yield* Effect.forkChild(
            store.changes(
              Notes,
              as,
              (batch) =>
                Effect.sync(() => seen.push(...batch.flatMap((each) => (each.tenantId === tenantId ? [each.id] : [])))),
              { from }
            )
          )
          yield* Effect.sleep(5)
          yield* during
          yield* eventually(
            Effect.sync(() => seen.length),
            (length) => length >= wait
          )
          yield* Fiber.interrupt(follower)
          return seen
        }).pipe(Effect.provide(open(place)))
      const write = (id: string) => Effect.flatMap(Store, (store) => store.create(Notes, note(tenantId, id)))
      return Effect.gen(function* () {
        expect(yield* follow("NOW", "nobody", write("old"), 1)).toEqual(["old"])
        expect(yield* follow("NOW", consumer, write("a"), 1)).toEqual(["a"])
        yield* Effect.provide(write("b"), open(place))
        const later = yield* follow("NOW", consumer, write("c"), 2)
        expect(later.slice(-2)).toEqual(["b", "c"])
        expect(later).not.toContain("old")
        expect(yield* follow("BEGINNING", unique("consumer"), Effect.void, 4)).toEqual(["old", "a", "b", "c"])
      })
    })

    rule(
      "STORE-20 a batch that failed comes again before any later one",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        const seen: Array<string> = []
        let failures = 2
        const follower = yield* Effect.forkChild(
          store.changes(Notes, unique("consumer"), (batch) =>
            Effect.suspend(() => {
              const ids = batch.flatMap((each) => (each.tenantId === tenantId ? [each.id] : []))
              if (ids.length > 0 && failures-- > 0) return Effect.fail("not now")
              seen.push(...ids)
              return Effect.void
            })
          )
        )
        yield* store.create(Notes, note(tenantId, "a"))
        yield* store.create(Notes, note(tenantId, "b"))
        yield* eventually(
          Effect.sync(() => [...new Set(seen)]),
          (ids) => ids.length === 2
        )
        yield* Fiber.interrupt(follower)
        expect([...new Set(seen)]).toEqual(["a", "b"])
        expect(failures).toBeLessThan(0)
      })
    )

    rule(
      "STORE-21 each consumer has its own place",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        const seen = new Map<string, number>()
        const follower = (consumer: string) =>
          store.changes(Notes, consumer, (batch) =>
            Effect.sync(() => {
              for (const each of batch)
                if (each.tenantId === tenantId) seen.set(consumer, (seen.get(consumer) ?? 0) + 1)
            })
          )
        const fibers = [yield* Effect.forkChild(follower("one")), yield* Effect.forkChild(follower("two"))]
        yield* store.create(Notes, note(tenantId, "a"))
        yield* eventually(
          Effect.sync(() => seen.size),
          (size) => size === 2
        )
        yield* Fiber.interruptAll(fibers)
      })
    )

    it.live("STORE-22 what was answered is there after a restart", () => {
      const place = unique("place")
      const tenantId = tenant()
      return Effect.gen(function* () {
        const version = yield* Effect.flatMap(Store, (store) => store.create(Notes, note(tenantId, "a", 7))).pipe(
          Effect.provide(open(place))
        )
        yield* Effect.gen(function* () {
          const store = yield* Store
          expect(Option.getOrThrow(yield* store.read(Notes, { tenantId }, "a"))).toEqual({
            value: note(tenantId, "a", 7),
            version
          })
          expect(yield* store.replace(Notes, note(tenantId, "a", 8), version)).not.toBe(version)
        }).pipe(Effect.provide(open(place)))
      })
    })

    rule(
      "STORE-23 writes asked for together are independent",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        yield* store.create(Notes, note(tenantId, "n3"))
        const exits = yield* Effect.forEach(
          Array.from({ length: 20 }, (_, i) => i),
          (i) => Effect.exit(store.create(Notes, note(tenantId, `n${i}`, i === 5 ? 0.5 : i))),
          { concurrency: "unbounded" }
        )
        expect(exits.flatMap((exit, i) => (Exit.isFailure(exit) ? [i] : []))).toEqual([3, 5])
        expect((yield* store.query(Notes, { tenantId })).items).toHaveLength(19)
      })
    )
  })
}
