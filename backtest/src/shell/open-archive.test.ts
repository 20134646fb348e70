import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Effect, ManagedRuntime } from "effect"
import { afterAll, beforeAll, expect, it, vi } from "vitest"
import {
  type VenueId,
  type Instrument,
  marketOf,
  type Price,
  simulatedHistory,
  type Symbol
} from "@tradetower/domain/market"
import { paperMarkets, SIMULATED } from "@tradetower/execution"
import {
  appendCandles,
  candleSetId,
  CandleSets,
  HISTORY,
  historyArchive,
  marketArchive,
  Markets,
  Store
} from "@tradetower/platform"
import { embeddedPlatform } from "@tradetower/platform/embedded"
import { openArchive } from "./open-archive.ts"

const home = mkdtempSync(join(tmpdir(), "tradetower-"))
const platform = (world: string) =>
  ManagedRuntime.make(embeddedPlatform({ folder: join(home, world), configFolder: join(home, "config") }))
const d = (text: string) => text as Instrument["tickSize"]
const [listed] = paperMarkets(SIMULATED)
if (listed === undefined) throw new Error("nothing is listed")
/** As Coinbase's product was when the folder first heard of it. */
const heard: Instrument = {
  ...listed,
  tickSize: d("0.1"),
  lotSize: d("0.0001"),
  minQuantity: d("0.0001"),
  makerFeeRate: d("0.004"),
  takerFeeRate: d("0.006")
}
const { candles } = simulatedHistory({
  market: marketOf(heard),
  seed: 3,
  endPrice: marketOf(heard).price("60000") as Price,
  endAt: Date.UTC(2024, 0, 2),
  minutes: 60
})
const archived = (venue: VenueId, symbol: Symbol) => appendCandles(marketArchive(venue), symbol, candles)

const live = platform("live")
beforeAll(async () => {
  vi.stubEnv("TRADETOWER_HOME", home)
  await live.runPromise(
    Effect.gen(function* () {
      const store = yield* Store
      const { venue, symbol } = heard
      const about = { source: "LIVE", connected: true, note: "" } as const
      yield* store.upsert(Markets, { id: symbol, venue, instrument: heard, ...about })
      yield* archived(venue, symbol)
      const fetched = { archive: historyArchive, symbol, timeframe: "1m", updatedAt: 0 } as const
      const instrument = { ...heard, venue: HISTORY, tickSize: d("0.5") }
      yield* store.upsert(CandleSets, { id: candleSetId(symbol, "1m"), ...fetched, instrument })
      yield* appendCandles(historyArchive, symbol, candles)
    })
  )
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await live.dispose()
  rmSync(home, { recursive: true, force: true })
})

it("an archive's candles are counted as its folder does, while the product runs and after", async () => {
  for (const running of [true, false]) {
    if (!running) await live.dispose()
    const { instrument, series, told } = await openArchive("BTC-USD", "live")
    expect(instrument).toEqual(heard)
    expect([series.length, series.close.at(-1)]).toEqual([60, 600_000])
    expect(told).toEqual([
      "BTC-USD as live keeps it: tick 0.1, lot 0.0001, fees 0.4/0.6 %; --fees sets the fees otherwise"
    ])
    expect((await openArchive("coinbase-history/BTC-USD", "live")).instrument.tickSize).toBe("0.5")
  }
  await expect(openArchive("BTC-USD", "live", { tickSize: d("0.01") })).rejects.toThrow(
    /counts candles of BTC-USD with tick 0\.1 and lot 0\.0001: leave out --tick and --lot/
  )
})

it("a folder that an earlier version wrote last is counted as it says, too", async () => {
  await live.dispose()
  const db = new DatabaseSync(join(home, "live", "tradetower.sqlite"))
  db.exec(`ALTER TABLE "Markets" DROP COLUMN packed`)
  db.close()
  expect((await openArchive("BTC-USD", "live")).instrument).toEqual(heard)
})

it("what a folder does not say is assumed aloud, and can be set", async () => {
  const bare = platform("bare")
  await bare.runPromise(archived(heard.venue, heard.symbol))
  await bare.dispose()
  const assumed = await openArchive("BTC-USD", "bare")
  expect(assumed.instrument).toEqual(listed)
  expect(assumed.told).toEqual([
    "bare does not say what BTC-USD is counted in: taken are tick 0.01, lot 0.00000001, fees 0.1/0.2 %; --tick, --lot and --fees set it otherwise"
  ])
  const set = await openArchive("BTC-USD", "bare", { tickSize: d("0.1"), lotSize: d("0.0001") })
  expect(set.instrument).toMatchObject({ tickSize: "0.1", lotSize: "0.0001", minQuantity: "0.0001" })
})
