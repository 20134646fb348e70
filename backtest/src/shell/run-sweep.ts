import { availableParallelism } from "node:os"
import { SimulationThread, type SimulationTask } from "../simulation/simulation-thread.ts"
import { encodeSeries } from "@tradetower/domain/market"
import { rankSweep, type SweepResult, type SweepRow, sweepOf } from "@tradetower/domain/simulation"
import type { BotSettings } from "@tradetower/domain/strategy"
import type { BacktestArguments } from "./arguments.ts"
import type { Candles } from "./candles.ts"

/** Sets a thread is given at a time. */
const AT_ONCE = 16

/** Tries every set, on all cores; `told` hears how many are done. */
export const runSweep = async (
  { axes, by, costs, from, to }: BacktestArguments,
  { instrument, series }: Candles,
  settings: BotSettings,
  told: (done: number, sets: number) => void
): Promise<SweepResult> => {
  const { count } = sweepOf(settings, axes)
  const begin = series.at[0] ?? 0
  const end = (series.at[series.length - 1] ?? 0) + series.step
  const parts = [{ kind: "COLUMNS" as const, bytes: encodeSeries(series) }]
  const rows: Array<SweepRow> = []
  let next = 0
  const work = async (thread: SimulationThread): Promise<void> => {
    for (let first = true; next < count; first = false) {
      const numbers = Array.from({ length: Math.min(AT_ONCE, count - next) }, (_, i) => next + i)
      next += numbers.length
      const task: SimulationTask = {
        _tag: "Sweep",
        sweepId: "sweep",
        instrument,
        settings,
        options: costs,
        axes,
        step: series.step,
        from: from ?? begin,
        to: to ?? end,
        numbers,
        ...(first && { parts })
      }
      rows.push(...(await thread.run(task)))
      told(rows.length, count)
    }
    await thread.end()
  }
  const threads = Math.min(Math.ceil(count / AT_ONCE), availableParallelism())
  await Promise.all(Array.from({ length: threads }, () => work(new SimulationThread())))
  return rankSweep(rows, by)
}
