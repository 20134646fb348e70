import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Effect, Layer } from "effect"
import { expect, it } from "@effect/vitest"
import { afterAll } from "vitest"
import { PAPER } from "@tradetower/domain/connection"
import { BotId, ClientOrderId, RunId, TenantId } from "@tradetower/domain/ids"
import { VenueId, Symbol } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { type OrderRecord, Orders } from "../../records/orders.ts"
import { Store } from "../../ports/store.ts"
import { Database } from "../database/database.ts"
import { databaseFile, formatFile } from "../folder/folder-format.ts"
import { pack, unpack } from "./packing.ts"
import { embeddedStore } from "./store.ts"

const root = mkdtempSync(join(tmpdir(), "tradetower-packing-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const tenantId = TenantId.make("ada")
const key = { tenantId, botRunId: RunId.make("run") }
const order = (number: number): OrderRecord => ({
  id: ClientOrderId.make(`tt-zslhchkbn2-GRID-${number}`),
  ...key,
  botDefinitionId: BotId.make("bot"),
  connection: PAPER,
  environment: "PAPER" as const,
  venue: VenueId.make("simulated"),
  symbol: Symbol.make("ETH-USD"),
  side: "BUY",
  type: "LIMIT",
  purpose: "GRID",
  price: Decimal.make("2991.89"),
  quantity: Decimal.make("0.03359305"),
  filledQuantity: Decimal.make("0.03359305"),
  fees: [{ asset: "USD", amount: Decimal.make("0.1005067104") }],
  status: "FILLED",
  open: false,
  rule: "LADDER-5",
  why: "Waits to buy at 2,991.89, to be sold at 3,012.92 — „Ümläute“ too.",
  exchangeOrderId: `ada-O${number}`,
  tradeIds: [`ada-T${number}`],
  createdAt: 1_795_901_706_266 + number,
  updatedAt: 1_795_910_996_000 + number
})

const storeAt = (folder: string) =>
  embeddedStore.pipe(
    Layer.provideMerge(Database.layer({ folder: join(root, folder), durability: "NORMAL", now: Date.now }))
  )

const readAll = Effect.gen(function* () {
  const { items } = yield* (yield* Store).query(Orders, key, { limit: 1000 })
  return items.map(({ value }) => value)
})
const writeAll = (numbers: ReadonlyArray<number>) =>
  Effect.flatMap(Store, (store) => Effect.forEach(numbers, (number) => store.create(Orders, order(number))))

/** `order(7)` as it was packed when form 1 began. */
const PACKED =
  "AUNUr1XFORnJGdlJeUaQVGSOWpQlpiSilmZFpXlYC7Sk/JLBV/GiyNK70iKyUaTwqGGKwqOGeYfn5OYcXlJakvqoYY5CSX4+9posMSVR1x+9KgMJhpjjrsvMjXHWZea1AA=="

it("what was packed once is read for ever", () => {
  const body = JSON.stringify(order(7))
  expect(unpack(pack(body) ?? Buffer.of())).toBe(body)
  // As it was written before accounts were connections.
  const before = body.replace(/"connection":"paper","environment":"PAPER","venue":"simulated"/, '"exchange":"paper"')
  expect(unpack(Buffer.from(PACKED, "base64"))).toBe(before)
  expect(() => unpack(Buffer.of(9, 1, 2))).toThrow("packed in form 9")
})

it("what is short, or as various as chance, stays as it is", () => {
  expect(pack(`{"id":"a"}`)).toBeUndefined()
  const chance = Array.from({ length: 2_000 }, (_, i) =>
    String.fromCharCode(32 + (((i * i * 31 + i * 7919) % 9_973) % 9_000))
  )
  expect(pack(chance.join(""))?.length ?? 0).toBeLessThan(chance.join("").length)
})

it.live("an order takes at most 300 bytes of its table, and is read as it was written", () =>
  Effect.gen(function* () {
    yield* writeAll(Array.from({ length: 500 }, (_, number) => number))
    const orders = yield* readAll
    expect(orders).toHaveLength(500)
    expect(orders).toContainEqual(order(499))
    const db = new DatabaseSync(databaseFile(join(root, "small")), { readOnly: true })
    const { bytes } =
      db.prepare(`SELECT sum(length(CAST(body AS BLOB)) + length(packed)) AS bytes FROM "Orders"`).get() ?? {}
    db.close()
    expect(Number(bytes) / 500).toBeLessThan(300)
  }).pipe(Effect.provide(storeAt("small")))
)

it.live("a folder whose documents are not packed opens, is read, and goes on", () =>
  Effect.gen(function* () {
    const folder = join(root, "earlier")
    yield* writeAll([1, 2]).pipe(Effect.provide(storeAt("earlier")))
    const db = new DatabaseSync(databaseFile(folder))
    const plain = db.prepare(`UPDATE "Orders" SET body = ? WHERE id = ?`)
    for (const number of [1, 2]) plain.run(JSON.stringify(order(number)), order(number).id)
    db.exec(`ALTER TABLE "Orders" DROP COLUMN packed`)
    db.close()
    writeFileSync(formatFile(folder), `{"format":1,"parts":["tradetower.sqlite","blobs","secrets"]}`)

    const after = yield* Effect.andThen(writeAll([3]), readAll).pipe(Effect.provide(storeAt("earlier")))
    expect(after).toEqual([1, 2, 3].map(order))
    expect(readFileSync(formatFile(folder), "utf8")).toContain(`"format":3`)
  })
)

it.live("a field that is indexed later is filled in from packed documents", () =>
  Effect.gen(function* () {
    yield* writeAll([1, 2]).pipe(Effect.provide(storeAt("later")))
    const db = new DatabaseSync(databaseFile(join(root, "later")))
    for (const { sql } of db
      .prepare(
        `SELECT 'DROP INDEX "' || name || '"' AS sql FROM sqlite_master WHERE type = 'index' AND name LIKE 'Orders.%f_status%'`
      )
      .all())
      db.exec(String(sql))
    db.exec(`ALTER TABLE "Orders" DROP COLUMN f_status`)
    db.close()
    const found = yield* Effect.flatMap(Store, (store) =>
      store.query(Orders, key, { where: { status: "FILLED" } })
    ).pipe(Effect.provide(storeAt("later")))
    expect(found.items.map(({ value }) => value)).toEqual([order(1), order(2)])
  })
)
