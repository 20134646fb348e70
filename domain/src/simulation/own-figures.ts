import type { OwnFigure } from "../bot/own-figure.ts"
import { strategyOf } from "../strategy/registry.ts"
import { rounded } from "./figures.ts"
import type { PaperRun } from "./paper-run.ts"

/** Share of the ladder's prices at which something was traded; nothing for a run without a ladder. */
const ladderUsed = ({ account }: PaperRun): ReadonlyArray<OwnFigure> => {
  const laid = new Set<number>()
  const traded = new Set<number>()
  for (const order of account.orders.values()) {
    if (order.request.purpose !== "GRID") continue
    laid.add(order.price)
    if (order.filled > 0) traded.add(order.price)
  }
  if (laid.size === 0) return []
  const value = rounded((100 * traded.size) / laid.size)
  return [{ name: "ladderUtilisation", title: "Ladder used", value, unit: "PERCENT" }]
}

/** Averaging orders filled in a cycle, on average and at the most; nothing for a run that never averaged. */
const averagingUsed = ({ account }: PaperRun): ReadonlyArray<OwnFigure> => {
  const perCycle: Array<number> = []
  let averages = false
  for (const order of account.orders.values()) {
    const { purpose } = order.request
    if (purpose === "AVERAGING") averages = true
    if (order.filled === 0) continue
    if (purpose === "BASE") perCycle.push(0)
    else if (purpose === "AVERAGING") perCycle.push((perCycle.pop() ?? 0) + 1)
  }
  if (!averages || perCycle.length === 0) return []
  const mean = perCycle.reduce((sum, one) => sum + one, 0) / perCycle.length
  const most = Math.max(...perCycle)
  return [
    { name: "averagingUsed", title: "Averaging orders a cycle", value: rounded(mean), unit: "COUNT" },
    { name: "averagingUsedMost", title: "Averaging orders, most", value: rounded(most), unit: "COUNT" }
  ]
}

/** What a run says of itself beyond what every run says: its strategy's figures, its ladder, its averaging. */
export const ownFigures = (run: PaperRun): ReadonlyArray<OwnFigure> => [
  ...(strategyOf(run.state.settings).figures?.(run.config.market, run.state) ?? []),
  ...ladderUsed(run),
  ...averagingUsed(run)
]
