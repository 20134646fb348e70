import { DatabaseSync } from "node:sqlite"
import { parentPort, workerData } from "node:worker_threads"

/** The thread of `checkpoints.ts`: merges when told to, and says how many pages the log holds. */
const db = new DatabaseSync(String(workerData))
db.exec("PRAGMA busy_timeout=200")
const passive = db.prepare("PRAGMA wal_checkpoint(PASSIVE)")
const restart = db.prepare("PRAGMA wal_checkpoint(RESTART)")

parentPort?.on("message", (how: "PASSIVE" | "RESTART") => {
  // While RESTART merges, writers wait: what can be merged beside them is merged first.
  if (how === "RESTART") passive.get()
  const answer = (how === "RESTART" ? restart : passive).get()
  parentPort?.postMessage(Number(answer?.["log"] ?? 0))
})
