import { DatabaseSync } from "node:sqlite"
import { parentPort, workerData } from "node:worker_threads"
import { say } from "../../rules/say.ts"

/** What became of a merge: how many pages the log holds, or why it was not merged. */
export type Merged = { readonly pages: number } | { readonly failed: string }

/** The thread of `checkpoints.ts`: merges when told to, and says what became of it. */
const db = new DatabaseSync(String(workerData))
db.exec("PRAGMA busy_timeout=200")
const passive = db.prepare("PRAGMA wal_checkpoint(PASSIVE)")
const restart = db.prepare("PRAGMA wal_checkpoint(RESTART)")

const merge = (how: "PASSIVE" | "RESTART"): Merged => {
  try {
    // While RESTART merges, writers wait: what can be merged beside them is merged first.
    if (how === "RESTART") passive.get()
    const answer = (how === "RESTART" ? restart : passive).get()
    return { pages: Number(answer?.["log"] ?? 0) }
  } catch (error) {
    return { failed: say(error) }
  }
}

parentPort?.on("message", (how: "PASSIVE" | "RESTART") => parentPort?.postMessage(merge(how)))
