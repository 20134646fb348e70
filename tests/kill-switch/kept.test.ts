import { paperConnection } from "@tradetower/domain/connection"
import { TenantId } from "@tradetower/domain/ids"
import type { Exchange } from "@tradetower/execution"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { gridAround, startBot } from "../system/bots.ts"
import { startOn } from "../system/in-process.ts"
import { bitcoin, pair, simulated } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { onOffer } from "../system/on-offer.ts"
import { signIn, until } from "../system/trader.ts"

const PRICE = 60_000

interface Bot {
  readonly run?: { readonly live: boolean; readonly summary: { position: string; openOrders: number; fills: number } }
}
interface Switch {
  readonly wouldStop: ReadonlyArray<{ readonly name: string; readonly openOrders: number; readonly kept?: true }>
  readonly receipt?: {
    readonly completedAt?: number
    readonly ordersCancelled: number
    readonly positionsClosed: number
    readonly bots: ReadonlyArray<{ name: string; stateNow: string; openOrdersNow: number; positionNow: string }>
  }
}

describe("the kill switch and what stopped bots kept", () => {
  it("CLOSE-7 cancels the orders and closes the positions of bots stopped before, once", async () => {
    let book: Exchange | undefined
    const market = manualMarket([pair(bitcoin)])
    const system = await startOn(market, { seen: (exchange) => (book = exchange) })
    const account = async () => {
      if (book === undefined) throw new Error("no exchange was opened")
      const of = await Effect.runPromise(Effect.scoped(book.open(paperConnection(TenantId.make("ada"), simulated))))
      const balances = await Effect.runPromise(of.balances)
      const resting = (await Effect.runPromise(of.openOrders)).length
      return { resting, coins: balances.find(({ asset }) => asset === "BTC")?.total ?? "0" }
    }
    const ticking = setInterval(() => market.trade(bitcoin, `${PRICE}.00`, Date.now()), 100)
    try {
      const trader = await signIn(system.url, "ada")
      await onOffer(trader)
      const before = await account()
      const bots: Array<string> = []
      for (const name of ["Keeper", "Leaver", "Again"])
        bots.push((await startBot(trader, name, gridAround(PRICE, 2_000))).id)
      const each = () => Promise.all(bots.map((id) => trader.get<Bot>(`/api/v1/bots/${id}`)))
      await until("all are laid", each, (all) =>
        all.every(({ run }) => (run?.summary.fills ?? 0) > 0 && (run?.summary.openOrders ?? 0) >= 10)
      )
      const [keeper, leaver, again] = bots
      await trader.post(`/api/v1/bots/${keeper}/stop`, { closure: "CANCEL_ORDERS" })
      await trader.post(`/api/v1/bots/${leaver}/stop`, { closure: "NONE" })
      await trader.post(`/api/v1/bots/${again}/stop`, { closure: "CANCEL_ORDERS" })
      await until("all have stopped", each, (all) => all.every(({ run }) => run?.live === false))
      // The bot runs again: what its earlier run kept is closed beside the new one.
      await trader.post(`/api/v1/bots/${again}/start`)
      await until("it runs again", each, ([, , last]) => last?.run?.live === true && last.run.summary.openOrders >= 10)

      const { wouldStop } = await trader.get<Switch>("/api/v1/kill-switch")
      expect(wouldStop.map(({ kept, name }) => `${name}${kept === true ? " kept" : ""}`).toSorted()).toEqual([
        "Again",
        "Again kept",
        "Keeper kept",
        "Leaver kept"
      ])
      await trader.post("/api/v1/kill-switch")
      const { receipt } = await until(
        "everything is closed",
        () => trader.get<Switch>("/api/v1/kill-switch"),
        (view) => view.receipt?.completedAt !== undefined
      )
      expect(
        receipt?.bots.map(({ openOrdersNow, positionNow, stateNow }) => [stateNow, openOrdersNow, positionNow])
      ).toEqual(Array.from({ length: 4 }, () => ["STOPPED", 0, "0"]))
      expect(receipt?.positionsClosed).toBe(4)
      expect(receipt?.ordersCancelled).toBeGreaterThanOrEqual(20)
      expect(await account()).toEqual({ resting: 0, coins: before.coins })

      await trader.post("/api/v1/kill-switch")
      const twice = await trader.get<Switch>("/api/v1/kill-switch")
      expect(twice.wouldStop).toEqual([])
      expect(await account()).toEqual({ resting: 0, coins: before.coins })
    } finally {
      clearInterval(ticking)
      await system.stop()
    }
  })
})
