import { spawnSync } from "node:child_process"
import { cpSync, mkdtempSync, readdirSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Option, Redacted } from "effect"
import { expect, it } from "@effect/vitest"
import { afterAll } from "vitest"
import { TenantId } from "@tradetower/domain/ids"
import { Blobs, Secrets, Store } from "../../index.ts"
import { contents } from "./folder-contents.fixture.ts"
import { embeddedPlatform, leastReserve } from "../index.ts"
import { Notes } from "../store/notes.fixture.ts"

const root = mkdtempSync(join(tmpdir(), "tradetower-parts-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const tenantId = TenantId.make("ada")
const platform = (folder: string, configFolder = join(root, "config")) =>
  embeddedPlatform({ folder, configFolder, telemetry: { logs: "off" }, reserve: leastReserve(folder) })
const opening = (folder: string) => Effect.flip(Effect.provide(Effect.void, platform(folder)))

/** A folder as `kill -9` leaves it (everything written is in the write-ahead log still), or as a clean end does. */
const used = (name: string, end: "KILLED" | "CLEAN") =>
  Effect.gen(function* () {
    const folder = join(root, name)
    yield* Effect.gen(function* () {
      const store = yield* Store
      for (let i = 0; i < 50; i++) yield* store.create(Notes, { id: `n${i}`, tenantId, text: "x".repeat(500) })
      yield* (yield* Blobs).write("candles/paper/part", new Uint8Array(100))
      yield* (yield* Secrets).put({ tenantId }, "exchange-key", Redacted.make("hunter2"))
      if (end === "KILLED") cpSync(folder, `${folder}-killed`, { recursive: true })
    }).pipe(Effect.provide(platform(folder)))
    return end === "KILLED" ? `${folder}-killed` : folder
  })

const database = "tradetower.sqlite"
const away = (part: string) => (folder: string) => rmSync(join(folder, part), { recursive: true })
const empty = (part: string) => (folder: string) => truncateSync(join(folder, part), 0)
const both =
  (...acts: ReadonlyArray<(folder: string) => void>) =>
  (folder: string) => {
    for (const act of acts) act(folder)
  }
const only = (kept: ReadonlyArray<string>) => (folder: string) => {
  for (const name of readdirSync(folder)) if (!kept.includes(name)) away(name)(folder)
}
const spoilt = (folder: string) =>
  writeFileSync(join(folder, `${database}-wal`), Buffer.alloc(200_000, 7), { flag: "r+" })
const aSecret = (folder: string) => join("secrets", readdirSync(join(folder, "secrets"))[0] ?? "")

const lacks: ReadonlyArray<readonly [string, "KILLED" | "CLEAN", (folder: string) => void, string]> = [
  ["the database, its log there", "KILLED", both(away(database), away(`${database}-shm`)), "keep it"],
  ["the database, log and index there", "KILLED", away(database), "keep it"],
  ["the database, nothing beside it", "CLEAN", away(database), database],
  ["what is in the database, its log there", "KILLED", empty(database), "keep it"],
  ["what is in the database", "CLEAN", empty(database), "empty"],
  ["the end of the database", "CLEAN", (folder) => truncateSync(join(folder, database), 8_192), "end is missing"],
  ["the log of a crash", "KILLED", away(`${database}-wal`), "log"],
  ["what is in the log of a crash", "KILLED", empty(`${database}-wal`), "log"],
  ["a readable log", "KILLED", spoilt, "log"],
  ["the blobs", "CLEAN", away("blobs"), "lacks blobs"],
  ["the candles", "CLEAN", away("blobs/candles"), "lacks blobs/candles"],
  ["the secrets", "CLEAN", away("secrets"), "lacks secrets"],
  ["a file of secrets", "CLEAN", (folder) => away(aSecret(folder))(folder), "lacks secrets/"],
  ["the end of a file of secrets", "CLEAN", (folder) => truncateSync(join(folder, aSecret(folder)), 20), "is damaged"],
  ["what is in a file of secrets", "CLEAN", (folder) => empty(aSecret(folder))(folder), "is damaged"],
  ["its format", "CLEAN", away("format.json"), "format.json"],
  ["what is in its format", "CLEAN", empty("format.json"), "format.json"],
  ["all but its format", "CLEAN", only(["format.json"]), "missing"],
  ["all but its blobs", "CLEAN", only(["blobs"]), "format.json"],
  ["all but its log", "KILLED", only([`${database}-wal`]), "format.json"]
]

it.live.each(lacks)("a folder that was in use and lacks %s is refused and left as it is", ([name, end, spoil, says]) =>
  Effect.gen(function* () {
    const folder = yield* used(name.replaceAll(/\W/g, "-"), end)
    cpSync(folder, `${folder}-copy`, { recursive: true })
    spoil(folder)
    const before = contents(folder)
    const error = yield* opening(folder)
    expect(error).toMatchObject({ _tag: "DataFolderError", reason: "CORRUPT" })
    expect(error.message).toContain(says)
    expect(error.message).toContain("Nothing was changed")
    const { [join(folder, "lock.json")]: _, ...after } = contents(folder)
    expect(after).toEqual(Object.fromEntries(Object.entries(before).filter(([file]) => !file.endsWith("lock.json"))))
    // Restored from the copy, everything is there.
    rmSync(folder, { recursive: true })
    renameSync(`${folder}-copy`, folder)
    yield* Effect.gen(function* () {
      const store = yield* Store
      for (let i = 0; i < 50; i++) expect(Option.isSome(yield* store.read(Notes, { tenantId }, `n${i}`))).toBe(true)
    }).pipe(Effect.provide(platform(folder)))
  })
)

it.live("a beginning that was cut off anywhere begins again", () =>
  Effect.gen(function* () {
    const folder = join(root, "cut-off")
    yield* Effect.provide(Effect.void, platform(folder))
    for (const part of ["format.json", "secrets", database, "blobs"]) {
      rmSync(join(folder, part), { recursive: true })
      writeFileSync(join(folder, "beginning"), "")
      yield* Effect.provide(Effect.void, platform(folder))
      expect(readdirSync(folder)).toEqual(expect.arrayContaining(["blobs", "format.json", "secrets", database]))
      expect(readdirSync(folder)).not.toContain("beginning")
    }
  })
)

it.live("secrets of another computer are named, each, and can be entered again; the rest is there", () =>
  Effect.gen(function* () {
    const folder = yield* used("copied", "CLEAN")
    yield* Effect.gen(function* () {
      const secrets = yield* Secrets
      const error = yield* Effect.flip(secrets.get({ tenantId }, "exchange-key"))
      expect(error).toMatchObject({ sealedElsewhere: true, retryable: false })
      expect(error.message).toContain("exchange-key")
      expect(error.message).toContain("enter it again")
      yield* secrets.put({ tenantId }, "exchange-key", Redacted.make("entered again"))
      const found = Option.getOrThrow(yield* secrets.get({ tenantId }, "exchange-key"))
      expect(Redacted.value(found)).toBe("entered again")
      expect(Option.isSome(yield* (yield* Store).read(Notes, { tenantId }, "n0"))).toBe(true)
    }).pipe(Effect.provide(platform(folder, join(root, "config-of-another"))))
  })
)

it.live.skipIf(process.platform === "win32")(
  "a disk that takes no bytes is named for what it is, not called damage",
  () =>
    Effect.gen(function* () {
      const folder = yield* used("no-room", "CLEAN")
      const writer = new URL("../store/kill-test-writer.ts", import.meta.url).pathname
      const run = ["ulimit -f 0; exec", process.execPath, "--conditions=source", writer, folder, join(root, "config")]
      const { stderr } = spawnSync("sh", ["-c", run.join(" ")], { encoding: "utf8", timeout: 240_000 })
      expect(stderr).toContain("The disk is full. Make room, then start again")
      expect(stderr).toContain("not damaged")
      expect(stderr).not.toContain("begin anew")
      yield* Effect.provide(Effect.void, platform(folder))
    })
)
