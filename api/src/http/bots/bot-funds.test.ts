import { afterEach, beforeEach, describe, expect, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { BotId } from "@tradetower/domain/ids"
import { AuditEvents, BotDefinitions, type BotRun, BotRuns, queryAll, Store } from "@tradetower/platform"
import { gridSettings, offerMarket, startApp, tenant, type TestApp } from "../../testing.ts"
import { projectRun } from "../../engine/projected-run.fixture.ts"

let app: TestApp
beforeEach(async () => {
  app = await startApp()
  await app.run(offerMarket("60000"))
})
afterEach(() => app.stop())

/** Carries out what waits for a bot, and projects its run. */
const carryOut = async (id: string) => {
  for (const message of await app.drain("bot-commands", "engine")) await app.deliver("bot-commands", message)
  const [run] = await app.run(queryAll(BotRuns, { tenantId: tenant("ada"), botDefinitionId: BotId.make(id) }))
  const bot = await app.run(
    Effect.flatMap(Store, (store) => store.read(BotDefinitions, { tenantId: tenant("ada") }, BotId.make(id)))
  )
  const runId = run?.id ?? (Option.isSome(bot) ? bot.value.value.currentRunId : undefined)
  if (runId !== undefined) await projectRun(app, id, runId)
}
const running = async (settings: object) => {
  const body = { name: "One", connection: "paper", symbol: "BTC-USD", settings, start: true }
  const { json } = await app.ask("POST", "/bots", { as: "ada", body })
  const id = String(json["id"])
  await carryOut(id)
  return id
}
const change = (way: "funds" | "funds/take", id: string, amount: string, as = "ada") =>
  app.ask("POST", `/bots/${id}/${way}`, { as, body: { amount } })
const runOf = async (id: string) =>
  (await app.ask("GET", `/bots/${id}`, { as: "ada" })).json["run"] as unknown as BotRun
const refusal = (words: RegExp) => ({
  status: 422,
  json: {
    detail: expect.stringMatching(words) as string,
    errors: [{ field: "amount", message: expect.any(String) as string }]
  }
})

describe("taking funds out of a bot", () => {
  it("FUNDS-6 tells what can be taken, takes it, and writes down who took what", async () => {
    const id = await running({ ...gridSettings, investment: "5000" })
    expect(Number((await runOf(id)).summary.takeable)).toBeCloseTo(5_000, 0)
    expect((await change("funds/take", id, "2000")).status).toBe(202)
    await carryOut(id)
    const { summary } = await runOf(id)
    expect(summary.invested).toMatch(/^3000(\.0+)?$/)
    expect(summary.reason).toBe("2,000.00 USD was taken out.")
    expect(Number(summary.entitled?.quote)).toBe(3_000)
    const audited = await app.run(queryAll(AuditEvents, { tenantId: tenant("ada") }))
    expect(audited).toContainEqual(
      expect.objectContaining({ action: "bot.take-funds", detail: "One: 2,000.00 USD taken out", botDefinitionId: id })
    )
    const steps = (await app.ask("GET", `/bots/${id}/events`, { as: "ada" })).json
    expect(JSON.stringify(steps)).toContain("FundsTaken")
  })

  it("FUNDS-6 refuses more than can be taken, naming the most, and what is no amount", async () => {
    const id = await running({ ...gridSettings, investment: "5000" })
    expect(await change("funds/take", id, "5000.01")).toMatchObject(refusal(/^at most .* USD can be taken out now/))
    expect(await change("funds/take", id, "0")).toMatchObject(refusal(/above 0/))
    expect(await change("funds/take", id, "-5")).toMatchObject(refusal(/above 0/))
    expect((await change("funds/take", id, "five")).status).toBe(400)
  })

  it("FUNDS-6 refuses a TWAP, a bot that is not running, and one that is closing, in words", async () => {
    const start = { _tag: "IMMEDIATELY" }
    const twap = await running({ _tag: "TWAP", start, side: "BUY", totalAmount: "0.1", duration: 60, frequency: 60 })
    expect(await change("funds/take", twap, "1")).toMatchObject(refusal(/gives no funds back while it runs: stop it/))
    const id = await running({ ...gridSettings, investment: "5000" })
    await app.deliver("bot-commands", {
      messageId: "p1",
      body: {
        _tag: "Happened",
        tenantId: "ada",
        botId: id,
        runId: (await runOf(id)).id,
        event: { _tag: "PriceReached", at: Date.now(), price: "60000" }
      },
      properties: { tenantId: "ada" }
    })
    await app.ask("POST", `/bots/${id}/stop`, { as: "ada", body: { closure: "CLOSE_POSITIONS" } })
    await carryOut(id)
    expect((await runOf(id)).summary.state).toBe("CLOSING")
    expect(await change("funds/take", id, "1")).toMatchObject(refusal(/is closing/))
    await app.ask("POST", `/bots/${id}/stop`, { as: "ada", body: { closure: "NONE" } })
    await carryOut(id)
    expect((await change("funds/take", id, "1")).status).toBe(409)
    expect((await change("funds/take", id, "1", "eve")).status).toBe(404)
  })
})
