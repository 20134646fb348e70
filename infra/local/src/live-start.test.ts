import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Exit, Scope } from "effect"
import { afterAll, beforeAll, expect, it } from "vitest"
import { type CoinbaseStandIn, coinbaseStandIn } from "../../../execution/src/venues/coinbase/coinbase.fixture.ts"
import { signIn, until } from "../../../tests/system/trader.ts"
import { startSystem } from "./start-system.ts"
import { paperTrading } from "./trading.ts"

interface Told {
  readonly looking?: true
  readonly connected: boolean
  readonly note: string
  readonly total: number
  readonly markets: ReadonlyArray<{ readonly instrument: { readonly lotSize: string } }>
}

const base = mkdtempSync(join(tmpdir(), "live-start-"))
const scope = Scope.makeUnsafe()
let coinbase: CoinbaseStandIn
beforeAll(async () => {
  coinbase = await Effect.runPromise(Scope.provide(coinbaseStandIn, scope))
})
afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  rmSync(base, { recursive: true, force: true })
})

/** The product on live prices of the stand-in, and what its first exchange is told to be. */
const start = async () => {
  const system = await startSystem({
    demo: true,
    folder: join(base, "world"),
    configFolder: join(base, "config"),
    venues: { coinbase },
    trading: paperTrading({ kind: "LIVE" })
  })
  const ada = await signIn(system.url, "ada")
  const told = async () => (await ada.get<readonly [Told]>("/api/v1/exchanges"))[0]
  const health = async (): Promise<unknown> => (await fetch(`${system.url}/api/v1/health`)).json()
  return { health, told, stop: () => system.stop() }
}

it("a start waits for no exchange: that prices are looked for is said, and what is known of pairs is there", async () => {
  // Each pair's rules come when they are asked for again.
  const hung = new Set<string>()
  coinbase.ways.refuses = (path) => {
    const again = hung.has(path)
    hung.add(path)
    return path.includes("/candles") || again ? undefined : "HANG"
  }
  const first = await start()
  // What is on offer may be written a moment after the pages are there.
  await expect.poll(first.health).toEqual({ status: "ok", prices: "looking" })
  expect(await first.told()).toMatchObject({
    looking: true,
    connected: false,
    note: expect.stringMatching(/^Looking for prices\. Live prices from Coinbase/) as string
  })
  const trade = {
    product_id: "BTC-USD",
    trade_id: "1",
    price: "60000.00",
    size: "0.1",
    time: new Date().toISOString(),
    side: "BUY"
  }
  const found = await until(
    "its prices come",
    () => {
      const events = [{ type: "update", trades: [trade] }]
      coinbase.say({ channel: "market_trades", timestamp: new Date().toISOString(), events })
      return first.told()
    },
    ({ connected }) => connected
  )
  expect(found).not.toHaveProperty("looking")
  expect(await first.health()).toEqual({ status: "ok" })
  expect(found.markets[0]?.instrument.lotSize).toBe("0.00000001")
  await first.stop()

  coinbase.ways.refuses = () => "HANG"
  const second = await start()
  const listed = await until("pairs of before are there", second.told, ({ total }) => total === 5)
  expect([listed.looking, listed.markets[0]?.instrument.lotSize]).toEqual([true, "0.00000001"])
  await second.stop()
})
