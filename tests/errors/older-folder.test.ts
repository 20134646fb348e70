import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { BotView } from "@tradetower/api/contract"
import { afterAll, expect, it } from "vitest"
import { writeOlderFolder } from "../../infra/platform/src/embedded/migrate/older-folder.fixture.ts"
import { startOn } from "../system/in-process.ts"
import { bitcoin, pair } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { signIn, type Trader, until } from "../system/trader.ts"

const base = mkdtempSync(join(tmpdir(), "tradetower-older-"))
afterAll(() => rmSync(base, { recursive: true, force: true }))

interface Resting {
  readonly clientOrderId: string
  readonly side: string
  readonly price: string
}

const botsOf = (trader: Trader) => trader.get<ReadonlyArray<BotView>>("/api/v1/bots")
const statesOf = async (trader: Trader) =>
  Object.fromEntries((await botsOf(trader)).map(({ name, run }) => [name, run?.summary.state]))

it("the whole system starts on a folder of the version before, and its bots go on where they were", async () => {
  writeOlderFolder(join(base, "world"))
  const market = manualMarket([pair(bitcoin)])
  const system = await startOn(market, { base })
  try {
    const [ada, ben] = [await signIn(system.url, "ada"), await signIn(system.url, "ben")]
    const states = {
      "By alert": "ACTIVE",
      Ended: "STOPPED",
      "Paused grid": "PAUSED",
      Averaging: "ACTIVE",
      Grid: "ACTIVE"
    }
    expect(await statesOf(ada)).toEqual(states)
    expect(await statesOf(ben)).toEqual({ "Ben's grid": "ACTIVE" })

    const grid = (await botsOf(ada)).find(({ name }) => name === "Grid")
    const path = `/api/v1/bots/${grid?.id ?? ""}`
    const resting = () => ada.get<ReadonlyArray<Resting>>(`${path}/orders?open=true&limit=500`)
    const before = await resting()
    expect(before.length).toBe(10)
    const [next] = before
      .filter(({ side }) => side === "BUY")
      .toSorted((one, other) => Number(other.price) - Number(one.price))
    if (next === undefined) throw new Error("the grid buys nothing")
    // The price falls to the next level; the market speaks until everybody listens.
    const { run } = await until(
      "its next order is filled",
      () => {
        market.trade(bitcoin, next.price, Date.now())
        return ada.get<BotView>(path)
      },
      (bot) => bot.run?.summary.fills === (grid?.run?.summary.fills ?? 0) + 1
    )
    expect(run).toMatchObject({ id: grid?.run?.id, live: true, summary: { state: "ACTIVE" } })
    const ids = new Set((await resting()).map(({ clientOrderId }) => clientOrderId))
    const others = before.filter((order) => order !== next)
    expect(others.filter(({ clientOrderId }) => !ids.has(clientOrderId))).toEqual([])
    expect(ids.has(next.clientOrderId)).toBe(false)
    expect((await statesOf(ada))["Paused grid"]).toBe("PAUSED")
  } finally {
    await system.stop()
  }
})
