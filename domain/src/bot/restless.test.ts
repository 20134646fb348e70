import { sub } from "../number/whole.ts"
import { describe, expect, it } from "vitest"
import { market as spot } from "../exchange/account.fixture.ts"
import { bars, dca, grid, indexOf, runOf } from "../simulation/run.fixture.ts"
import { simulate } from "../simulation/simulate.ts"
import { combo, dcaFutures, perpetual } from "../strategy/futures/futures.fixture.ts"
import { desk } from "./desk.fixture.ts"

const d = (text: string) => text as never

/** A base order that someone else takes back, more slowly than LIFE-6 minds; what comes in between is told. */
const takenBack = (times: number, priceOf: (time: number) => string) => {
  const it = desk(dca())
  it.start("100")
  for (let time = 1; time <= times && it.state.life === "ACTIVE"; time++) {
    it.later(20_000)
    it.cancelled(it.sole("BASE").id)
    it.price(priceOf(time))
  }
  return it
}

describe("a run that turns in a circle", () => {
  it("LIFE-9 is an ERROR when it asks for the same again and again while nothing happens, and sends no more", () => {
    const it = takenBack(20, () => "100")
    expect(it.state.life).toBe("ERROR")
    expect(it.state.reason).toContain("turns in a circle")
    expect(it.placed.length).toBe(5)
    expect(it.places).toEqual([])
    expect(it.open()).toEqual([])
    expect(it.state.reserved).toBe(0)
  })

  it("LIFE-9 is tried again later, and given up when that helps nothing", () => {
    const it = takenBack(20, () => "100")
    for (let round = 0; round < 5 && it.state.wake.at !== undefined; round++) {
      it.wait(it.state.wake.at - it.now)
      for (let time = 1; time <= 20 && it.state.life === "ACTIVE"; time++) {
        it.price("100")
        for (const order of it.open("BASE")) {
          it.later(20_000)
          it.cancelled(order.id)
        }
      }
    }
    expect(it.state.life).toBe("STOPPED")
    expect(it.placed.length).toBeLessThanOrEqual(30)
  })

  it("LIFE-9 another price is a reason to ask again", () => {
    const it = takenBack(20, (time) => `${100 + time}`)
    expect(it.state.life).toBe("ACTIVE")
    expect(it.open("BASE").length).toBe(1)
  })

  it("LIFE-9 a fill is a reason to ask again", () => {
    const it = desk(dca())
    it.start("100")
    for (let time = 1; time <= 4; time++) {
      it.later(20_000)
      it.cancelled(it.sole("BASE").id)
      it.price("100")
    }
    it.fill(it.sole("BASE").id, { lots: 2 })
    it.later(20_000)
    it.cancelled(it.sole("BASE").id)
    it.price("100")
    expect(it.state.life).toBe("ACTIVE")
    expect(it.open("BASE").length).toBe(1)
  })

  it("LIFE-9 thousands of orders in one moment are an ERROR, and the last of them stay unsent", () => {
    const it = desk(grid())
    it.send({ _tag: "Started", at: it.now as never, actor: "TRADER" })
    it.state.unrest.asked = 2_995
    it.price("100")
    expect(it.state.life).toBe("ACTIVE")
    it.fill(it.sole("BASE").id)
    expect(it.state.life).toBe("ERROR")
    expect(it.places).toEqual([])
    expect(it.state.reason).toContain("does not come to rest")
    it.wait(15_000)
    it.price("100")
    expect(it.open("GRID").length).toBe(20)
  })

  it("LIFE-9 copies of a state count apart", () => {
    const it = takenBack(3, () => "100")
    const { state } = it
    const vain = [...state.unrest.vain]
    it.cancelled(it.sole("BASE").id)
    expect([...state.unrest.vain]).toEqual(vain)
  })
})

/** A market so thin that a base order fills by one lot a quarter of a minute, and rises past the target meanwhile. */
const thin = indexOf(
  [...Array(60).keys()].map((minute) => {
    const [bar] = minute < 1 ? bars([10_000, 10_000, 10_000, 10_000]) : bars([10_400, 10_400, 10_400, 10_400])
    return { ...(bar as NonNullable<typeof bar>), at: 1_700_000_040_000 + minute * 60_000, volume: 40 as never }
  })
)
const thinly = { fillModel: { slippage: { _tag: "None" }, volumeSharePercent: 10 } } as const

describe("part of a base order below the minimum", () => {
  for (const [name, market, settings] of [
    ["COMBO", perpetual, combo({ takeProfitPercent: d("3") })],
    ["COMBO by price", perpetual, combo({ takeProfitPrice: d("103") })],
    ["DCA, trailed", spot, dca({ takeProfitPercent: d("3"), trailingTakeProfitPercent: d("10") })],
    ["DCA_FUTURES, trailed", perpetual, dcaFutures({ takeProfitPercent: d("3"), trailingTakeProfitPercent: d("10") })]
  ] as const) {
    it(`EXIT-9 works on while the target is met (${name})`, () => {
      for (const everyBar of [false, true]) {
        const asked: Array<string> = []
        const { run } = simulate(runOf(market, settings), thin, {
          ...thinly,
          everyBar,
          onStep: ({ orders }) => {
            for (const action of orders) if (action._tag === "Place") asked.push(action.order.purpose)
          }
        })
        expect(["ACTIVE", "WAITING"]).toContain(run.state.life)
        expect(asked.length).toBeLessThan(250)
        expect(run.state.fills).toBeGreaterThan(5)
      }
    })
  }

  it("EXIT-9 gone with too little to leave with, the cycle opens anew", () => {
    const it = desk(dca({ takeProfitPercent: d("3") }))
    it.start("100")
    it.fill(it.sole("BASE").id, { lots: 2 })
    it.cancelled(it.sole("BASE").id)
    it.price("100")
    expect(it.open("AVERAGING")).toEqual([])
    it.fill(it.sole("BASE").id)
    it.settle()
    expect(it.open("TAKE_PROFIT").length).toBe(1)
  })

  it("EXIT-9 a rest that taking profit leaves below the minimum ends the cycle", () => {
    const it = desk(dca())
    it.start("100")
    it.settle()
    const profit = it.sole("TAKE_PROFIT")
    it.fill(profit.id, { lots: sub(profit.quantity, 2) })
    it.cancelled(profit.id)
    it.settleCancels()
    expect(it.state.roundTrips).toBe(1)
    it.price("100")
    expect(it.open("BASE").length).toBe(1)
  })

  it("COMBO-1 DCAF-2 beyond a target by price no cycle opens", () => {
    const it = desk(combo({ takeProfitPrice: d("103") }), perpetual)
    it.start("100")
    it.settle()
    it.price("103.5")
    it.settle()
    it.price("103.5")
    expect(it.state.roundTrips).toBe(1)
    expect(it.open()).toEqual([])
  })
})

describe("closing where nobody trades", () => {
  /** A fall to the stop with little volume, and then a year of days without any. */
  const dead = indexOf(
    [...Array(400).keys()].map((day) => {
      const [bar] = day < 3 ? bars([10_000, 10_000, 10_000, 10_000]) : bars([8_000, 8_000, 8_000, 8_000])
      const volume = (day < 3 ? 1_000_000 : day === 3 ? 40 : 0) as never
      return { ...(bar as NonNullable<typeof bar>), at: 1_700_000_040_000 + day * 86_400_000, volume }
    }),
    86_400_000
  )

  it("CLOSE-8 the run sleeps until somebody does, however it was told to close", () => {
    const settings = dca({ stopLossPercent: d("10") })
    const { run } = simulate(runOf(spot, settings), dead, thinly)
    expect(run.state.life).toBe("CLOSING")
    expect(run.state.reason).toContain("Nobody trades")
    expect(run.steps).toBeLessThan(80)
  })

  it("CLOSE-8 and closes when somebody does, at the same price", () => {
    const settings = dca({ stopLossPercent: d("10") })
    const { series } = dead
    const volume = series.volume.slice()
    volume[399] = 1_000_000
    const { run } = simulate(runOf(spot, settings), { ...dead, series: { ...series, volume } }, thinly)
    expect(run.state.life).toBe("STOPPED")
    expect(run.state.ledger.base.position).toBe(0)
  })

  it("CLOSE-4 CLOSE-8 waits twice as long with every close in vain, says so once, then lets one work", () => {
    const it = desk(dca())
    it.start("100")
    it.settle()
    it.stop("LIQUIDATE")
    const waits: Array<number> = []
    while (it.state.life === "CLOSING") {
      for (const { id } of it.open()) it.cancelled(id)
      const { at = it.now } = it.state.wake
      waits.push(at - it.now)
      it.wait(at - it.now)
    }
    expect(it.state.life).toBe("ERROR")
    expect(it.state.reason).toContain("nobody to trade with")
    expect(waits[0]).toBe(1_000)
    expect(waits[1]).toBe(2_000)
    it.wait((it.state.wake.at ?? 0) - it.now)
    expect(it.state.life).toBe("CLOSING")
    expect(it.sole("CLOSE").type).toBe("MARKET")
    it.accept(it.sole("CLOSE").id)
    expect(it.state.wake).toEqual({})
    it.fill(it.sole("CLOSE").id, { price: "100" })
    expect(it.state.life).toBe("STOPPED")
  })
})
