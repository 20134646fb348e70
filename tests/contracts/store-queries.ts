import { Effect } from "effect"
import { describe, expect, it } from "@effect/vitest"
import { everyTenant, type Query, Store } from "@tradetower/platform"
import { Moves, note, Notes, run, tenant } from "./notes.ts"
import { type Open, unique } from "./place.ts"

/** STORE-11 to STORE-16: queries. */
export const queryRules = (name: string, open: Open<Store>): void => {
  const rule = (title: string, test: Effect.Effect<void, unknown, Store>) =>
    it.live(title, () => Effect.provide(test, open(unique("place"))))

  describe(`Store, queries: ${name}`, () => {
    rule(
      "STORE-11 a query stays within its partition, or below the first path",
      Effect.gen(function* () {
        const store = yield* Store
        const [mine, other, one, two] = [tenant(), tenant(), run(), run()]
        yield* store.create(Moves, { id: "a", tenantId: mine, botRunId: one, at: 1 })
        yield* store.create(Moves, { id: "a", tenantId: mine, botRunId: two, at: 2 })
        yield* store.create(Moves, { id: "b", tenantId: other, botRunId: one, at: 3 })
        const ats = (key: Parameters<typeof store.query<"BotStateTransitions", (typeof Moves)["schema"]["Type"]>>[1]) =>
          Effect.map(store.query(Moves, key), (page) =>
            page.items.map((item) => item.value.at ?? 0).toSorted((a, b) => a - b)
          )
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
        const silenced: (typeof untyped)[number] = () => store.query(Moves, Object.create(null) as never)
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
  })
}
