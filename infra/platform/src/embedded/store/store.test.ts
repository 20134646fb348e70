import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Effect, Layer, Option, Schema } from "effect"
import { expect, it } from "@effect/vitest"
import { afterAll } from "vitest"
import { RunId, TenantId } from "@tradetower/domain/ids"
import { container } from "../../ports/container.ts"
import { everyTenant, Store } from "../../ports/store.ts"
import { databaseFile } from "../folder/folder-format.ts"
import { Database } from "../database/database.ts"
import { embeddedStore } from "./store.ts"

const root = mkdtempSync(join(tmpdir(), "tradetower-store-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const DAY = 86_400_000
const tenantId = TenantId.make("ada")
const Notes = container(
  "Notifications",
  Schema.Struct({ id: Schema.String, tenantId: TenantId, at: Schema.Int, read: Schema.Boolean })
)
const Moves = container(
  "BotStateTransitions",
  Schema.Struct({ id: Schema.String, tenantId: TenantId, botRunId: RunId, at: Schema.Int })
)
const note = (id: string, at = 0) => ({ id, tenantId, at, read: at % 2 === 0 })

const storeAt = (folder: string, now: () => number) =>
  embeddedStore.pipe(Layer.provideMerge(Database.layer({ folder: join(root, folder), durability: "NORMAL", now })))

it.live("STORE-17 retention counts from the last write", () => {
  let now = Date.now()
  return Effect.gen(function* () {
    const store = yield* Store
    yield* store.create(Notes, note("old"))
    yield* store.create(Notes, note("touched"))
    yield* store.create(Notes, note("longer"), { ttlSeconds: 200 * 86_400 })
    now += 60 * DAY
    yield* store.upsert(Notes, note("touched", 2))
    now += 31 * DAY
    const { items } = yield* store.query(Notes, { tenantId })
    expect(items.map((item) => item.value.id)).toEqual(["longer", "touched"])
    yield* store.create(Notes, note("old", 4))
    expect(Option.getOrThrow(yield* store.read(Notes, { tenantId }, "old")).value.at).toBe(4)
  }).pipe(Effect.provide(storeAt("retention", () => now)))
})

it.live("STORE-6 a version is never used twice, across restarts and removals too", () => {
  const open = storeAt("versions", Date.now)
  const write = Effect.gen(function* () {
    const store = yield* Store
    const version = yield* store.create(Notes, note("a"))
    yield* store.remove(Notes, { tenantId }, "a")
    return Number(version)
  })
  return Effect.gen(function* () {
    const versions: Array<number> = []
    for (let i = 0; i < 3; i++) versions.push(yield* Effect.provide(write, open))
    expect(versions).toEqual([...versions].sort((a, b) => a - b))
    expect(new Set(versions).size).toBe(3)
  })
})

it.live("STORE-13 every shape of query is served by an index", () =>
  Effect.gen(function* () {
    const store = yield* Store
    const { db } = yield* Database
    const botRunId = RunId.make("run")
    const descending = { field: "at", direction: "DESC" } as const
    yield* store.query(Moves, { tenantId, botRunId }, { where: { at: { from: 1 } }, orderBy: descending })
    yield* store.query(Moves, { tenantId }, { orderBy: descending })
    yield* store.query(Notes, { tenantId }, { where: { read: true } })
    yield* store.query(Notes, everyTenant("test"), { where: { at: { after: 3 } } })
    const plan = (sql: string) =>
      db
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map((row) => String(row["detail"]))
        .join("; ")
    const plans = [
      plan(
        `SELECT * FROM BotStateTransitions WHERE p0='a' AND p1='b' AND f_at >= 1 ORDER BY f_at DESC, id DESC LIMIT 9`
      ),
      plan(
        `SELECT * FROM BotStateTransitions WHERE p0='a' AND f_at IS NOT NULL ORDER BY f_at DESC, id DESC, p1 DESC LIMIT 9`
      ),
      plan(`SELECT * FROM Notifications WHERE p0='a' AND p1='' AND f_read = 'true' ORDER BY id LIMIT 9`),
      plan(`SELECT * FROM Notifications WHERE f_at > 3 ORDER BY id, p1, p0 LIMIT 9`)
    ]
    for (const each of plans) expect(each).toMatch(/SEARCH .* USING INDEX/)
    for (const each of plans.slice(0, 3)) expect(each).not.toContain("TEMP B-TREE")
  }).pipe(Effect.provide(storeAt("indexes", Date.now)))
)

it.live("STORE-13 a field that joins the catalogue later is filled in from what is there", () =>
  Effect.gen(function* () {
    const open = storeAt("columns", Date.now)
    yield* Effect.provide(
      Effect.flatMap(Store, (store) => Effect.forEach([1, 2, 3], (at) => store.create(Notes, note(`n${at}`, at)))),
      open
    )
    const db = new DatabaseSync(databaseFile(join(root, "columns")))
    db.exec(`ALTER TABLE "Notifications" DROP COLUMN "f_read"`)
    db.close()
    const page = yield* Effect.provide(
      Effect.flatMap(Store, (store) => store.query(Notes, { tenantId }, { where: { read: false } })),
      open
    )
    expect(page.items.map((item) => item.value.at)).toEqual([1, 3])
  })
)
