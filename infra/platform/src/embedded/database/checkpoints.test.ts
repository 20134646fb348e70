import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Effect } from "effect"
import { expect, it } from "@effect/vitest"
import { afterAll, vi } from "vitest"
import { checkpoints } from "./checkpoints.ts"

const root = mkdtempSync(join(tmpdir(), "tradetower-checkpoints-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

it.live("merging begins again after an error, also one that ended its thread", () =>
  Effect.gen(function* () {
    const folder = join(root, "away")
    const file = join(folder, "file")
    let looks = 0
    const database = {
      get writes() {
        return ++looks * 10
      },
      trouble: undefined
    }
    // The thread can't open a database in a folder that is not there, and ends.
    yield* checkpoints(file, database, 1)
    yield* Effect.promise(() => vi.waitUntil(() => looks > 4, { timeout: 120_000 }))
    mkdirSync(folder)
    const db = new DatabaseSync(file)
    db.exec("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0")
    // Nothing is merged while a reader looks at the database as it was before.
    const reader = new DatabaseSync(file)
    reader.exec("BEGIN")
    reader.prepare("SELECT count(*) FROM sqlite_schema").get()
    db.exec("CREATE TABLE things (name TEXT) STRICT")
    db.exec("INSERT INTO things VALUES ('merged by another')")
    const unmerged = () => {
      const copy = new DatabaseSync(`file:${file}?immutable=1`, { readOnly: true })
      try {
        return copy.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.["n"] === 0
      } finally {
        copy.close()
      }
    }
    expect(unmerged()).toBe(true)
    reader.close()
    yield* Effect.promise(() => vi.waitUntil(() => !unmerged(), { timeout: 120_000 }))
    db.close()
  }).pipe(Effect.scoped)
)
