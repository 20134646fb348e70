import { mkdtempSync, rmSync } from "node:fs"
import { availableParallelism, tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { CANDLE_CSV_HEADER, marketOf, type Price, simulatedHistory } from "@tradetower/domain/market"
import { gridAround } from "../system/bots.ts"
import { type InProcess, startOn } from "../system/in-process.ts"
import { bitcoin, pair } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { onAzure } from "../system/on-azure.ts"
import { signIn, type Trader, until } from "../system/trader.ts"

const instrument = pair(bitcoin)
const market = marketOf(instrument)
const MINUTES = 60 * 1440

/** Two months of candles as a file of more than a megabyte. */
const file = (): Uint8Array<ArrayBuffer> => {
  const { candles } = simulatedHistory({
    market,
    seed: 11,
    endPrice: market.price("60000") as Price,
    endAt: Date.UTC(2025, 5, 1),
    minutes: MINUTES
  })
  const rows = candles.map(({ at, close, high, low, open, volume }) =>
    [at, ...[open, high, low, close].map(market.priceText), market.quantityText(volume)].join(",")
  )
  return new TextEncoder().encode([CANDLE_CSV_HEADER, ...rows].join("\n"))
}

interface Job {
  readonly id: string
  readonly state: string
  readonly progress: number
  readonly done?: number
  readonly createdAt: number
  readonly endedAt?: number
}

let base: string
let system: InProcess
let ada: Trader
const start = async () => {
  system = await startOn(manualMarket([instrument]), { base })
  ada = await signIn(system.url, "ada")
}
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), "tradetower-"))
  await start()
})
afterAll(async () => {
  await system.stop()
  rmSync(base, { recursive: true, force: true })
})

const asked = { venue: "import", symbol: "BTC-USD", settings: gridAround(60_000, 1_000, 3) }
const axes = [
  { field: "gridLevels", from: "10", to: "50", step: "1" },
  { field: "lowPrice", from: "40000", to: "55000", step: "125" }
]
const ended = ({ state }: Job) => state === "DONE" || state === "FAILED" || state === "CANCELLED"

/** Brings the file in. */
const imported = async ({ cookie }: Trader): Promise<unknown> => {
  const sent = await fetch(`${system.url}/api/v1/candles/import/BTC-USD?format=csv`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream", cookie, origin: system.url },
    body: file()
  })
  return sent.json()
}

describe("backtests in the whole system", () => {
  it("take a trader's own file, and say what a bot would have done in it", async () => {
    expect(await imported(ada)).toMatchObject({ count: MINUTES, gaps: { count: 0 } })
    const { id } = await ada.post<Job>("/api/v1/backtests", asked)
    const path = `/api/v1/backtests/${id}`
    const job = await until("the backtest is done", () => ada.get<Job>(path), ended)
    expect(job).toMatchObject({ state: "DONE", progress: 1 })
    expect(await ada.get(`${path}/result`)).toMatchObject({ candles: MINUTES, state: expect.any(String) as string })
  })

  it("take turns by trader, however many one of them has waiting", async () => {
    const ben = await signIn(system.url, "ben")
    expect(await imported(ben)).toMatchObject({ count: MINUTES })
    const many = await Promise.all(Array.from({ length: 30 }, () => ada.post<Job>("/api/v1/backtests", asked)))
    for (let one = 0; one < 4; one++) {
      const { createdAt, id } = await ben.post<Job>("/api/v1/backtests", asked)
      const job = await until("ben's is done", () => ben.get<Job>(`/api/v1/backtests/${id}`), ended)
      expect(job.state).toBe("DONE")
      const jobs = await ada.get<ReadonlyArray<Job>>("/api/v1/backtests?limit=50")
      const meanwhile = jobs.filter(({ endedAt = 0 }) => endedAt > createdAt && endedAt <= (job.endedAt ?? 0))
      // Those that were being done when ben's came, and as many beside it. On Service Bus also the sessions already taken,
      // and what ends while the others of hers that wait are taken and left, however fast that is.
      expect(meanwhile.length).toBeLessThanOrEqual(onAzure() ? (2 / 3) * many.length : 2 * availableParallelism())
    }
    for (const each of many) await ada.ask("POST", `/api/v1/backtests/${each.id}/cancel`)
    const left = ({ state }: Job) => state === "QUEUED" || state === "RUNNING"
    await until(
      "none is left",
      () => ada.get<ReadonlyArray<Job>>("/api/v1/backtests?limit=50"),
      (all) => !all.some(left)
    )
  })

  it("go on after a restart, and stop when they are cancelled", async () => {
    const { id } = await ada.post<Job>("/api/v1/sweeps", { ...asked, axes })
    const path = `/api/v1/sweeps/${id}`
    const before = await until(
      "some sets are done",
      () => ada.get<Job>(path),
      ({ done = 0 }) => done > 0
    )
    expect(before.state).toBe("RUNNING")
    await system.stop()
    await start()
    const after = await until(
      "more sets are done",
      () => ada.get<Job>(path),
      ({ done = 0 }) => done > (before.done ?? 0)
    )
    expect(after.state === "RUNNING" || after.state === "DONE").toBe(true)

    const second = await ada.post<Job>("/api/v1/sweeps", { ...asked, axes })
    await ada.post(`/api/v1/sweeps/${second.id}/cancel`)
    const cancelled = await until("it has stopped", () => ada.get<Job>(`/api/v1/sweeps/${second.id}`), ended)
    expect(cancelled.state).toBe("CANCELLED")
    await ada.ask("POST", `${path}/cancel`)
    const first = await until("the first has ended", () => ada.get<Job>(path), ended)
    expect(["CANCELLED", "DONE"]).toContain(first.state)
  })
})
