import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { defaultRiskLimits } from "@tradetower/domain/risk"
import { describe, expect, it } from "vitest"
import { gridAround, startBot } from "../system/bots.ts"
import { startOn } from "../system/in-process.ts"
import { bitcoin, pair } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { onOffer } from "../system/on-offer.ts"
import { signIn, until } from "../system/trader.ts"

const PRICE = 60_000

interface Bot {
  readonly run?: { readonly summary: { state: string; reason: string; waits?: string; openOrders: number } }
}

describe("a limit of orders a minute", () => {
  it("RISK-10 bots that find no room say so and go on by themselves, also after a restart", async () => {
    let now = Date.UTC(2026, 10, 2, 12)
    const market = manualMarket([pair(bitcoin)], now)
    const base = mkdtempSync(join(tmpdir(), "tradetower-"))
    let system = await startOn(market, { base })
    /** Market time stands still but for this. */
    let moves = false
    const ticking = setInterval(() => market.trade(bitcoin, `${PRICE}.00`, (now += moves ? 2_000 : 1)), 100)
    try {
      let trader = await signIn(system.url, "ada")
      await onOffer(trader)
      await trader.ask("PUT", "/api/v1/risk-limits", { ...defaultRiskLimits, ordersPerMinute: 15 })
      const bots: Array<string> = []
      for (const name of ["One", "Two", "Three", "Four"])
        bots.push((await startBot(trader, name, gridAround(PRICE, 2_000))).id)
      const each = () => Promise.all(bots.map((id) => trader.get<Bot>(`/api/v1/bots/${id}`)))
      const waiting = await until(
        "no more than one finds room",
        each,
        (all) => all.filter(({ run }) => run?.summary.waits === "RATE").length >= 3
      )
      const { reason } = waiting.find(({ run }) => run?.summary.waits === "RATE")?.run?.summary ?? {}
      expect(reason).toMatch(/^Waits for the limit of 15 orders a minute; goes on by itself at 12:0\d:\d\d UTC\.$/)
      await system.stop()
      system = await startOn(market, { base })
      trader = await signIn(system.url, "ada")
      moves = true
      await until("all are laid", each, (all) =>
        all.every(({ run }) => run?.summary.state === "ACTIVE" && run.summary.openOrders >= 10)
      )
      const told = await trader.get<ReadonlyArray<{ severity: string }>>("/api/v1/notifications")
      expect(told.filter(({ severity }) => severity !== "INFO")).toEqual([])
    } finally {
      clearInterval(ticking)
      await system.stop()
      rmSync(base, { recursive: true, force: true })
    }
  })
})
