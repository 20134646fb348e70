import { DatabaseSync } from "node:sqlite"
import { parentPort, workerData } from "node:worker_threads"

/** The thread of `checkpoints.ts`: merges when told to, and says how many pages the log holds. */
const db = new DatabaseSync(String(workerData))
db.exec("PRAGMA busy_timeout=200")

parentPort?.on("message", (how: "PASSIVE" | "RESTART") => {
  const answer = db.prepare(`PRAGMA wal_checkpoint(${how})`).get()
  parentPort?.postMessage(Number(answer?.["log"] ?? 0))
})
