import { summarize } from "../bot/summarize.ts"
import type { OwnFigure } from "../bot/own-figure.ts"
import type { LiveOrder } from "../order/live-order.ts"
import { rounded } from "./figures.ts"
import type { PaperRun } from "./paper-run.ts"

/** Share of the ladder's prices at which something was traded; nothing for a run without a ladder. */
const ladderUsed = ({ fills, state, withdrawn }: PaperRun): ReadonlyArray<OwnFigure> => {
  const rungs = (orders: Iterable<LiveOrder>): ReadonlyArray<number> =>
    Array.from(orders)
      .filter(({ purpose }) => purpose === "GRID")
      .map(({ price }) => price)
  const traded = new Set(rungs(fills.orders))
  const laid = new Set([...traded, ...rungs(state.orders.values()), ...withdrawn])
  if (laid.size === 0) return []
  const value = rounded((100 * traded.size) / laid.size)
  return [{ name: "ladderUtilisation", title: "Ladder used", value, unit: "PERCENT" }]
}

/** Averaging orders filled in a cycle, on average and at the most; nothing for a run that never averaged. */
const averagingUsed = ({ config, fills }: PaperRun): ReadonlyArray<OwnFigure> => {
  if (config.strategy.about.averages !== true) return []
  const perCycle: Array<number> = []
  const filled = new Set<LiveOrder>()
  for (const order of fills.orders) {
    if (filled.has(order)) continue
    filled.add(order)
    if (order.purpose === "BASE") perCycle.push(0)
    else if (order.purpose === "AVERAGING") perCycle.push((perCycle.pop() ?? 0) + 1)
  }
  if (perCycle.length === 0) return []
  const mean = perCycle.reduce((sum, one) => sum + one, 0) / perCycle.length
  const most = Math.max(...perCycle)
  return [
    { name: "averagingUsed", title: "Averaging orders a cycle", value: rounded(mean), unit: "COUNT" },
    { name: "averagingUsedMost", title: "Averaging orders, most", value: rounded(most), unit: "COUNT" }
  ]
}

/** Of a run that counts in base: what it was given, what it has in hand, and what its round trips made of it. */
const countedInBase = ({ config, state }: PaperRun): ReadonlyArray<OwnFigure> => {
  const { ofBase } = summarize(config, state)
  if (ofBase === undefined) return []
  return [
    { name: "baseInvested", title: "Base at the start", value: ofBase.invested, unit: "BASE" },
    { name: "baseHeld", title: "Base at the end", value: ofBase.held, unit: "BASE" },
    { name: "baseProfit", title: "Profit of round trips", value: ofBase.tradingProfit, unit: "BASE" }
  ]
}

/** What a run says of itself beyond what every run says: its strategy's figures, its ladder, its averaging. */
export const ownFigures = (run: PaperRun): ReadonlyArray<OwnFigure> => [
  ...(run.config.strategy.about.figures?.({ market: run.config.market, state: run.state }) ?? []),
  ...countedInBase(run),
  ...ladderUsed(run),
  ...averagingUsed(run)
]
