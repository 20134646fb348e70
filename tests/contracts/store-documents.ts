import { Effect, Exit, Option, Schema } from "effect"
import { describe, expect, it } from "@effect/vitest"
import { TenantId } from "@tradetower/domain/ids"
import { container, Store } from "@tradetower/platform"
import { Moves, note, Notes, run, tenant } from "./notes.ts"
import { eventually, type Open, unique } from "./place.ts"

/** STORE-1 to STORE-10, STORE-17, STORE-22 and STORE-23: single documents. */
export const documentRules = (name: string, open: Open<Store>): void => {
  const rule = (title: string, test: Effect.Effect<void, unknown, Store>) =>
    it.live(title, () => Effect.provide(test, open(unique("place"))))

  describe(`Store, documents: ${name}`, () => {
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
      "STORE-2 what is not there is none, also under what can be no id",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        for (const id of ["a", "", "../a", "a/b", "a\\b", "a?b", "a#b", "a".repeat(256)]) {
          expect(Option.isNone(yield* store.read(Notes, { tenantId }, id))).toBe(true)
          yield* store.remove(Notes, { tenantId }, id)
        }
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
      })
    )

    rule(
      "STORE-10 a document is at most 2 MB, in bytes",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        for (const text of ["x".repeat(2 * 1024 * 1024), "ü".repeat(1024 * 1024)]) {
          const refused = yield* Effect.flip(store.upsert(Notes, { ...note(tenantId, "heavy"), text }))
          expect(refused).toMatchObject({ retryable: false })
          expect(refused.message).toContain("at most 2097152")
        }
      })
    )

    rule(
      "STORE-17 a document past its time is gone, and its id is free",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        yield* store.create(Notes, note(tenantId, "brief", 1), { ttlSeconds: 1 })
        yield* store.create(Notes, note(tenantId, "stays", 2), { ttlSeconds: 600 })
        expect(Option.isSome(yield* store.read(Notes, { tenantId }, "stays"))).toBe(true)
        yield* eventually(store.read(Notes, { tenantId }, "brief"), Option.isNone)
        expect((yield* store.query(Notes, { tenantId })).items.map((item) => item.value.id)).toEqual(["stays"])
        yield* store.create(Notes, note(tenantId, "brief", 3))
      })
    )

    rule(
      "STORE-17 a document past its time is not replaced: nobody gets it back",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        const version = yield* store.create(Notes, note(tenantId, "brief", 1), { ttlSeconds: 1 })
        yield* eventually(store.read(Notes, { tenantId }, "brief"), Option.isNone)
        const late = yield* Effect.flip(store.replace(Notes, note(tenantId, "brief", 2), version))
        expect(late._tag).toBe("VersionMismatch")
        expect(Option.isNone(yield* store.read(Notes, { tenantId }, "brief"))).toBe(true)
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
