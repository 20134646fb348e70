import { Worker } from "node:worker_threads"
import { Effect, type Scope } from "effect"
import type { Merged } from "./checkpoint-worker.ts"
import { say } from "../../rules/say.ts"

/** After so many writes the write-ahead log is merged into the database. */
const MERGE_WRITES = 2_000
/** At so many pages (of 4 KB) writers wait until it is merged in full, so that it can't grow for ever. */
const MOST_PAGES = 32_768
const LOOK_MS = 250
/** The longest pause after a merge that failed. */
const MOST_PAUSE_MS = 30_000

/** Between two merges while the disk takes no writes. */
const TROUBLED_PAUSE_MS = 2_000

/** Merging makes room in the log. */
const FULL: ReadonlySet<string | undefined> = new Set(["FULL", "USED_UP"])

/** A database as its merging sees it. */
export interface Merging {
  /** How many writes were committed. */
  readonly writes: number
  /** What keeps writes from the disk: a log that is merged can be written from its beginning again. */
  readonly trouble: string | undefined
}

/**
 * Merges the write-ahead log into the database on a thread of its own: merging waits for the disk, which would hold up
 * every order. The thread is started when first needed, and anew when it failed; a merge that failed is tried again
 * after a pause, twice as long each time.
 */
export const checkpoints = (
  file: string,
  database: Merging,
  mergeWrites = MERGE_WRITES
): Effect.Effect<void, never, Scope.Scope> =>
  Effect.gen(function* () {
    const tell = Effect.runForkWith(yield* Effect.context())
    yield* Effect.acquireRelease(
      Effect.sync(() => {
        let worker: Worker | undefined
        let busy = false
        let merged = database.writes
        let pages = 0
        let failures = 0
        let notBefore = 0
        const failed = (why: string) => {
          busy = false
          if (failures === 0)
            void tell(Effect.logWarning(`The write-ahead log could not be merged; again later: ${why}`))
          notBefore = performance.now() + Math.min(MOST_PAUSE_MS, LOOK_MS * 2 ** ++failures)
        }
        const look = setInterval(() => {
          const due = failures > 0 || database.writes - merged >= mergeWrites || FULL.has(database.trouble)
          if (busy || !due || performance.now() < notBefore) return
          worker ??= start(
            file,
            (answer) => {
              if ("failed" in answer) return failed(answer.failed)
              busy = false
              failures = 0
              pages = answer.pages
              if (database.trouble !== undefined) notBefore = performance.now() + TROUBLED_PAUSE_MS
            },
            (why) => {
              worker = undefined
              failed(why)
            }
          )
          busy = true
          merged = database.writes
          worker.postMessage(pages < MOST_PAGES && database.trouble === undefined ? "PASSIVE" : "RESTART")
        }, LOOK_MS)
        return async () => {
          clearInterval(look)
          await worker?.terminate()
        }
      }),
      (stop) => Effect.promise(stop)
    )
  })

const start = (file: string, done: (answer: Merged) => void, ended: (why: string) => void): Worker => {
  const worker = new Worker(new URL("./checkpoint-worker.ts", import.meta.url), { workerData: file })
  worker.on("message", done)
  // The log stays whole without the thread, and is merged by the next one.
  worker.once("error", (error) => ended(say(error)))
  worker.unref()
  return worker
}
