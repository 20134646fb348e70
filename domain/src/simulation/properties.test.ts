import { absolute } from "../number/whole.ts"
import { describe, expect, it } from "vitest"
import { step } from "../bot/step.ts"
import { initialState } from "../bot/initial-state.ts"
import { type RunState } from "../bot/state.ts"
import type { RunConfig } from "../bot/run-config.ts"
import { openOrders } from "../exchange/account.ts"
import type { FillModel } from "../exchange/fill-model.ts"
import type { Time } from "../ids.ts"
import type { Price } from "../market/market.ts"
import { draw, type Random, random } from "../market/random.ts"
import type { PriceIndex } from "../market/price-index.ts"
import type { BotPart } from "../strategy/registry.ts"
import { validateSettings } from "../strategy/validate.ts"
import { models, type Trials, trials } from "./chance.fixture.ts"
import { termsNames } from "../terms/list.ts"
import { trialsUnder } from "./chance-under-terms.fixture.ts"
import { nearPrice } from "./cheap-coins.fixture.ts"
import { everyBar } from "./every-bar.ts"
import { indexOf, minutes, oneOf, runOf } from "./run.fixture.ts"
import type { PaperRun } from "./paper-run.ts"
import type { RunStep } from "./surroundings.ts"
import { simulate } from "./simulate.ts"
import { budget } from "../budget.fixture.ts"

interface Trial {
  readonly config: RunConfig
  readonly index: PriceIndex
  readonly fillModel: FillModel
  readonly chance: Random
  readonly context: string
}

/** How many trials are made: brokers' terms are many, and share what is particular to a strategy. */
const trialsOf = ({ terms }: Trials, usual: number): number => budget(terms === undefined ? usual : usual / 2)

/** Trials of a strategy whose settings work on their market. */
const some = function* (tried: Trials, usual: number, candles = 1_200): Generator<Trial> {
  const { cheap, make, markets, terms } = tried
  const count = trialsOf(tried, usual)
  for (let seed = 1, made = 0; made < count; seed++) {
    const chance = random(seed + 77)
    const market = oneOf(chance, ...markets, ...cheap)
    const settings = make(chance, market)
    const index = indexOf(minutes(market, seed, candles, 5 + (seed % 4) * 9, nearPrice(market)))
    if (validateSettings(market, settings, (index.series.open[0] ?? 0) as Price, terms).length > 0) continue
    made += 1
    const config = { ...runOf(market, settings, `run-${seed}`), ...(terms !== undefined && { terms }) }
    yield { config, index, fillModel: oneOf(chance, ...models), chance, context: JSON.stringify(settings) }
  }
}

const recorded = (trial: Trial) => {
  const steps: Array<RunStep> = []
  const { config, fillModel, index } = trial
  const simulation = simulate(config, index, { fillModel, onStep: (one) => steps.push(one) })
  return { simulation, steps }
}

/** Asleep: prices strictly inside its bounds and times before its alarm leave a run as it is (WAKE-1, WAKE-3). */
const sleeps = (config: RunConfig, state: RunState, chance: Random): void => {
  const { above, at, below, balance, candles } = state.wake
  if (balance !== undefined || candles !== undefined) return
  const low = (below ?? 0) + 1
  const high = (above ?? low + 100_000) - 1
  if (low > high) return
  const price = (low + (draw(chance) % (high - low + 1))) as Price
  const now = Math.min(state.at + (draw(chance) % 100_000), (at ?? Infinity) - 1) as Time
  for (const event of [{ _tag: "PriceReached", at: now, price } as const, { _tag: "TimerDue", at: now } as const]) {
    const next = step(config, state, event)
    expect(next.orders).toEqual([])
    expect(next.state).toEqual(state)
  }
}

/** Every cell of a ladder is in exactly one state, and its order is what that state asks for (LADDER-5). */
const cellsAgree = ({ state }: PaperRun): void => {
  // Of a run of our strategies.
  const work = state.work as BotPart
  if (!("cells" in work)) return
  for (const cell of work.cells) {
    const order = cell.order === undefined ? undefined : state.orders.get(cell.order)
    if (order === undefined || order.purpose !== "GRID") continue
    expect(cell.state).toBe(order.side)
  }
}

/** A position with a stop has a stop order for all of it on the exchange (EXIT-7). */
const isProtected = (run: PaperRun): void => {
  const { config, state } = run
  const { market, settings } = config
  const stops =
    ("stopLossPercent" in settings && Number(settings.stopLossPercent) < 50) ||
    ("trailingStopPercent" in settings && state.exit.peak > 0)
  const { position } = state.ledger.base
  const lots = market.lotsIn(absolute(position))
  const worth = market.notional(state.price, lots)
  if (!stops || !["ACTIVE", "TRAILING", "PUMP"].includes(state.life)) return
  if (lots < market.minQuantity || worth < 3n * market.minNotional) return
  const stop = openOrders(run.account).filter(({ request }) => request.purpose === "STOP_LOSS")
  // A stop of a run that counts in base buys back what it sold, with what it has at the stop's price.
  if (config.strategy.money.countsIn === "BASE") expect(stop.length).toBeGreaterThan(0)
  else expect(stop.map(({ request }) => request.quantity)).toContain(lots)
}

/** What rests and what waits under terms follows from events as everything else does. */
const underTerms = termsNames
  .filter((name) => name !== "paper")
  .flatMap((name) => trialsUnder(name).map(([strategy, of]) => [`${strategy} (${name})`, of] as const))

describe.each([...Object.entries(trials), ...underTerms])("any %s bot on any path", (_, tried) => {
  // The plain loop knows no sessions.
  const [first, ...others] = tried.markets.filter(({ instrument }) => instrument.assetClass !== "EQUITY")
  it.skipIf(first === undefined)(
    "BACKTEST-1 BACKTEST-3 jumping from candle to candle gives what every bar and every close give",
    () => {
      let fills = 0
      const always: Trials = first === undefined ? tried : { ...tried, markets: [first, ...others] }
      for (const trial of some(always, 6)) {
        const { config, context, fillModel, index } = trial
        const { simulation, steps } = recorded(trial)
        const plain: Array<RunStep> = []
        const { fall, run } = everyBar(config, index.series, fillModel, (one) => plain.push(one))
        expect(steps.length, context).toBe(plain.length)
        expect(steps, context).toEqual(plain)
        const reports = (of: PaperRun) => of.fills.reports
        expect(reports(simulation.run), context).toEqual(reports(run))
        const falls = simulation.equity.falls()
        expect(falls.amount / Number(simulation.stake.invested), context).toBeCloseTo(
          fall.amount / Number(simulation.stake.invested),
          10
        )
        expect(falls.share, context).toBeCloseTo(fall.share, 10)
        fills += run.fills.reports.length
      }
      expect(fills).toBeGreaterThan(tried.terms === undefined ? budget(6) * Math.min(5, tried.tradesEach) : 0)
    }
  )

  it("ORDER-1 the recorded events give the same orders and the same state again", () => {
    for (const trial of some(tried, 4)) {
      const { simulation, steps } = recorded(trial)
      let state = initialState(trial.config)
      for (const { event, orders } of steps) {
        const next = step(trial.config, state, event)
        expect(next.orders, trial.context).toEqual(orders)
        state = next.state
      }
      expect(state, trial.context).toEqual(simulation.run.state)
    }
  })

  it("WAKE-1 LADDER-5 EXIT-7 at rest it sleeps, its cells agree with their orders, its position is protected", () => {
    for (const trial of some(tried, 4, 600)) {
      const { config, chance, fillModel, index } = trial
      const { at, length } = index.series
      for (let part = 1; part <= 12; part++) {
        const to = at[Math.floor((part * (length - 1)) / 12)] ?? 0
        const { run } = simulate(config, index, { fillModel, to })
        sleeps(config, run.state, chance)
        cellsAgree(run)
        if (tried.terms === undefined) isProtected(run)
      }
    }
  })
})
