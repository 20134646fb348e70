import { spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Effect, Option, Schema } from "effect"
import { expect, it } from "@effect/vitest"
import { afterAll } from "vitest"
import { TenantId } from "@tradetower/domain/ids"
import { Symbol, VenueId } from "@tradetower/domain/market"
import { PAPER } from "@tradetower/domain/connection"
import {
  Accounts,
  archivedSpan,
  BotDefinitions,
  BotEvents,
  BotRuns,
  everyTenant,
  marketArchive,
  Markets,
  Orders,
  RiskMarks,
  Store
} from "../../index.ts"
import { contents } from "../folder/folder-contents.fixture.ts"
import { embeddedPlatform, leastReserve } from "../index.ts"
import { keptFolder, type MigrationStep } from "./migrate-folder.ts"
import { writeOlderFolder } from "./older-folder.fixture.ts"

const root = mkdtempSync(join(tmpdir(), "tradetower-migrate-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const ada = TenantId.make("ada")
const simulated = VenueId.make("simulated")
const platform = (folder: string) =>
  embeddedPlatform({
    folder,
    configFolder: join(root, "config"),
    telemetry: { logs: "off" },
    reserve: leastReserve(folder)
  })
const older = (name: string) => {
  const folder = join(root, name)
  writeOlderFolder(folder)
  return folder
}
const readJson = (text: string) =>
  Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown)))(text)
const formatOf = (folder: string): unknown => readJson(readFileSync(join(folder, "format.json"), "utf8"))["format"]

/** What a folder says that the paper exchange holds, as text of the database: no number is read on the way. */
const paperRows = (file: string) => {
  const db = new DatabaseSync(file)
  try {
    return db
      .prepare(`SELECT p0, id, body FROM "PaperAccounts" ORDER BY p0, id`)
      .all()
      .map(({ body, id, p0 }) => [p0, id, String(body).replace(/\\"(exchange|venue)\\":\\"\w+\\"/g, "")])
  } finally {
    db.close()
  }
}

/** What can be known of a folder by whoever uses it. */
const known = Effect.gen(function* () {
  const store = yield* Store
  const everything = everyTenant("a test")
  const all = { limit: 1000 }
  const bots = (yield* store.query(BotDefinitions, everything, all)).items.map(({ value }) => value)
  const runs = (yield* store.query(BotRuns, everything, all)).items.map(({ value }) => value)
  const orders = (yield* store.query(Orders, everything, all)).items.map(({ value }) => value)
  const steps = (yield* store.query(BotEvents, everything, all)).items.map(({ value }) => value)
  const open = (yield* store.query(Orders, { tenantId: ada }, { where: { open: true, connection: "paper" } })).items
  const account = Option.getOrThrow(yield* store.read(Accounts, { tenantId: ada }, PAPER)).value
  const mark = Option.getOrThrow(yield* store.read(RiskMarks, { tenantId: ada }, "PAPER:quote:USD")).value
  const markets = (yield* store.query(Markets, { venue: simulated }, all)).items.map(({ value }) => value)
  const span = yield* archivedSpan(marketArchive(simulated), Symbol.make("BTC-USD"))
  return { account, bots, mark, markets, open: open.length, orders, runs, span, steps }
})
const opened = (folder: string) => Effect.provide(known, platform(folder))

it.live("a folder of the version before is brought up to date, with everything in it", () =>
  Effect.gen(function* () {
    const folder = older("plain")
    const before = paperRows(join(folder, "tradetower.sqlite"))
    const { account, bots, mark, markets, open, orders, runs, span, steps } = yield* opened(folder)
    expect([bots.length, runs.length, orders.length, steps.length]).toEqual([6, 6, 59, 104])
    const through = { connection: "paper", environment: "PAPER", venue: "simulated" }
    for (const each of [...bots, ...runs, ...orders]) expect(each).toMatchObject(through)
    for (const step of steps)
      if (step.kind === "GENESIS")
        expect(step).toMatchObject({ connection: "paper", environment: "PAPER", instrument: { venue: "simulated" } })
      else expect(step).toMatchObject(step.kind === "STEP" ? through : {})
    expect(open).toBe(orders.filter((order) => order.tenantId === ada && order.open).length)
    expect(open).toBeGreaterThan(10)
    expect(account.balances?.find(({ asset }) => asset === "USD")?.total).toBe("97852.5118675951")
    expect(account.fillCursor).toBe("8")
    expect(mark.peak).toBe("-1.7278969428")
    expect(markets.map(({ id }) => id).sort()).toEqual(["BTC-PERP", "BTC-USD", "ETH-PERP", "ETH-USD", "SOL-USD"])
    expect(Option.map(span, ({ from, to }) => (to - from) / 60_000)).toEqual(Option.some(400))
    expect(formatOf(folder)).toBe(3)
    expect(paperRows(join(folder, "tradetower.sqlite"))).toEqual(before)
  })
)

it.live("what it was is kept until the run after has ended in order, and opens again when it is put back", () =>
  Effect.gen(function* () {
    const folder = older("kept")
    const was = contents(folder)
    yield* opened(folder)
    const kept = keptFolder(folder)
    expect(existsSync(kept)).toBe(true)
    const back = join(root, "put-back")
    cpSync(kept, back, { recursive: true })
    for (const [file, bytes] of Object.entries(contents(back)))
      expect(was[join(folder, file.slice(back.length))], file).toBe(bytes)
    expect(formatOf(back)).toBe(2)
    expect(Object.keys(contents(back)).some((file) => file.includes("candles/paper/BTC-USD"))).toBe(true)
    const over = join(root, "put-back-over")
    cpSync(folder, over, { recursive: true })
    cpSync(kept, over, { recursive: true })
    expect(formatOf(over)).toBe(2)
    expect(yield* opened(over)).toEqual(yield* opened(older("never-left")))
    yield* opened(folder)
    expect(existsSync(kept)).toBe(false)
  })
)

const steps: ReadonlyArray<MigrationStep> = [
  "COPIED",
  "REWRITTEN",
  "CANDLES_NAMED",
  "KEPT",
  "SWITCHED",
  "CANDLES_MOVED"
]
for (const step of steps)
  it.live(`killed once it was ${step}, it goes on at the next start and comes to the same`, () =>
    Effect.gen(function* () {
      const folder = older(`killed-${step}`)
      const killed = spawnSync(
        process.execPath,
        ["--conditions=source", new URL("./migrate-until.ts", import.meta.url).pathname, folder, step],
        { encoding: "utf8" }
      )
      expect(killed.signal, killed.stderr).toBe("SIGKILL")
      expect(formatOf(folder)).toBe(2)
      const whole = older(`whole-${step}`)
      expect(yield* opened(folder)).toEqual(yield* opened(whole))
      expect(formatOf(folder)).toBe(3)
      expect(existsSync(join(folder, "blobs", "candles", "paper"))).toBe(false)
    })
  )

/** Opens a folder in a process of its own whose files can't get larger than this; answers why it was refused. */
const openedWithin = (folder: string, bytes: number) => {
  const script = `
    import { Effect } from "effect"
    import { embeddedPlatform } from ${JSON.stringify(join(import.meta.dirname, "..", "index.ts"))}
    const options = ${JSON.stringify({ folder, configFolder: join(root, "config"), telemetry: { logs: "off" } })}
    const error = await Effect.runPromise(Effect.flip(Effect.provide(Effect.void, embeddedPlatform(options))))
    console.log(JSON.stringify({ reason: error.reason, message: error.message }))`
  const limit = `ulimit -f ${bytes / 512}; exec "$0" --conditions=source --input-type=module -e "$1"`
  const run = spawnSync("sh", ["-c", limit, process.execPath, script], { encoding: "utf8", cwd: import.meta.dirname })
  expect(run.stdout, run.stderr).not.toBe("")
  const { message, reason } = readJson(run.stdout)
  return { message: String(message), reason: String(reason) }
}

it.live("a disk that gets full in the middle leaves the folder as it was", () =>
  Effect.gen(function* () {
    const folder = older("full")
    const was = contents(folder)
    const { message, reason } = openedWithin(folder, 256 * 1024)
    // Of a limit as this one SQLite says that the disk fails.
    expect(["DISK_FULL", "DISK_FAILING"], message).toContain(reason)
    expect(message).toMatch(/could not be brought up to date .* then start again\. It is as it was/)
    for (const [file, content] of Object.entries(was)) expect(contents(folder)[file], file).toBe(content)
    expect(existsSync(join(folder, "migrating.sqlite"))).toBe(false)
    yield* opened(folder)
    expect(formatOf(folder)).toBe(3)
  })
)

it.live("alerts, wakes and orders still on their way name the connection too", () =>
  Effect.gen(function* () {
    const folder = older("on-their-way")
    const db = new DatabaseSync(join(folder, "tradetower.sqlite"))
    const body = { tenantId: "ada", botId: "b", runId: "r", exchange: "paper", symbol: "BTC-USD", seq: 1, action: {} }
    const message = JSON.stringify({
      messageId: "m",
      sessionId: "b",
      subject: "Place",
      body,
      properties: { tenantId: "ada" }
    })
    db.prepare(
      `INSERT INTO "bus order-commands/execution" (seq, session, enqueued_at, failures, message, tenant) VALUES (99, 'b', 1, 0, ?, 'ada')`
    ).run(message)
    db.prepare(
      `INSERT INTO "bus scheduled" (seq, due, topic, session, message) VALUES (99, 9000000000000, 'order-commands', 'b', ?)`
    ).run(message)
    db.prepare(
      `INSERT INTO "dead order-commands/execution" (seq, enqueued_at, failures, message, reason, description, dead_at, tenant)
       VALUES (99, 1, 10, ?, 'R', 'D', 1, 'ada')`
    ).run(message)
    db.close()
    yield* opened(folder)
    const after = new DatabaseSync(join(folder, "tradetower.sqlite"))
    const kept = ["bus order-commands/execution", "bus scheduled", "dead order-commands/execution"].map((table) =>
      after.prepare(`SELECT message FROM "${table}" WHERE seq = 99`).get()
    )
    after.close()
    for (const one of kept)
      expect(readJson(String(one?.["message"]))["body"]).toEqual({
        tenantId: "ada",
        botId: "b",
        runId: "r",
        venue: "simulated",
        connection: "paper",
        environment: "PAPER",
        symbol: "BTC-USD",
        seq: 1,
        action: {}
      })
  })
)
