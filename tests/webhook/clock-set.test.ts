import { afterAll, beforeAll, expect, it } from "vitest"
import { type InProcess, startOn } from "../system/in-process.ts"
import { bitcoin, pair } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { ask, signIn, type Trader } from "../system/trader.ts"

const HOUR = 3_600_000
let system: InProcess
let ada: Trader
let address: string
let set = 0
let counter = 0
const wall = () => Date.now() + set

beforeAll(async () => {
  system = await startOn(manualMarket([pair(bitcoin)]), { wall })
  ada = await signIn(system.url, "ada")
  const { path } = await ada.post<{ path: string }>("/api/v1/signals/token")
  address = system.url + path
})
afterAll(() => system.stop())

/** What becomes of an alert sent so many ms ago by a clock that is right. */
const sent = async (ago = 0) => {
  const time = new Date(Date.now() - ago).toISOString()
  const answer = await ask(address, "POST", {
    bot: "b1",
    action: "BUY",
    pair: "BTC-USD",
    time,
    id: `alert-${++counter}`
  })
  return answer.status
}

it("takes fresh alerts again once a clock that was wrong is right, without a restart", async () => {
  expect(await sent()).toBe(202)
  for (const wrong of [2 * HOUR, 48 * HOUR, -2 * HOUR]) {
    set = wrong
    expect(await sent(), `${wrong} ms wrong`).toBe(400)
    set = 0
    expect(await sent(), `after ${wrong} ms`).toBe(202)
    expect(await sent(5 * 60_000), "an old one").toBe(400)
  }
})

it("keeps who is signed in over a clock that was a year ahead for a moment", async () => {
  set = 366 * 24 * HOUR
  expect((await ada.ask("GET", "/api/v1/me")).status).toBe(401)
  set = 0
  expect((await ada.ask("GET", "/api/v1/me")).status).toBe(200)
})
