import { writeSync } from "node:fs"
import { fatalLine } from "@tradetower/platform/embedded"

/** Exit code of a start that is refused: what supervises does not try again. */
export const REFUSED = 1
/** Exit code after a failure that nothing else caught: what supervises starts again. */
export const FAILED = 70
/** Stopping may take so long, ms, unless another time is given; then it ends as it is, which loses nothing that was written. */
const PATIENCE_MS = 5_000

/** Writes to the terminal at once, as long as there is one. */
const report = (text: string): void => {
  try {
    writeSync(process.stderr.fd, `${text}\n`)
  } catch {
    // A terminal that is gone can't be told anything.
  }
}

/**
 * Makes this process end in order, once: told to by a signal or by the end of who started it, with 0; after a failure
 * that nothing caught, which is written down with its trace, with 70.
 */
export const endInOrder = (stop: () => Promise<void>, patienceMs = PATIENCE_MS): void => {
  let ending = false
  const end = (code: number) => {
    if (ending) return
    ending = true
    setTimeout(() => process.exit(code === 0 ? REFUSED : code), patienceMs).unref()
    stop().then(
      () => process.exit(code),
      (cause: unknown) => {
        report(cause instanceof Error ? cause.message : String(cause))
        process.exit(code === 0 ? REFUSED : code)
      }
    )
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => end(0))
  process.on("disconnect", () => end(0))
  // Whoever started us may have gone before anything listened for it.
  if (process.send !== undefined && !process.connected) end(0)
  // A rejected promise that nobody waits for comes here, too.
  process.on("uncaughtException", (cause) => {
    report(fatalLine(new Date(), "A failure that nothing caught; TradingTower ends in order", cause))
    end(FAILED)
  })
  // Output that nobody reads any more is no failure.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined)
}
