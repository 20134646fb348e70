import { DatabaseSync } from "node:sqlite"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { gridAround, makeBot } from "../system/bots.ts"
import { type RunningSystem, startSimulated } from "../system/start.ts"
import { signIn, type Trader } from "../system/trader.ts"

let system: RunningSystem
let ada: Trader

beforeAll(async () => {
  system = await startSimulated()
  ada = await signIn(system.origin, "ada")
})
afterAll(() => system.stop())

/** Spoils every stored document of a kind, as a defect of ours or a bad disk would. */
const spoil = (id: string): number => {
  const world = readdirSync(system.home)[0] ?? ""
  // The system writes beside it: its turn is waited for.
  const db = new DatabaseSync(join(system.home, world, "tradetower.sqlite"), { timeout: 60_000 })
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()
  let spoilt = 0
  for (const { name } of tables) {
    const columns = db
      .prepare(`SELECT name FROM pragma_table_info('${String(name)}')`)
      .all()
      .map((row) => String(row["name"]))
    if (!columns.includes("id") || !columns.includes("body")) continue
    spoilt += Number(db.prepare(`UPDATE "${String(name)}" SET body = '{"id":1}' WHERE id = ?`).run(id).changes)
  }
  db.close()
  return spoilt
}

it("answers an unexpected failure with a trace id and no internals, and logs it once", async () => {
  const bot = await makeBot(ada, "Soon unreadable", gridAround(system.price("BTC-USD"), 1_000))
  expect(spoil(bot.id)).toBeGreaterThan(0)
  const answer = await ada.ask("GET", `/api/v1/bots/${bot.id}`)
  expect([500, 503]).toContain(answer.status)
  expect(answer.headers.get("content-type")).toContain("application/problem+json")
  const { traceId, ...rest } = answer.body as { traceId: string }
  expect(traceId).toMatch(/^[0-9a-f]{32}$/)
  expect(JSON.stringify(rest)).not.toMatch(/sqlite|schema|BotDefinitions|Expected |\.ts\b|node_modules|at \w+ \(/)
  const told = system
    .output()
    .split("\n")
    .filter((line) => line.includes(traceId))
  expect(told.length).toBe(1)
})

it("answers nonsense with a problem, never with a page", async () => {
  for (const [method, path] of [
    ["GET", "/api/v1/nowhere"],
    ["POST", "/api/v1/bots"],
    ["GET", "/api/v1/bots/no-such-bot"]
  ] as const) {
    const answer = await ada.ask(method, path, method === "POST" ? "{" : undefined)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(answer.headers.get("content-type"), path).toContain("application/problem+json")
  }
})
