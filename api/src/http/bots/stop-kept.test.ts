import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { PAPER } from "@tradetower/domain/connection"
import type { RunSummary } from "@tradetower/domain/bot"
import { BotId, RunId } from "@tradetower/domain/ids"
import { VenueId, Symbol } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { type BotRun, BotRuns, Store } from "@tradetower/platform"
import { Effect } from "effect"
import { gridSettings, offerMarket, startApp, tenant, type TestApp } from "../../testing.ts"

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  await app.run(offerMarket("60000"))
})
afterAll(() => app.stop())

const zero = Decimal.make("0")
const summary: RunSummary = {
  state: "COMPLETED",
  since: 0,
  reason: "It bought all of it.",
  invested: Decimal.make("100"),
  tradingProfit: zero,
  fees: zero,
  position: Decimal.make("0.01"),
  positionCost: Decimal.make("600"),
  fills: 1,
  roundTrips: 0,
  openOrders: 0,
  unknownOrders: 0,
  kept: true
}

/** A bot whose run has ended, with or without leaving a position. */
const endedBot = async (kept: boolean) => {
  const body = { name: "Slices", connection: "paper", symbol: "BTC-USD", settings: gridSettings }
  const id = String((await app.ask("POST", "/bots", { as: "ada", body })).json["id"])
  const runId = String((await app.ask("POST", `/bots/${id}/start`, { as: "ada" })).json["runId"])
  await app.drain("bot-commands", "engine")
  const { kept: _, ...flat } = summary
  const run: BotRun = {
    id: RunId.make(runId),
    tenantId: tenant("ada"),
    botDefinitionId: BotId.make(id),
    connection: PAPER,
    environment: "PAPER" as const,
    venue: VenueId.make("simulated"),
    symbol: Symbol.make("BTC-USD"),
    startedAt: 0,
    endedAt: 1,
    seq: 9,
    live: false,
    state: "COMPLETED",
    ...(kept && { kept: true }),
    summary: kept ? summary : flat
  }
  await app.run(Effect.flatMap(Store, (store) => store.upsert(BotRuns, run)))
  return { id, runId }
}
const stop = (id: string, closure: string) => app.ask("POST", `/bots/${id}/stop`, { as: "ada", body: { closure } })

describe("CLOSE-7 stopping a bot that has ended", () => {
  it("closes what its run kept", async () => {
    const { id, runId } = await endedBot(true)
    expect((await stop(id, "CLOSE_POSITIONS")).status).toBe(202)
    const sent = await app.drain("bot-commands", "engine")
    expect(sent.map(({ body }) => body)).toMatchObject([{ _tag: "Stop", runId, closure: "CLOSE_POSITIONS" }])
  })

  it("is refused where nothing would be closed, or nothing was kept", async () => {
    const kept = await stop((await endedBot(true)).id, "CANCEL_ORDERS")
    expect([kept.status, kept.json["detail"]]).toEqual([409, expect.stringContaining("CLOSE_POSITIONS")])
    const flat = await stop((await endedBot(false)).id, "CLOSE_POSITIONS")
    expect([flat.status, flat.json["detail"]]).toEqual([409, "Slices is not running. Start it first."])
  })
})
