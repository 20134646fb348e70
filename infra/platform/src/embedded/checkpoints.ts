import { Worker } from "node:worker_threads"
import { Effect, type Scope } from "effect"

/** After so many writes the write-ahead log is merged into the database. */
const MERGE_WRITES = 2_000
/** At so many pages (of 4 KB) writers wait until it is merged in full, so that it can't grow for ever. */
const MOST_PAGES = 32_768
const LOOK_MS = 250

/**
 * Merges the write-ahead log into the database on a thread of its own: merging waits for the disk, which would hold up
 * every order. The thread is started when first needed.
 */
export const checkpoints = (file: string, writes: () => number): Effect.Effect<void, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      let worker: Worker | undefined
      let busy = false
      let merged = writes()
      let pages = 0
      const look = setInterval(() => {
        if (busy || writes() - merged < MERGE_WRITES) return
        worker ??= start(file, (left) => {
          busy = false
          pages = left
        })
        busy = true
        merged = writes()
        worker.postMessage(pages < MOST_PAGES ? "PASSIVE" : "RESTART")
      }, LOOK_MS)
      return async () => {
        clearInterval(look)
        await worker?.terminate()
      }
    }),
    (stop) => Effect.promise(stop)
  ).pipe(Effect.asVoid)

/** `done` is told how many pages the log holds. */
const start = (file: string, done: (pages: number) => void): Worker => {
  const worker = new Worker(new URL("./checkpoint-worker.ts", import.meta.url), { workerData: file })
  worker.on("message", (pages) => done(Number(pages)))
  // The log stays whole without the thread, and is merged when the database is opened next.
  worker.on("error", () => done(0))
  worker.unref()
  return worker
}
