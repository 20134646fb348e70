import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { expect, it } from "@effect/vitest"
import { afterAll, beforeEach } from "vitest"
import { Connection } from "./connection.ts"

const root = mkdtempSync(join(tmpdir(), "tradetower-database-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let connection: Connection
beforeEach(() => {
  connection = new Connection(join(mkdtempSync(join(root, "db-")), "file"), "NORMAL", Date.now)
  connection.db.exec("CREATE TABLE things (name TEXT PRIMARY KEY) STRICT")
  return () => connection.close()
})

const things = () =>
  connection.db
    .prepare("SELECT name FROM things ORDER BY name")
    .all()
    .map((row) => row["name"])
const add =
  (...names: ReadonlyArray<string>) =>
  () => {
    for (const name of names) connection.db.prepare("INSERT INTO things VALUES (?)").run(name)
    return names.length
  }

it.live("writes of one turn are one transaction", () =>
  Effect.gen(function* () {
    let begun = 0
    const { db } = connection
    const inTransaction = () => {
      if (db.isTransaction) begun++
      return things().length
    }
    const answers = yield* Effect.all(
      [
        connection.write(add("a")),
        connection.write(inTransaction),
        connection.write(add("b")),
        connection.write(inTransaction)
      ],
      { concurrency: "unbounded" }
    )
    expect(answers).toEqual([1, 1, 1, 2])
    expect(begun).toBe(2)
    expect(connection.writes).toBe(4)
  })
)

it.live("STORE-23 a write that fails half way is undone whole, and takes no other down", () =>
  Effect.gen(function* () {
    yield* connection.write(add("taken"))
    const exits = yield* Effect.all(
      [connection.write(add("a")), connection.write(add("half", "taken")), connection.write(add("b"))].map(
        Effect.result
      ),
      { concurrency: "unbounded" }
    )
    expect(exits.map((exit) => exit._tag)).toEqual(["Success", "Failure", "Success"])
    expect(things()).toEqual(["a", "b", "taken"])
  })
)

it("what a start makes is there whole, or not at all", () => {
  const begin = (...names: ReadonlyArray<string>) =>
    connection.atOnce(() => {
      for (const name of names) connection.db.exec(`CREATE TABLE ${name} (name TEXT PRIMARY KEY) STRICT`)
      return connection.db.isTransaction
    })
  const tables = () =>
    connection.db
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
      .all()
      .map((row) => row["name"])
  const before = tables()
  expect(() => begin("birds", "things")).toThrow("already exists")
  expect(tables()).toEqual(before)
  expect(begin("birds", "bees")).toBe(true)
  expect(tables()).toEqual([...before, "birds", "bees"])
})

it.live("numbers only grow, also past a write that failed", () =>
  Effect.gen(function* () {
    const first = yield* connection.write(() => connection.next())
    yield* Effect.flip(
      connection.write(() => {
        connection.next()
        throw new Error("no")
      })
    )
    const second = yield* connection.write(() => connection.next())
    expect(second).toBeGreaterThan(first)
  })
)

it.live("a write after the close is refused", () =>
  Effect.gen(function* () {
    const closed = new Connection(join(mkdtempSync(join(root, "db-")), "file"), "FULL", Date.now)
    closed.close()
    const error = yield* Effect.flip(closed.write(() => 1))
    expect(String(error)).toContain("closed")
  })
)

it.live("what is written is answered as written, also when the disk takes no note of it", () =>
  Effect.gen(function* () {
    const file = join(mkdtempSync(join(root, "db-")), "file")
    let full = true
    const noted: Array<boolean> = []
    const unmerged = (is: boolean) => {
      if (full) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" })
      noted.push(is)
    }
    const one = new Connection(file, "NORMAL", Date.now, { unmerged })
    yield* one.write(() => one.db.exec("CREATE TABLE kept (id TEXT)"))
    yield* one.write(() => one.db.exec("INSERT INTO kept VALUES ('a')"))
    full = false
    yield* one.write(() => one.db.exec("INSERT INTO kept VALUES ('b')"))
    yield* one.write(() => one.db.exec("INSERT INTO kept VALUES ('c')"))
    expect(noted).toEqual([true])
    one.close()
    expect(noted.slice(1)).toEqual([false, false])
    const again = new Connection(file, "NORMAL", Date.now)
    expect(again.db.prepare("SELECT id FROM kept").all()).toHaveLength(3)
    again.close()
  })
)
