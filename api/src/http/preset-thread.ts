import { parentPort } from "node:worker_threads"
import { Schema } from "effect"
import { computePresets } from "./compute-presets.ts"
import { type PresetAnswer, PresetTask } from "./preset-task.ts"

const readTask = Schema.decodeUnknownSync(PresetTask)

/** The thread that tries presets over a month of candles, so that no price waits for it. */
parentPort?.on("message", (message: unknown) => {
  const task = readTask(message)
  parentPort?.postMessage(answer(task))
})

const answer = (task: PresetTask): PresetAnswer => {
  try {
    return { _tag: "Found", id: task.id, presets: computePresets(task) }
  } catch (cause) {
    return {
      _tag: "Failed",
      id: task.id,
      message: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
    }
  }
}
