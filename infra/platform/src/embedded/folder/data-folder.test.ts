import { spawn } from "node:child_process"
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Clock, Effect, Exit, Option } from "effect"
import { expect, it } from "@effect/vitest"
import { afterAll } from "vitest"
import { TenantId } from "@tradetower/domain/ids"
import { Blobs, Store } from "../../index.ts"
import { contents } from "./folder-contents.fixture.ts"
import { embeddedPlatform, leastReserve } from "../index.ts"
import { Notes } from "../store/notes.fixture.ts"

const root = mkdtempSync(join(tmpdir(), "tradetower-folder-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const tenantId = TenantId.make("ada")
const note = (id: string) => ({ id, tenantId, text: "x".repeat(500) })

const platform = (folder: string) =>
  embeddedPlatform({
    folder,
    configFolder: join(root, "config"),
    telemetry: { logs: "off" },
    reserve: leastReserve(folder)
  })
const opening = (folder: string) => Effect.flip(Effect.provide(Effect.void, platform(folder)))
const fill = (folder: string) =>
  Effect.gen(function* () {
    const store = yield* Store
    for (let i = 0; i < 200; i++) yield* store.create(Notes, note(`n${i}`))
  }).pipe(Effect.provide(platform(folder)))

it.live("a damaged database is refused and left as it is", () =>
  Effect.gen(function* () {
    const folder = join(root, "damaged")
    yield* fill(folder)
    const file = join(folder, "tradetower.sqlite")
    const whole = readFileSync(file)
    const damages: ReadonlyArray<() => void> = [
      () => writeFileSync(file, "not a database at all".repeat(300)),
      () => writeFileSync(file, Buffer.concat([whole.subarray(0, 8192), Buffer.alloc(whole.length - 8192, 7)])),
      () => truncateSync(file, Math.floor(whole.length / 2))
    ]
    for (const damage of damages) {
      writeFileSync(file, whole)
      damage()
      const before = contents(folder)
      const error = yield* opening(folder)
      expect(error).toMatchObject({ _tag: "DataFolderError", reason: "CORRUPT", folder })
      expect(error.message).toContain(file)
      expect(error.message).toContain("Nothing was changed")
      expect(contents(folder)).toEqual(before)
    }
    writeFileSync(file, whole)
    yield* Effect.provide(Effect.void, platform(folder))
  })
)

it.live("a folder of a newer version, or with a damaged format, is refused and left as it is", () =>
  Effect.gen(function* () {
    const folder = join(root, "newer")
    yield* fill(folder)
    for (const [text, reason, says] of [
      ['{"format":4}', "NEWER_FORMAT", "newer"],
      ["{", "CORRUPT", "format.json"],
      ['{"format":"1"}', "CORRUPT", "format.json"]
    ] as const) {
      writeFileSync(join(folder, "format.json"), text)
      const before = contents(folder)
      const error = yield* opening(folder)
      expect(error).toMatchObject({ reason })
      expect(error.message).toContain(says)
      expect(contents(folder)).toEqual(before)
    }
    rmSync(join(folder, "format.json"))
    expect(yield* opening(folder)).toMatchObject({ reason: "CORRUPT" })
  })
)

it.live("a folder in use is refused, saying by whom, and free when the other is gone", () =>
  Effect.gen(function* () {
    const folder = join(root, "used")
    yield* Effect.gen(function* () {
      const error = yield* opening(folder)
      expect(error).toMatchObject({ reason: "IN_USE" })
      expect(error.message).toContain(String(process.pid))
    }).pipe(Effect.provide(platform(folder)))
    yield* Effect.provide(Effect.void, platform(folder))
  })
)

it.live("what was answered survives kill -9, and the lock of the dead is no obstacle", () =>
  Effect.gen(function* () {
    const folder = join(root, "killed")
    const writer = new URL("../store/kill-test-writer.ts", import.meta.url).pathname
    const child = spawn(process.execPath, ["--conditions=source", writer, folder, join(root, "config")], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    const answered = yield* Effect.callback<ReadonlyArray<string>>((resume) => {
      let text = ""
      child.stdout.on("data", (data) => {
        text += String(data)
        if (text.split("\n").length > 500) child.kill("SIGKILL")
      })
      child.on("close", () => resume(Effect.succeed(text.split("\n").slice(0, -1))))
    })
    expect(answered.length).toBeGreaterThanOrEqual(500)
    yield* Effect.gen(function* () {
      const store = yield* Store
      for (const id of answered) {
        expect(Option.isSome(yield* store.read(Notes, { tenantId }, id))).toBe(true)
      }
      const exit = yield* Effect.exit(store.create(Notes, note("after")))
      expect(Exit.isSuccess(exit)).toBe(true)
    }).pipe(Effect.provide(platform(folder)))
  })
)

it.live.skipIf(process.platform === "win32")("a key that others can read is refused", () =>
  Effect.gen(function* () {
    const configFolder = join(root, "loose")
    const open = (name: string) =>
      Effect.provide(
        Effect.void,
        embeddedPlatform({ folder: join(root, name), configFolder, telemetry: { logs: "off" } })
      )
    yield* open("key-1")
    const key = join(configFolder, "tradetower.key")
    expect(statSync(key).mode & 0o777).toBe(0o600)
    chmodSync(key, 0o644)
    const error = yield* Effect.flip(open("key-2"))
    expect(error.message).toContain("chmod 600")
    mkdirSync(join(root, "spare"), { recursive: true })
    chmodSync(key, 0o600)
    writeFileSync(key, "short")
    expect((yield* Effect.flip(open("key-3"))).message).toContain("damaged")
  })
)

it.live.skipIf(process.platform === "win32")("a folder and all in it are their owner's alone, older ones too", () =>
  Effect.gen(function* () {
    const folder = join(root, "loose-folder")
    const paths = () => [folder, ...readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)))]
    const loose = () => paths().filter((path) => (statSync(path).mode & 0o077) !== 0)
    const used = Effect.gen(function* () {
      const store = yield* Store
      const blobs = yield* Blobs
      yield* store.create(Notes, note(`n${yield* Clock.currentTimeMillis}-${paths().length}`))
      yield* blobs.write(`candles/${paths().length}`, new Uint8Array(10))
      yield* blobs.append("candles/log", new Uint8Array(10))
      expect(paths().some((path) => path.endsWith("-wal"))).toBe(true)
      expect(loose()).toEqual([])
    })
    yield* Effect.provide(used, platform(folder))
    for (const path of paths()) chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o644)
    yield* Effect.provide(used, platform(folder))
  })
)
