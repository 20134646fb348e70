import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Deferred, Effect, Option, Ref, Schedule, Schema } from "effect"
import { expect, it } from "@effect/vitest"
import { afterAll } from "vitest"
import { RunId, TenantId } from "@tradetower/domain/ids"
import { Blobs, Bus, container, diskWords, StopReserve, Store, StoreUnavailable } from "../../index.ts"
import { embeddedPlatform, RecentTelemetry } from "../index.ts"
import { Notes } from "../store/notes.fixture.ts"
import { fileReserve } from "./reserve.ts"
import { SmallDisk } from "./small-disk.ts"

const root = mkdtempSync(join(tmpdir(), "tradetower-full-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const Transitions = container(
  "BotStateTransitions",
  Schema.Struct({ id: Schema.String, tenantId: TenantId, botRunId: RunId })
)
const ada = TenantId.make("ada")
const ben = TenantId.make("ben")
const note = (tenantId: TenantId, id: string) => ({ id, tenantId, text: "x".repeat(20_000) })

const open = (name: string, disk: SmallDisk, now: () => number = Date.now) =>
  embeddedPlatform({
    now,
    folder: join(root, name),
    configFolder: join(root, "config"),
    telemetry: { logs: "off" },
    reserve: disk.reserve
  })

/** Writes until the disk takes no more. */
const writeUntilFull = Effect.gen(function* () {
  const store = yield* Store
  for (let i = 0; i < 1_000; i++) {
    const result = yield* Effect.result(store.create(Notes, note(ben, `filler${i}`)))
    if (result._tag === "Failure") return result.failure
  }
  return yield* Effect.die("the disk never got full")
})

it.live("a full disk refuses writes for what it is, reads go on, and room is used without a word", () => {
  const disk = new SmallDisk()
  return Effect.gen(function* () {
    const store = yield* Store
    yield* store.create(Notes, note(ada, "before"))
    disk.fill()
    const error = yield* writeUntilFull
    expect(error).toMatchObject({ _tag: "StoreUnavailable", retryable: true, disk: "FULL" })
    expect(error.message).toContain("The disk is full")
    expect(Option.isSome(yield* store.read(Notes, { tenantId: ada }, "before"))).toBe(true)
    expect((yield* store.query(Notes, { tenantId: ada }, { where: { read: "no" } })).items).toEqual([])
    disk.empty()
    yield* store.create(Notes, note(ada, "after"))
  }).pipe(Effect.provide(open("full", disk)))
})

it.live("a tenant whose kill switch was used writes from the reserve, and nobody else does", () => {
  const disk = new SmallDisk()
  return Effect.gen(function* () {
    const store = yield* Store
    const bus = yield* Bus
    const blobs = yield* Blobs
    disk.fill()
    yield* writeUntilFull
    expect(yield* Effect.flip(store.create(Notes, note(ada, "too-early")))).toMatchObject({ disk: "FULL" })
    yield* (yield* StopReserve).openFor(ada)
    for (let i = 0; i < 20; i++) yield* store.create(Notes, note(ada, `stop${i}`))
    const message = (tenant: TenantId) => ({
      messageId: tenant,
      sessionId: "run",
      subject: "Stop",
      body: {},
      properties: { tenantId: tenant }
    })
    yield* bus.send("bot-commands", [message(ada)])
    expect(yield* Effect.flip(store.create(Notes, note(ben, "not-his")))).toMatchObject({ disk: "FULL" })
    expect(yield* Effect.flip(bus.send("bot-commands", [message(ben)]))).toMatchObject({ disk: "FULL" })
    // What only follows from what is recorded is not held up: one follower writes it for all.
    yield* store.create(Transitions, { id: "t", tenantId: ben, botRunId: RunId.make("r") })
    expect(yield* Effect.flip(blobs.append("candles/log", new Uint8Array(1)))).toMatchObject({ disk: "FULL" })
    for (let i = 0; i < 20; i++)
      expect(Option.isSome(yield* store.read(Notes, { tenantId: ada }, `stop${i}`))).toBe(true)
  }).pipe(Effect.provide(open("reserve", disk)))
})

it.live("a message whose handler only met a full disk is never given up, and is carried out once there is room", () => {
  const disk = new SmallDisk()
  return Effect.gen(function* () {
    const bus = yield* Bus
    const from = { topic: "bot-commands", subscription: "engine" } as const
    const met = yield* Ref.make(0)
    const carriedOut = yield* Deferred.make<number>()
    const outOfRoom = new StoreUnavailable({ container: "BotEvents", message: "full", retryable: true, disk: "FULL" })
    yield* bus.send("bot-commands", [
      { messageId: "m", sessionId: "r", subject: "Stop", body: {}, properties: { tenantId: ada } }
    ])
    yield* Effect.forkScoped(
      bus.receive(from, (message) =>
        Effect.flatMap(
          Ref.updateAndGet(met, (count) => count + 1),
          (count) => (count <= 2 ? Effect.fail(outOfRoom) : Deferred.succeed(carriedOut, message.deliveryCount))
        )
      )
    )
    // Neither of the two failures counts: it is still its first delivery.
    expect(yield* Deferred.await(carriedOut)).toBe(1)
    expect((yield* bus.count(from)).dead).toBe(0)
  }).pipe(Effect.scoped, Effect.provide(open("messages", disk)))
})

/** Until a write gets through; the reserve is looked after each second. */
const untilWritten = (id: string, tenantId: TenantId) =>
  Effect.flatMap(Store, (store) =>
    Effect.retry(store.create(Notes, note(tenantId, id)), {
      while: (error) => error._tag === "StoreUnavailable" && error.disk === "FULL",
      schedule: Schedule.spaced("100 millis")
    })
  )

it.live("once there is room everybody writes again, also while whoever stopped may use the reserve", () => {
  const disk = new SmallDisk()
  // Time stands still: the half minute of the kill switch never ends.
  const standing = open("again", disk, () => 1_700_000_000_000)
  return Effect.gen(function* () {
    const store = yield* Store
    disk.fill()
    yield* writeUntilFull
    yield* (yield* StopReserve).openFor(ada)
    yield* store.create(Notes, note(ada, "stop"))
    expect(disk.freed).toBe(1)
    expect(yield* Effect.flip(store.create(Notes, note(ben, "not-yet")))).toMatchObject({ disk: "FULL" })
    disk.empty()
    yield* untilWritten("again", ben)
    // Should the disk be full again at once, whoever stops has all of it once more.
    disk.fill()
    yield* writeUntilFull
    yield* store.create(Notes, note(ada, "stop-again"))
    expect(disk.freed).toBe(2)
  }).pipe(Effect.provide(standing))
})

it.live("a kill switch that finds nothing kept back any more says so, and so does everything else", () => {
  const disk = new SmallDisk(10)
  return Effect.gen(function* () {
    const store = yield* Store
    disk.fill()
    yield* writeUntilFull
    yield* (yield* StopReserve).openFor(ada)
    const stops = yield* Effect.forEach(
      Array.from({ length: 20 }, (_, each) => each),
      (each) => Effect.result(store.create(Notes, note(ada, `stop${each}`)))
    )
    expect(stops[0]?._tag).toBe("Success")
    const refused = yield* Effect.flip(store.create(Notes, note(ada, "stop-last")))
    expect(refused).toMatchObject({ disk: "USED_UP", retryable: true })
    expect(refused.message).not.toContain("the kill switch works")
    expect(yield* Effect.flip(store.create(Notes, note(ben, "not-his")))).toMatchObject({ disk: "USED_UP" })
    const { logs } = yield* (yield* RecentTelemetry).recent
    expect(logs[0]?.message).toBe(diskWords.USED_UP)
    disk.empty()
    yield* Effect.retry(store.create(Notes, note(ben, "his")), { schedule: Schedule.spaced("100 millis") })
  }).pipe(Effect.provide(open("used-up", disk)))
})

it.live("a start on a full disk goes on with some of what is kept back: reading and the kill switch work", () =>
  Effect.gen(function* () {
    yield* Effect.flatMap(Store, (store) => store.create(Notes, note(ada, "before"))).pipe(
      Effect.provide(open("start", new SmallDisk()))
    )
    const disk = new SmallDisk()
    disk.lends = true
    disk.room = false
    yield* Effect.gen(function* () {
      const store = yield* Store
      expect(Option.isSome(yield* store.read(Notes, { tenantId: ada }, "before"))).toBe(true)
      disk.fill()
      const refused = yield* Effect.flip(store.create(Notes, note(ben, "too-early")))
      expect(refused).toMatchObject({ disk: "FULL" })
      yield* (yield* StopReserve).openFor(ada)
      for (let i = 0; i < 20; i++) yield* store.create(Notes, note(ada, `stop${i}`))
      expect(yield* Effect.flip(store.create(Notes, note(ben, "not-his")))).toMatchObject({ disk: "FULL" })
      disk.empty()
      yield* untilWritten("after", ben)
    }).pipe(Effect.provide(open("start", disk)))
  })
)

const MB = 1024 * 1024
const reserveFile = () => join(mkdtempSync(join(root, "reserve-")), "reserve")

it("the reserve's file takes its room, gives it back, and is made again", () => {
  const file = reserveFile()
  const reserve = fileReserve(file, 4 * MB)
  expect(reserve.hold()).toBe(true)
  expect(statSync(file).size).toBe(4 * MB)
  expect(reserve.lend()).toBe(false)
  expect(reserve.free()).toBe(true)
  expect(reserve.free()).toBe(false)
  expect(reserve.hold()).toBe(true)
  expect(statSync(file).size).toBe(4 * MB)
  writeFileSync(file, "cut off")
  expect(fileReserve(file, 4 * MB).hold()).toBe(true)
  expect(statSync(file).size).toBeGreaterThanOrEqual(4 * MB)
})

it("the reserve's file is held again once somebody makes room, not in what a stop has left", () => {
  let room = 40 * MB
  const file = reserveFile()
  const reserve = fileReserve(file, 16 * MB, () => room)
  expect(reserve.hold()).toBe(true)
  reserve.free()
  room = 1 * MB
  expect(reserve.hold()).toBe(false)
  // What is freed is no room that anybody made.
  reserve.free()
  for (room of [16 * MB, 13 * MB, 14 * MB]) {
    expect(reserve.hold()).toBe(false)
    expect(existsSync(file)).toBe(false)
  }
  room = 15 * MB
  expect(reserve.hold()).toBe(true)
  expect(statSync(file).size).toBeGreaterThanOrEqual(7.5 * MB)
  reserve.free()
  room = 20 * MB
  expect(reserve.hold()).toBe(true)
  expect(statSync(file).size).toBeGreaterThanOrEqual(10 * MB)
})

it("the reserve's file is smaller on a small disk, and none where there is no room for one", () => {
  const small = reserveFile()
  expect(fileReserve(small, 16 * MB, () => 10 * MB).hold()).toBe(true)
  expect(statSync(small).size).toBe(5 * MB)
  const none = reserveFile()
  expect(fileReserve(none, 16 * MB, () => 3 * MB).hold()).toBe(false)
  expect(existsSync(none)).toBe(false)
})

it.skipIf(process.platform === "win32")("the reserve lends what a start needs where the disk takes nothing", () => {
  const file = reserveFile()
  fileReserve(file, 4 * MB).hold()
  const lend = `import { fileReserve } from ${JSON.stringify(new URL("./reserve.ts", import.meta.url).href)}
    const reserve = fileReserve(${JSON.stringify(file)}, ${4 * MB}, () => 0)
    console.log(JSON.stringify({ lent: reserve.lend(), held: reserve.hold() }))`
  const run = spawnSync("sh", ["-c", `ulimit -f 8; exec "$0" --input-type=module -e "$1"`, process.execPath, lend], {
    encoding: "utf8"
  })
  expect(run.stdout.trim()).toBe(JSON.stringify({ lent: true, held: false }))
  expect(statSync(file).size).toBe(3 * MB)
})
