import { migrateFolder } from "./migrate-folder.ts"

/** For tests: brings a folder up to date and is killed once it has come to a step. */
const [folder = "", until = ""] = process.argv.slice(2)
migrateFolder(
  folder,
  ["tradetower.sqlite", "blobs", "secrets", "blobs/candles"],
  () => undefined,
  (step) => {
    if (step === until) process.kill(process.pid, "SIGKILL")
  }
)
