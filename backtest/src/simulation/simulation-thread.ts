import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import { Schema } from "effect"
import type { SimulationAnswers, SimulationMessage, SimulationTask, ThreadOptions } from "./simulation-task.ts"

export type { SimulationTask } from "./simulation-task.ts"

/** The simulation can't be run with what was asked for; the message is for the trader. */
export class SimulationRefused extends Schema.TaggedError<SimulationRefused>()("SimulationRefused", {
  message: Schema.String
}) {}

/** A thread with nothing to do for this long ends, and its memory with it, ms. */
const IDLE_MS = 30_000

/** A file goes over to the thread as it is: copied, a large one would hold up everybody else. */
const movedWith = (task: SimulationTask): ReadonlyArray<ArrayBuffer> => {
  if (task._tag !== "Import") return []
  const { buffer, byteLength } = task.bytes
  // What lies in memory that others share has to be copied.
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
}

interface Settle {
  readonly resolve: (answer: SimulationMessage & { readonly answer: unknown }) => void
  readonly reject: (cause: unknown) => void
}

/** Whether threads have a priority of their own here, so that one can work and keep nobody else from a core. */
const HAS_PRIORITY = process.platform === "linux"

/**
 * A thread for simulations, begun with its first task. It does one at a time; what waits is done in order. One that steps
 * back gets what of a core nobody else wants, where there are priorities of threads.
 */
export class SimulationThread {
  readonly #stepsBack: boolean
  readonly #waiting = new Map<number, Settle>()
  #worker: Worker | undefined
  #idle: NodeJS.Timeout | undefined
  #last = 0
  /** The sweep whose candles it keeps. */
  holds: string | undefined

  constructor({ stepsBack = false } = {}) {
    this.#stepsBack = stepsBack && HAS_PRIORITY
  }

  /** A file's bytes are gone when it was asked. Rejects with `SimulationRefused` when the task can't be done, and when the thread is ended meanwhile. */
  run<T extends SimulationTask>(task: T): Promise<SimulationAnswers[T["_tag"]]> {
    clearTimeout(this.#idle)
    return new Promise((resolve, reject) => {
      const id = ++this.#last
      // A task's answer is of its tag: the thread answers what it was asked.
      this.#waiting.set(id, { resolve: ({ answer }) => resolve(answer as SimulationAnswers[T["_tag"]]), reject })
      this.#worker ??= this.#start()
      this.#worker.postMessage({ id, task }, movedWith(task))
    })
  }

  /** Ends it; what it was doing is given up. It may be used again. */
  async end(): Promise<void> {
    clearTimeout(this.#idle)
    const worker = this.#worker
    this.#giveUp(new SimulationRefused({ message: "The simulation was cancelled." }))
    await worker?.terminate()
  }

  #start(): Worker {
    const worker = new Worker(new URL("./simulation-worker.ts", import.meta.url), {
      workerData: { stepsBack: this.#stepsBack } satisfies ThreadOptions
    })
    // It has nothing to finish when the process ends.
    worker.unref()
    worker.on("message", (message: SimulationMessage) => this.#settle(message))
    const gone = (cause: unknown) => {
      if (this.#worker === worker) this.#giveUp(cause)
    }
    worker.on("error", gone)
    worker.on("exit", (code) => gone(new Error(`the thread for simulations ended with ${code}`)))
    return worker
  }

  #settle(message: SimulationMessage): void {
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if ("answer" in message) waiting?.resolve(message)
    else if ("refusal" in message) waiting?.reject(new SimulationRefused({ message: message.refusal }))
    else waiting?.reject(new Error(message.failure))
    if (this.#waiting.size === 0) this.#idle = setTimeout(() => void this.end(), IDLE_MS).unref()
  }

  #giveUp(cause: unknown): void {
    this.#worker = undefined
    this.holds = undefined
    for (const { reject } of this.#waiting.values()) reject(cause)
    this.#waiting.clear()
  }
}

/** Threads that work on a sweep side by side: one a core where they step back for whatever is live, else all but one. */
export const sweepThreads = (): ReadonlyArray<SimulationThread> => {
  const cores = availableParallelism()
  const count = HAS_PRIORITY ? cores : Math.max(1, cores - 1)
  return Array.from({ length: count }, () => new SimulationThread({ stepsBack: true }))
}
