import { runConfig, type GridSettings } from "@tradetower/domain/strategy"
import type { BotEvent } from "@tradetower/domain/bot"
import { openAccount } from "@tradetower/domain/exchange"
import { RunId, type Time } from "@tradetower/domain/ids"
import { candleSeries, marketOf, nextTicks, simulatedHistory, type SimulatedMarket } from "@tradetower/domain/market"
import { LAYOUT_DAYS, paperRun, presetsAt } from "@tradetower/domain/simulation"
import { paperFills, paperSimulations } from "@tradetower/execution"
import { atMost, type Figure, quantile } from "./figure.ts"
import { report } from "./report.ts"

/**
 * On the simulated market as it is offered (its own volatility and fees): how long, in market time, the short-term grid
 * takes from its start to the first fill of its ladder; the base it buys to begin with is none. A seed is a market: a week
 * of its past lays the preset out, then it trades second by second.
 */
const SEEDS = 50
const MINUTE = 60_000
const END = Date.UTC(2026, 0, 31)
/** Looked for no longer than that. */
const PATIENCE = 1_440 * MINUTE
const INVESTMENT = "1000"

const [bitcoin] = paperSimulations
if (bitcoin === undefined) throw new Error("the simulated market has no pair")
const market = marketOf(bitcoin.instrument)

/** The preset of a seed's past, and the market that goes on from it. */
const laidOut = (seed: number): { readonly settings: GridSettings; readonly from: SimulatedMarket } => {
  const { candles, state } = simulatedHistory({
    market,
    seed,
    endPrice: market.roundPrice(bitcoin.price, "DOWN"),
    endAt: END,
    minutes: LAYOUT_DAYS * 1_440,
    dailyVolatilityPercent: bitcoin.dailyVolatilityPercent
  })
  const made = presetsAt(market, "GRID", candleSeries(candles), candles.length, INVESTMENT)
  const settings = made.find(({ name }) => name === "SHORT_TERM")?.settings
  if (settings?._tag !== "GRID") throw new Error("the grid has no short-term preset")
  return { settings, from: state }
}

/** Minutes from the start to the first fill of an order of the ladder. */
const firstFill = (seed: number): number => {
  const { from, settings } = laidOut(seed)
  const config = runConfig({ runId: RunId.make(`short-${seed}`), market, settings })
  const filledAt: Array<number> = []
  const hear = (event: BotEvent) => {
    if (event._tag === "OrderFilled" && event.clientOrderId.includes("-GRID-")) filledAt.push(event.at)
  }
  const account = openAccount(config.runId, { [market.instrument.quote]: INVESTMENT }, paperFills)
  const run = paperRun(config, account, { onStep: ({ event }) => hear(event) })
  run.happen({ _tag: "Started", at: from.at as Time, actor: "TRADER" })
  let state = from
  while (filledAt.length === 0 && state.at - from.at < PATIENCE) {
    const next = nextTicks(state, MINUTE)
    for (const { at, price } of next.ticks) run.price(price, at)
    state = next.state
  }
  return ((filledAt[0] ?? from.at + PATIENCE) - from.at) / MINUTE
}

const figure = (): Figure => {
  const took = Array.from({ length: SEEDS }, (_, i) => firstFill(i + 1))
  const within = took.filter((minutes) => minutes <= 5).length
  const note = `${SEEDS} seeds; ${within} within 5 min, nine in ten within ${quantile(took, 0.9).toFixed(0)}`
  return atMost("short-term grid: start -> first fill, median", quantile(took, 0.5), 5, "min", note)
}
report([figure()])
