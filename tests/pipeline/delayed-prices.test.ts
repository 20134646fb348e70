import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Clock, Effect } from "effect"
import { afterAll, beforeAll, expect, it } from "vitest"
import type { BotView, ExchangeView } from "@tradetower/api/contract"
import { BrokerId, type Connection, ConnectionId } from "@tradetower/domain/connection"
import { TenantId } from "@tradetower/domain/ids"
import { paperExchange } from "@tradetower/execution"
import { type RunningSystem, startSystem } from "@tradetower/local"
import { Connections, Store } from "@tradetower/platform"
import { dca } from "../system/bots.ts"
import { bitcoin, pair, simulated } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { onOffer } from "../system/on-offer.ts"
import { signIn, type Trader, until } from "../system/trader.ts"

const QUARTER = 15 * 60_000
const base = mkdtempSync(join(tmpdir(), "tradetower-"))
const market = manualMarket([pair("BTC-USD")])
const real: Connection = {
  id: ConnectionId.make("real"),
  tenantId: TenantId.make("ada"),
  broker: BrokerId.make("stand-in"),
  environment: "LIVE",
  venue: simulated,
  terms: "paper",
  label: "Real",
  createdAt: 1,
  armedAt: 1
}
const tick = () => market.trade("BTC-USD", "50000", Date.now() - QUARTER)

let system: RunningSystem
let ada: Trader
beforeAll(async () => {
  const venue = { ...market.data, feedOf: () => ({ _tag: "DELAYED", minutes: 15 }) as const }
  system = await startSystem({
    demo: true,
    folder: join(base, "world"),
    configFolder: join(base, "config"),
    trading: Effect.succeed({
      exchanges: Effect.map(paperExchange(venue), (paper) => [
        paper,
        { ...paper, broker: real.broker, environment: "LIVE" }
      ]),
      time: { now: Clock.currentTimeMillis }
    })
  })
  ada = await signIn(system.url, "ada")
  await system.run(Effect.flatMap(Store, (store) => store.create(Connections, real)))
  await onOffer(ada, tick)
})
afterAll(async () => {
  await system.stop()
  rmSync(base, { recursive: true, force: true })
})

const newBot = (connection: string, start: boolean) => ({
  name: `on ${connection}`,
  connection,
  symbol: bitcoin,
  start,
  settings: dca(1_000)
})

it("RISK-26 delayed prices say so, and how old they are", async () => {
  const [exchange] = await ada.get<ReadonlyArray<ExchangeView>>("/api/v1/exchanges")
  const [shown] = exchange?.markets ?? []
  expect(shown).toMatchObject({ feed: { _tag: "DELAYED", minutes: 15 }, lastPrice: "50000" })
  expect(shown?.note).toBe("prices given by a test, delayed 15 min")
  expect(Date.now() - (shown?.lastPriceAt ?? 0)).toBeGreaterThanOrEqual(QUARTER)
})

it("RISK-26 a bot on real money is neither started nor made at delayed prices", async () => {
  for (const start of [true, false]) {
    const { body, status } = await ada.ask("POST", "/api/v1/bots", newBot("real", start))
    expect([status, body]).toMatchObject([
      422,
      { detail: expect.stringContaining("delayed 15 min") as string, errors: [{ field: "connection" }] }
    ])
  }
  expect(await ada.get("/api/v1/bots")).toEqual([])
})

it("RISK-26 on paper it trades at them", async () => {
  const { id } = await ada.post<BotView>("/api/v1/bots", newBot("paper", true))
  await until(
    "it has bought",
    () => (tick(), ada.get<BotView>(`/api/v1/bots/${id}`)),
    ({ run }) => (run?.summary.fills ?? 0) >= 1
  )
})
