import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { create } from "tar"
import { afterEach, beforeEach, expect, it } from "vitest"
import { backUp } from "./back-up.ts"
import { restore } from "./restore.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "backup-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A home with one market in it, whose database is open and half in its write-ahead log. */
const usedHome = () => {
  const home = join(folder, "home")
  const world = join(home, "live")
  mkdirSync(join(world, "blobs", "candles"), { recursive: true })
  mkdirSync(join(world, "secrets"))
  writeFileSync(join(world, "blobs", "candles", "a.log"), "1,2,3\n")
  writeFileSync(join(world, "secrets", "o.json"), "{}")
  writeFileSync(join(world, "format.json"), `{"format":3}`)
  writeFileSync(join(world, "reserve"), "room")
  writeFileSync(join(home, "passphrase.json"), "{}")
  const db = new DatabaseSync(join(world, "tradetower.sqlite"))
  db.exec("PRAGMA journal_mode=WAL; CREATE TABLE kept (n INTEGER); INSERT INTO kept VALUES (1)")
  return { home, db, key: join(folder, "config", "tradetower.key") }
}
const rows = (home: string) => {
  const db = new DatabaseSync(join(home, "live", "tradetower.sqlite"), { readOnly: true })
  try {
    return db
      .prepare("SELECT n FROM kept ORDER BY n")
      .all()
      .map(({ n }) => n)
  } finally {
    db.close()
  }
}
const file = () => join(folder, "b.tar.gz")
const AT = 1_790_000_000_000

it("what is kept comes back as it was at the backup's moment, while it is written", async () => {
  const { db, home, key } = usedHome()
  db.exec("BEGIN; INSERT INTO kept VALUES (2)")
  expect(await backUp({ file: file(), home, now: AT })).toMatchObject({ worlds: ["live"], at: AT })
  db.exec("COMMIT")
  expect(statSync(file()).mode & 0o777).toBe(0o600)
  const back = join(folder, "back")
  expect(await restore({ file: file(), home: back, key })).toMatchObject({ worlds: ["live"], at: AT, keyLeft: false })
  expect(readFileSync(join(back, "live/blobs/candles/a.log"), "utf8")).toBe("1,2,3\n")
  expect(readdirSync(back).sort()).toEqual(["live", "passphrase.json"])
  expect(readdirSync(join(back, "live")).sort()).toEqual(["blobs", "format.json", "secrets", "tradetower.sqlite"])
  expect(rows(back)).toEqual([1])
  expect(readdirSync(home).sort()).toEqual(["live", "passphrase.json"])
  expect(existsSync(key)).toBe(false)
  db.close()
})

it("the key to the secrets comes along when asked, and replaces no other", async () => {
  const { db, home, key } = usedHome()
  db.close()
  mkdirSync(join(key, ".."))
  writeFileSync(key, "k1")
  await backUp({ file: file(), home, now: AT, key })
  rmSync(key)
  expect(await restore({ file: file(), home: join(folder, "a"), key })).toMatchObject({ keyLeft: false })
  expect(readFileSync(key, "utf8")).toBe("k1")
  writeFileSync(key, "another")
  expect(await restore({ file: file(), home: join(folder, "b"), key })).toMatchObject({ keyLeft: true })
  expect(readFileSync(key, "utf8")).toBe("another")
})

it("nothing that is there is replaced, by a backup or by what is restored", async () => {
  const { db, home, key } = usedHome()
  db.close()
  await backUp({ file: file(), home, now: AT })
  await expect(backUp({ file: file(), home, now: AT })).rejects.toThrow("is there already, and is left as it is")
  await expect(restore({ file: file(), home, key })).rejects.toThrow("holds live and passphrase.json already")
  await expect(backUp({ file: join(folder, "backups", "c"), home, now: AT })).rejects.toThrow(
    `There is no folder ${join(folder, "backups")}`
  )
  await expect(backUp({ file: join(folder, "c"), home: join(folder, "none"), now: AT })).rejects.toThrow(
    "There is nothing in"
  )
})

it.each([
  ["another archive", () => writeFileSync(join(folder, "x"), "x"), "it lacks backup.json"],
  ["what a newer version made", () => writeFileSync(join(folder, "backup.json"), `{"backup":2}`), "newer version"]
])("%s is no backup", async (_, write, why) => {
  write()
  await create({ gzip: true, file: file(), cwd: folder }, readdirSync(folder))
  await expect(restore({ file: file(), home: join(folder, "home"), key: join(folder, "k") })).rejects.toThrow(why)
  expect(readdirSync(join(folder, "home"))).toEqual([])
})

it("what is damaged or reaches outside is refused, and leaves nothing", async () => {
  const { db, home, key } = usedHome()
  db.close()
  await backUp({ file: file(), home, now: AT })
  const bytes = readFileSync(file())
  writeFileSync(join(folder, "cut.tar.gz"), bytes.subarray(0, bytes.length - 200))
  await expect(restore({ file: join(folder, "cut.tar.gz"), home: join(folder, "a"), key })).rejects.toThrow(
    "is no backup"
  )
  expect(readdirSync(join(folder, "a"))).toEqual([])
  const note = JSON.stringify({ backup: 1, version: "0", at: 1, worlds: ["../../live"] })
  writeFileSync(join(folder, "backup.json"), note)
  await create({ gzip: true, file: join(folder, "out.tar.gz"), cwd: folder }, ["backup.json"])
  await expect(restore({ file: join(folder, "out.tar.gz"), home: join(folder, "b"), key })).rejects.toThrow("no backup")
  await expect(restore({ file: join(folder, "nowhere"), home: join(folder, "b"), key })).rejects.toThrow("There is no")
})
