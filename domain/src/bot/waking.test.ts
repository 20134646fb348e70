import type { BotPart } from "../strategy/registry.ts"
import { add, type Whole, whole } from "../number/whole.ts"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { openAccount } from "../exchange/account.ts"
import { market } from "../exchange/account.fixture.ts"
import type { Price } from "../market/market.ts"
import { dca, grid, runOf } from "../simulation/run.fixture.ts"
import { type PaperRun, paperRun } from "../simulation/paper-run.ts"
import type { BotSettings } from "../strategy/settings.ts"
import { validateSettings } from "../strategy/validate.ts"
import { advance } from "./advance.ts"
import { decodeState, encodeState } from "./encode.ts"
import type { BotEvent } from "./event.ts"
import { initialState } from "./initial-state.ts"
import { copyState, type RunState } from "./state.ts"
import { step } from "./step.ts"
import { stopPrice } from "./exits.ts"
import { freeCash, meetsMinimum, positionLots } from "./run.ts"
import { shapeOf } from "./run-config.ts"
import { budget } from "../budget.fixture.ts"

const text = (value: number): never => (Math.round(value * 100) / 100).toString() as never
const percent = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map(text)
const maybe = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: undefined })
const present = <A extends object>(record: A): Partial<A> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Partial<A>

const anyGrid = fc
  .record({
    lowPrice: percent(80, 97),
    highPrice: percent(103, 125),
    gridLevels: fc.integer({ min: 5, max: 30 }),
    spacing: fc.constantFrom("GEOMETRIC" as const, "ARITHMETIC" as const),
    orderSizeCurrency: fc.constantFrom("QUOTE" as const, "BASE" as const),
    trailingUp: fc.boolean(),
    trailingDown: fc.boolean(),
    pumpProtection: fc.boolean(),
    reinvest: fc.boolean(),
    takeProfitPercent: maybe(percent(0.5, 8)),
    stopLossPercent: maybe(percent(1, 20)),
    stopLossPrice: maybe(percent(60, 79)),
    trailingStopPercent: maybe(percent(2, 15)),
    trailingTakeProfitPercent: maybe(percent(10, 60))
  })
  .map((change): BotSettings => grid(present(change) as never))

const anyDca = fc
  .record({
    direction: fc.constant("LONG" as const),
    start: fc.constantFrom({ _tag: "IMMEDIATELY" as const }, { _tag: "PRICE_CHANGE" as const, percent: "-1" as never }),
    averagingOrdersStep: percent(0.3, 3),
    takeProfitPercent: percent(0.5, 4),
    stopLossPercent: maybe(percent(3, 20)),
    trailingStopPercent: maybe(percent(2, 15)),
    trailingTakeProfitPercent: maybe(percent(10, 60)),
    reinvestProfitPercent: maybe(percent(0, 100)),
    maxPrice: maybe(percent(97, 103)),
    activeOrdersLimit: maybe(fc.integer({ min: 1, max: 6 }))
  })
  .map((change): BotSettings => dca(present(change) as never))

const anySettings = fc
  .oneof(anyGrid, anyDca)
  .filter((settings) => validateSettings(market, settings, market.roundPrice("100", "DOWN")).length === 0)

/** A path of prices near 100 USD, in ticks, sometimes jumping. */
const anyPath = fc
  .array(fc.oneof({ weight: 8, arbitrary: fc.integer({ min: -60, max: 60 }) }, fc.integer({ min: -900, max: 900 })), {
    minLength: 20,
    maxLength: 150
  })
  .map((moves) => {
    let price = 10_000
    return moves.map((move) => (price = Math.min(16_000, Math.max(5_000, price + move))) as Price)
  })

const START = 1_700_000_000_000
const commands = (at: number): ReadonlyArray<BotEvent> => [
  { _tag: "PauseRequested", at: at as never, actor: "TRADER", reason: "Lunch." },
  { _tag: "ResumeRequested", at: at as never, actor: "TRADER" },
  { _tag: "FundsAdded", at: at as never, actor: "TRADER", amount: whole(market.quote("250")) },
  { _tag: "ExchangeLost", at: at as never, reason: "gone" },
  { _tag: "ExchangeRestored", at: at as never }
]

/** Trades a path, with the trader's hand in it now and then, looking at the run whenever it is at rest. */
const trade = (settings: BotSettings, path: ReadonlyArray<Price>, look: (run: PaperRun, price: Price) => void) => {
  const events: Array<BotEvent> = []
  const orders: Array<string> = []
  const account = openAccount("a", { USD: "100000" })
  const run = paperRun(runOf(market, settings), account, {
    onStep: (one) => {
      events.push(one.event)
      for (const action of one.orders) orders.push(JSON.stringify(action))
    }
  })
  run.price(path[0] ?? (10_000 as Price), START)
  run.happen({ _tag: "Started", at: START as never, actor: "TRADER" })
  path.forEach((price, index) => {
    const at = START + index * 20_000
    const command = index % 9 === 8 ? commands(at)[((index / 9) % 5) | 0] : undefined
    if (command !== undefined) run.happen(command)
    run.price(price, at)
    look(run, price)
  })
  return { run, events, orders }
}

/** What a price changed, apart from the price itself and the clock. */
const decided = (state: RunState) => ({ ...state, price: 0, mark: undefined, at: 0, wake: state.wake })

describe("sleep", () => {
  it("WAKE-1 a price or a time nobody asked for gives the same state back", () => {
    fc.assert(
      fc.property(anySettings, anyPath, (settings, path) => {
        trade(settings, path, (run) => {
          const { above = Infinity, below = 0, at = Infinity } = run.state.wake
          for (const price of [below + 1, Math.min(above, 20_000) - 1]) {
            if (price <= below || price >= above) continue
            const draft = copyState(run.state)
            const event = { _tag: "PriceReached", at: (run.state.at + 1) as never, price: price as Price } as const
            expect(advance(run.config, draft, event).orders).toEqual([])
            expect(draft).toEqual(run.state)
          }
          if (at === Infinity) return
          const draft = copyState(run.state)
          advance(run.config, draft, { _tag: "TimerDue", at: (at - 1) as never })
          expect(draft).toEqual(run.state)
        })
      }),
      { numRuns: budget(15) }
    )
  })

  /** Steps a run at rest with prices between its bounds all the same. */
  const decidesNothing = (run: PaperRun): void => {
    const { above = 20_000, below = 1_000 } = run.state.wake
    if (run.state.needsPrice) return
    const inside = [below + 1, above - 1, Math.floor((below + above) / 2), run.state.price]
    for (const price of inside.filter((one) => one > below && one < above)) {
      const draft = copyState(run.state)
      draft.wake = { above: 1 as Price }
      const event = { _tag: "PriceReached", at: run.state.at as never, price: price as Price } as const
      const outcome = advance(run.config, draft, event)
      expect(outcome.orders).toEqual([])
      expect(outcome.transitions).toEqual([])
      expect(decided(draft)).toEqual(decided(run.state))
    }
  }

  let looks = 0
  it("WAKE-3 even if it were stepped, no price strictly between the bounds would decide anything", () => {
    fc.assert(
      fc.property(anySettings, anyPath, (settings, path) => {
        trade(settings, path, (run) => {
          if (++looks % 3 === 0) decidesNothing(run)
        })
      }),
      { numRuns: budget(15) }
    )
  })

  it("WAKE-3 EXIT-6 a sale while profit is trailed may leave more gain than the peak was: that is the peak then", () => {
    const settings = grid({
      lowPrice: "80" as never,
      highPrice: "109.93" as never,
      gridLevels: 19,
      takeProfitPercent: "0.5" as never,
      trailingTakeProfitPercent: "11.07" as never
    })
    const path = [
      9_966, 9_962, 10_013, 10_049, 10_632, 10_631, 10_575, 10_604, 10_612, 10_599, 10_573, 10_531, 10_541, 10_556,
      10_577, 10_531, 10_585, 10_595, 10_982, 10_952, 10_911, 10_946, 10_992, 10_973, 10_631, 10_631
    ]
    let raised = 0
    trade(settings, path as never, (run) => {
      if (run.state.exit.armed) raised += 1
      decidesNothing(run)
    })
    expect(raised).toBeGreaterThan(3)
  })

  it("WAKE-5 a run comes to rest: the price that woke it does not wake it again", () => {
    fc.assert(
      fc.property(anySettings, anyPath, (settings, path) => {
        trade(settings, path, (run, price) => {
          const { wake, life } = run.state
          if (life === "STOPPED" || life === "COMPLETED") expect(wake).toEqual({})
          if (wake.above !== undefined) expect(price).toBeLessThan(wake.above)
          if (wake.below !== undefined) expect(price).toBeGreaterThan(wake.below)
        })
      }),
      { numRuns: budget(15) }
    )
  })
})

describe("a run on any path", () => {
  it("ORDER-1 the recorded events give the same orders, state and text again, snapshots in between or not", () => {
    fc.assert(
      fc.property(anySettings, anyPath, (settings, path) => {
        const { run, events, orders } = trade(settings, path, () => {})
        let state = initialState(run.config)
        const again: Array<string> = []
        events.forEach((event, index) => {
          const next = step(run.config, index % 7 === 0 ? decodeState(encodeState(state)) : state, event)
          state = next.state
          for (const action of next.orders) again.push(JSON.stringify(action))
        })
        expect(again).toEqual(orders)
        expect(state).toEqual(run.state)
      }),
      { numRuns: budget(15) }
    )
  })

  it("EXIT-7 LADDER-5 FUNDS-2 protected, one state a cell, and never more tied up than put in", () => {
    fc.assert(
      fc.property(anySettings, anyPath, (settings, path) => {
        trade(settings, path, ({ state, config }) => {
          const { quote, base } = state.ledger
          expect(freeCash(state) >= 0).toBe(true)
          const held = [...state.orders.values()].reduce<Whole>((sum, order) => add(sum, order.reserved), 0)
          expect(state.reserved).toBe(held)
          // Of a run of our strategies.
          const work = state.work as BotPart
          if (work._tag === "GRID" && work.phase === "LAID") {
            const { cells, leaving, pot, idle } = work
            const inCells = [...cells, ...leaving].reduce((sum, cell) => add(sum, cell.held), pot.held)
            const cost = [...cells, ...leaving].reduce((sum, cell) => add(sum, cell.cost), pot.cost)
            expect(inCells).toBe(base.position)
            expect(cost).toBe(quote.cost)
            expect(idle).toBe(cells.filter((cell) => cell.state === "IDLE").length)
            for (const cell of cells) {
              const order = cell.order === undefined ? undefined : state.orders.get(cell.order)
              if (order !== undefined && order.purpose === "GRID") expect(order.side).toBe(cell.state)
            }
          }
          const run = {
            market: config.market,
            state,
            strategy: config.strategy,
            shape: shapeOf(config, state.settings),
            memory: config.memory,
            at: 0,
            trigger: "",
            margin: undefined,
            actor: "SYSTEM" as const,
            filled: undefined,
            terms: undefined,
            letGo: [],
            orders: [],
            transitions: [],
            explain: true
          }
          const reachable = !state.holds.includes("EXCHANGE")
          const managed = state.entered && ["ACTIVE", "TRAILING", "PUMP", "PAUSED"].includes(state.life)
          const stop = stopPrice(run)
          if (managed && reachable && stop > 0 && meetsMinimum(market, stop, positionLots(run))) {
            const stops = [...state.orders.values()].filter((order) => order.purpose === "STOP_LOSS")
            expect(stops.map((order) => [order.price, order.quantity])).toEqual([[stop, positionLots(run)]])
          }
        })
      }),
      { numRuns: budget(25) }
    )
  })
})
