import { Worker } from "node:worker_threads"
import { Context, Effect, Layer, Schema } from "effect"
import type { PresetView } from "../../contract/index.ts"
import { PresetAnswer, type PresetTask } from "./preset-task.ts"

const readAnswer = Schema.decodeUnknownSync(PresetAnswer)

type Settle = (result: Effect.Effect<ReadonlyArray<PresetView>>) => void

/** Computes presets on a thread of its own, begun with the first task. */
export class PresetWorker extends Context.Service<
  PresetWorker,
  { readonly compute: (task: Omit<PresetTask, "id">) => Effect.Effect<ReadonlyArray<PresetView>> }
>()("@tradetower/api/PresetWorker") {
  static readonly layer = Layer.effect(
    PresetWorker,
    Effect.gen(function* () {
      const waiting = new Map<number, Settle>()
      let worker: Worker | undefined
      let last = 0

      const giveUp = (cause: unknown) => {
        worker = undefined
        for (const settle of waiting.values()) settle(Effect.die(cause))
        waiting.clear()
      }

      const start = (): Worker => {
        const started = new Worker(new URL("./preset-thread.ts", import.meta.url))
        // It has nothing to finish when the process ends.
        started.unref()
        started.on("message", (message: unknown) => {
          const answer = readAnswer(message)
          const settle = waiting.get(answer.id)
          waiting.delete(answer.id)
          settle?.(answer._tag === "Found" ? Effect.succeed(answer.presets) : Effect.die(new Error(answer.message)))
        })
        started.on("error", giveUp)
        started.on("exit", (code) => giveUp(new Error(`the thread for presets ended with ${code}`)))
        return started
      }

      yield* Effect.addFinalizer(() => Effect.promise(async () => void (await worker?.terminate())))
      return {
        compute: (task) =>
          Effect.callback((resume) => {
            const id = ++last
            waiting.set(id, resume)
            worker ??= start()
            worker.postMessage({ ...task, id })
            return Effect.sync(() => void waiting.delete(id))
          })
      }
    })
  )
}
