import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import { Deferred, Effect, Option, Ref, Schema } from "effect"
import { expect, it } from "@effect/vitest"
import { afterAll, vi } from "vitest"
import { RunId, TenantId } from "@tradetower/domain"
import { Blobs, Bus, container, StopReserve, Store, StoreUnavailable } from "../index.ts"
import { embeddedPlatform } from "./index.ts"
import { fileReserve, type Reserve } from "./reserve.ts"

const root = mkdtempSync(join(tmpdir(), "tradetower-full-"))
vi.setConfig({ testTimeout: 60_000 })
afterAll(() => rmSync(root, { recursive: true, force: true }))

const Notes = container("Notifications", Schema.Struct({ id: Schema.String, tenantId: TenantId, text: Schema.String }))
const Transitions = container(
  "BotStateTransitions",
  Schema.Struct({ id: Schema.String, tenantId: TenantId, botRunId: RunId })
)
const ada = TenantId.make("ada")
const ben = TenantId.make("ben")
const note = (tenantId: TenantId, id: string) => ({ id, tenantId, text: "x".repeat(20_000) })

/** A disk of so many pages: SQLite itself says that it is full. */
class SmallDisk {
  private db: DatabaseSync | undefined
  private held = true
  room = true
  readonly reserve = (db: DatabaseSync): Reserve => {
    this.db = db
    return {
      free: () => {
        const { held } = this
        if (held) this.limit(this.pages() + 1_000)
        this.held = false
        return held
      },
      hold: () => (this.held = this.room)
    }
  }
  fill(): void {
    this.room = false
    this.limit(this.pages())
  }
  empty(): void {
    this.room = true
    this.limit(1_000_000)
  }
  private pages(): number {
    return Number(this.db?.prepare("PRAGMA page_count").get()?.["page_count"])
  }
  private limit(pages: number): void {
    this.db?.exec(`PRAGMA max_page_count=${pages}`)
  }
}

const open = (name: string, disk: SmallDisk) =>
  embeddedPlatform({
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

it("the reserve's file takes its room, gives it back, and is made again", () => {
  const file = join(mkdtempSync(join(root, "reserve-")), "reserve")
  const bytes = 4 * 1024 * 1024
  const reserve = fileReserve(file, bytes)
  expect(reserve.hold()).toBe(true)
  expect(statSync(file).size).toBe(bytes)
  expect(reserve.free()).toBe(true)
  expect(reserve.free()).toBe(false)
  writeFileSync(file, "cut off")
  expect(reserve.hold()).toBe(true)
  expect(statSync(file).size).toBe(bytes)
})
