import { describe, expect, it } from "vitest"
import type { Bot, KillSwitch } from "../../client/contract.ts"
import { after, apart, leftWords, metWords, ofAll, staying, toDo, wouldDo } from "./kill-switch-words.ts"

const met = (change: Partial<KillSwitch["wouldStop"][number]> = {}): KillSwitch["wouldStop"][number] => ({
  botId: "b",
  runId: "r",
  name: "Grid",
  connection: "paper",
  environment: "PAPER",
  venue: "simulated",
  symbol: "BTC-USD",
  state: "ACTIVE",
  openOrders: 12,
  position: "0.50",
  base: "BTC",
  ...change
})

describe("what the kill switch says", () => {
  it("names only what there is to do", () => {
    expect(wouldDo([met(), met({ openOrders: 1, position: "0" })])).toBe(
      "Stops 2 bots, cancels 13 orders and closes 1 position at market."
    )
    expect(wouldDo([met({ kept: true, openOrders: 0 })])).toBe("Closes 1 position at market.")
    expect(wouldDo([met({ openOrders: 0, position: "0" })])).toBe("Stops 1 bot.")
  })

  it("counts real and paper money apart", () => {
    expect(
      wouldDo([met(), met({ environment: "LIVE" }), met({ environment: "LIVE", openOrders: 3, position: "0" })])
    ).toBe(
      "Real money: stops 2 bots, cancels 15 orders and closes 1 position at market. Paper money: stops 1 bot, cancels 12 orders and closes 1 position at market."
    )
    expect(wouldDo([met({ environment: "LIVE", openOrders: 0, position: "0" })])).toBe("Real money: stops 1 bot.")
  })

  it("tells what was done to real and to paper money apart", () => {
    expect([apart(12, undefined), apart(12, 3)]).toEqual(["12", "3 of real money, 9 of paper money"])
  })

  it("says of each bot what is closed and, where it counts in base, what it holds and keeps", () => {
    expect(metWords(met())).toBe("12 orders, 0.5 BTC to sell")
    expect(metWords(met({ position: "-0.1", openOrders: 0 }))).toBe("no order, 0.1 BTC to buy back")
    expect(metWords(met({ position: "0", held: "0.04" }))).toBe("12 orders, holds 0.04 BTC, which stays")
    expect(metWords(met({ position: "0" }))).toBe("12 orders, no position")
  })

  it("says how much of all is done, and what each bot still has", () => {
    const stopping = (change: object) => ({
      ...met(),
      stateNow: "CLOSING" as const,
      openOrdersNow: 3,
      positionNow: "0.50",
      ...change
    })
    const bots = [stopping({}), stopping({ position: "0", positionNow: "0", openOrdersNow: 0 })]
    expect(toDo(bots)).toEqual({ orders: 24, positions: 1 })
    expect([ofAll(9, undefined, 24), ofAll(24, undefined, 24), ofAll(12, 3, 24)]).toEqual([
      "9 of 24",
      "24",
      "3 of real money, 9 of paper money; 24 in all"
    ])
    expect(bots.map(leftWords)).toEqual(["3 orders, 0.5 BTC to sell", undefined])
    expect(leftWords(stopping({ openOrdersNow: 0 }))).toBe("no order, 0.5 BTC to sell")
    // What it bought and holds below the exchange's minimum stays.
    expect(leftWords(stopping({ openOrdersNow: 0, stoppedAt: 1 }))).toBeUndefined()
  })

  it("says what stays: what completed bots bought on spot", () => {
    const bot = (summary: object) => ({ id: "b", name: "Slices", run: { live: false, summary } }) as unknown as Bot
    const words = (summary: object) => staying([bot(summary)], () => "BTC")
    expect(words({ state: "COMPLETED", position: "0.020" })).toEqual(["0.02 BTC that “Slices” bought"])
    for (const other of [{ kept: true }, { state: "STOPPED" }, { position: "0" }, { position: "-1" }])
      expect(words({ state: "COMPLETED", position: "0.02", ...other })).toEqual([])
  })

  it("says what stays once for each coin, however many bots bought it", () => {
    const bought = (symbol: string, position: string) =>
      ({
        id: symbol,
        name: symbol,
        symbol,
        run: { live: false, summary: { state: "COMPLETED", position } }
      }) as unknown as Bot
    const all = [bought("BTC", "0.1"), bought("ETH", "2"), bought("BTC", "0.25")]
    expect(staying(all, ({ symbol }) => symbol)).toEqual(["0.35 BTC that 2 bots bought", "2 ETH that “ETH” bought"])
  })

  it("counts everything from the same moment", () => {
    expect([after(1_100, 1_000), after(3_040, 1_000)]).toEqual(["0.1 s", "2.0 s"])
  })
})
