import { constants, getPriority, setPriority } from "node:os"
import { parentPort, workerData } from "node:worker_threads"
import { marketOf } from "@tradetower/domain/market"
import { rehearse } from "@tradetower/domain/rehearsal"
import { computePresets } from "./compute-presets.ts"
import { readImport } from "../candle-file/read-import.ts"
import { runBacktest, runSweepSets, whyNot } from "./run-simulation.ts"
import type {
  RehearsalTask,
  SimulationAnswers,
  SimulationMessage,
  SimulationTask,
  ThreadOptions
} from "./simulation-task.ts"

/** Plays every fault. */
const rehearseOn = ({ instrument, price, ...of }: RehearsalTask) => {
  const market = marketOf(instrument)
  return rehearse({ ...of, market, price: market.roundPrice(price, "DOWN") })
}

/** A thread in which simulations run, so that no price and no request waits for them. */
const answerTo = async (task: SimulationTask): Promise<SimulationAnswers[keyof SimulationAnswers]> => {
  switch (task._tag) {
    case "Presets":
      return computePresets(task)
    case "Backtest":
      return runBacktest(task)
    case "Sweep":
      return runSweepSets(task)
    case "Rehearsal":
      return rehearseOn(task)
    case "Import":
      return readImport(task)
  }
}

const said = async (id: number, task: SimulationTask): Promise<SimulationMessage> => {
  try {
    return { id, answer: await answerTo(task) }
  } catch (cause) {
    const refusal = whyNot(cause)
    if (refusal !== undefined) return { id, refusal }
    return { id, failure: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }
  }
}

/** What goes over as it is: the columns of candles that were read. */
const uncopied = (message: SimulationMessage): Array<ArrayBuffer> => {
  if (!("answer" in message && "series" in message.answer)) return []
  const { at, close, high, low, open, volume } = message.answer.series
  const buffers = [at, open, high, low, close, volume].map(({ buffer }) => buffer)
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer)
}

// Of this thread alone: to the system that has priorities of threads, the one that asks is meant.
if ((workerData as ThreadOptions).stepsBack)
  setPriority(Math.min(getPriority() + constants.priority.PRIORITY_BELOW_NORMAL, constants.priority.PRIORITY_LOW))

parentPort?.on("message", ({ id, task }: { readonly id: number; readonly task: SimulationTask }) => {
  void said(id, task).then((message) => parentPort?.postMessage(message, uncopied(message)))
})
