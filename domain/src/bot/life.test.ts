import { describe, expect, it } from "vitest"
import { dca, grid } from "../simulation/run.fixture.ts"
import { futuresGrid, perpetual } from "../strategy/futures/futures.fixture.ts"
import { desk } from "./desk.fixture.ts"
import { BotState, IllegalTransition, isLive, legalTransitions } from "./life.ts"
import { initialState } from "./initial-state.ts"
import { type Run, transit } from "./run.ts"
import { shapeOf } from "./run-config.ts"

const runIn = (life: typeof BotState.Type, before?: typeof BotState.Type): Run => {
  const { config, market } = desk(grid())
  const state = { ...initialState(config), life, before }
  return {
    market,
    state,
    strategy: config.strategy,
    shape: shapeOf(config, state.settings),
    memory: config.memory,
    at: 1,
    trigger: "Test",
    margin: undefined,
    actor: "SYSTEM",
    filled: undefined,
    terms: undefined,
    letGo: [],
    orders: [],
    transitions: [],
    explain: true
  }
}

describe("life of a run", () => {
  it("LIFE-1 allows what the table allows and refuses everything else", () => {
    for (const from of BotState.literals)
      for (const to of BotState.literals) {
        const run = runIn(from, from === "PAUSED" ? to : undefined)
        const change = () => transit(run, to, "because", "SYSTEM")
        if (legalTransitions[from].includes(to)) expect(change, `${from} to ${to}`).not.toThrow()
        else expect(change, `${from} to ${to}`).toThrow(IllegalTransition)
      }
  })

  it("LIFE-1 PAUSED goes back only to where it was", () => {
    expect(() => transit(runIn("PAUSED", "WAITING"), "ACTIVE", "no")).toThrow(IllegalTransition)
    expect(() => transit(runIn("PAUSED", "WAITING"), "WAITING", "yes")).not.toThrow()
    expect(() => transit(runIn("PAUSED", "WAITING"), "CLOSING", "yes")).not.toThrow()
  })

  it("LIFE-2 records trigger, reason, actor and time of every change", () => {
    const it = desk(grid())
    it.start()
    it.later(5_000)
    it.pause()
    expect(it.transitions).toEqual([
      expect.objectContaining({ from: "INITIALIZING", to: "ACTIVE", trigger: "PriceReached", actor: "SYSTEM" }),
      { from: "ACTIVE", to: "PAUSED", trigger: "PauseRequested", reason: "Lunch.", actor: "TRADER", at: it.now }
    ])
  })

  it("LIFE-3 the trader's pause takes entries back and leaves exits and the stop", () => {
    const it = desk(grid({ stopLossPrice: "80" as never }))
    it.start()
    it.settle()
    const sells = it.open("GRID", "SELL").length
    it.pause()
    expect(it.state.life).toBe("PAUSED")
    expect(it.cancels.length).toBe(it.open("GRID", "BUY").length)
    it.settle()
    expect(it.open("GRID", "BUY")).toEqual([])
    expect(it.open("GRID", "SELL").length).toBe(sells)
    expect(it.open("STOP_LOSS").length).toBe(1)
  })

  it("LIFE-3 a futures grid's stop stays when it is paused, whichever way it holds", () => {
    for (const [direction, at, held] of [
      ["NEUTRAL", "100.5", "SELL"],
      ["NEUTRAL", "100.5", "BUY"],
      ["LONG", "100.5", "BUY"],
      ["SHORT", "100.5", "SELL"]
    ] as const) {
      const settings = futuresGrid({ direction, takeProfitPrice: "125" as never, stopLossPrice: "75" as never })
      const turned =
        direction === "SHORT"
          ? { takeProfitPrice: settings.stopLossPrice, stopLossPrice: settings.takeProfitPrice }
          : {}
      const it = desk({ ...settings, ...turned } as typeof settings, perpetual)
      it.start(at)
      it.settle()
      for (const order of it.open("GRID", held).slice(0, 3)) it.fill(order.id)
      it.settle()
      const stop = it.sole("STOP_LOSS")
      it.pause()
      it.settle()
      expect(it.open("GRID", held)).toEqual([])
      expect(it.sole("STOP_LOSS")).toMatchObject({ id: stop.id, side: held === "BUY" ? "SELL" : "BUY" })
    }
  })

  it("LIFE-3 a fill while paused is booked, and what it would place waits for the resume", () => {
    const it = desk(grid())
    it.start()
    it.settle()
    it.pause()
    it.settle()
    const [sell] = it.open("GRID", "SELL")
    it.fill(sell?.id ?? ("" as never))
    expect(it.places).toEqual([])
    expect(it.state.roundTrips).toBe(1)
    it.resume()
    expect(it.places.map(({ order }) => order.price)).toContain(
      it.state.work._tag === "GRID" ? buyOf(it, sell?.slot) : 0
    )
  })

  it("LIFE-3 a run that has not started waits first, then is paused", () => {
    const it = desk(grid())
    it.send({ _tag: "Started", at: it.now as never, actor: "TRADER" })
    it.lost()
    expect(it.transitions.map(({ to }) => to)).toEqual(["WAITING", "PAUSED"])
    it.restored()
    it.price("100")
    expect(it.state.life).toBe("ACTIVE")
  })

  it("LIFE-4 goes on only when nothing holds it any more", () => {
    const it = desk(grid())
    it.start()
    it.settle()
    const open = it.open().length
    it.lost()
    it.session(false)
    it.pause()
    it.settle()
    it.resume()
    expect(it.state.life).toBe("PAUSED")
    it.restored()
    expect(it.state.life).toBe("PAUSED")
    it.session(true)
    expect(it.state.life).toBe("ACTIVE")
    expect(it.open().length).toBe(open)
  })

  it("LIFE-4 says what came when it goes on", () => {
    const it = desk(grid())
    it.start()
    it.settle()
    const cases: ReadonlyArray<readonly [() => void, () => void, string]> = [
      [() => it.pause(), () => it.resume(), "Resumed by you."],
      [() => it.session(false), () => it.session(true), "The market is open."],
      [() => it.lost(), () => it.restored(), "The exchange can be reached again."]
    ]
    for (const [holds, frees, reason] of cases) {
      holds()
      it.settle()
      frees()
      expect(it.state.reason).toBe(reason)
    }
  })

  it("LIFE-5 an ended run does nothing more, but books a fill that comes late", () => {
    const it = desk(grid())
    it.start()
    it.settle()
    const [sell] = it.open("GRID", "SELL")
    it.stop("NONE")
    expect(it.state.life).toBe("STOPPED")
    const before = it.state.ledger.base.position
    it.fill(sell?.id ?? ("" as never))
    expect(it.state.ledger.base.position).toBeLessThan(before)
    expect(it.last).toEqual([])
    it.resume()
    it.price("50")
    expect(it.state.life).toBe("STOPPED")
    expect(isLive(it.state.life)).toBe(false)
  })

  it("LIFE-6 an unexpected refusal is tried again after growing waits, then waits for the trader", () => {
    const it = desk(grid())
    it.start()
    it.settle()
    const waits: Array<number> = []
    for (let strike = 0; strike < 6; strike++) {
      const buy = it.open("GRID", "BUY").find((order) => !order.cancelling)
      it.cancelled(buy?.id ?? ("" as never))
      it.reject(it.places[0]?.order.clientOrderId ?? ("" as never), "EXCHANGE")
      expect(it.state.life).toBe("ERROR")
      if (it.state.wake.at === undefined) break
      waits.push(it.state.wake.at - it.now)
      it.wait(it.state.wake.at - it.now)
      expect(it.state.life).toBe("ACTIVE")
      it.settle()
    }
    expect(waits).toEqual([15_000, 30_000, 60_000, 120_000, 300_000])
    expect(it.state.life).toBe("ERROR")
    it.resume()
    expect(it.state.life).toBe("ACTIVE")
  })

  it("LIFE-6 orders cancelled by someone else again and again are an error", () => {
    const it = desk(grid())
    it.start()
    it.settle()
    for (let count = 0; count < 5; count++) it.cancelled(it.open("GRID", "BUY")[0]?.id ?? ("" as never))
    expect(it.state.life).toBe("ERROR")
  })

  it("LIFE-7 a change of strategy, direction or investment changes nothing", () => {
    const it = desk(dca())
    it.start()
    const { settings } = it.state
    it.change(grid())
    it.change(dca({ direction: "SHORT" }))
    expect(it.state.settings).toBe(settings)
    it.change(dca({ investment: "5000" as never }))
    expect(it.state.settings).toBe(settings)
  })

  it("LIFE-8 missing funds pause the run and say how much is missing", () => {
    const it = desk(grid())
    it.start()
    it.settle()
    const buy = it.open("GRID", "BUY")[0]
    it.cancelled(buy?.id ?? ("" as never))
    it.reject(it.places[0]?.order.clientOrderId ?? ("" as never), "INSUFFICIENT_FUNDS", {
      asset: "USD",
      amount: "12.34"
    })
    expect(it.state.life).toBe("PAUSED")
    expect(it.state.reason).toContain("12.34 USD")
    it.resume()
    expect(it.places.length).toBe(1)
  })
})

const buyOf = (it: ReturnType<typeof desk>, level: number | undefined): number => {
  const { work } = it.state
  return work._tag === "GRID" ? (work.cells.find((cell) => cell.level === level)?.low ?? 0) : 0
}
