import { spawn } from "node:child_process"
import { constants } from "node:os"

/** Ended so, the server was told to stop (0), can't start (1) or was asked for what can't be (2); else it died. */
const MEANT = [0, 1, 2]
const WINDOW_MS = 60_000
const MOST_DEATHS = 5
/** Deaths so far back still make the pause before the next start longer. */
const REMEMBERED_MS = 10 * WINDOW_MS
const LONGEST_PAUSE_MS = 30_000
/** What was told to stop may take so long, which is more than it grants itself; then it hangs, and is ended. */
const PATIENCE_MS = 10_000

const clock = (at) => new Date(at).toTimeString().slice(0, 5)
const seconds = (ms) => `${ms / 1_000} s`

/**
 * Runs the server (`node ...args`) in a process of its own and starts it again when it dies, after a pause that grows;
 * gives up after five deaths in a minute. Passes on what tells us to stop, and ends as the server does.
 *
 * The server hears of the runs before it by TRADETOWER_BEFORE: `{"port":4280,"stoppedAt":[1764338520000]}`, the port
 * that its screens know and when it died (ms, UTC), the newest five; it tells us its port and its market as `{ port, world }`.
 */
export const supervise = ({ node, args, env, firstPauseMs = 500, patienceMs = PATIENCE_MS }) => {
  /** When it died: by the wall clock to be told, by the steady one to be counted. */
  let deaths = []
  let port
  let world
  let child
  let pause
  let hanging
  let stopping = false

  const end = (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0))

  const died = (what) => {
    const steady = performance.now()
    deaths = [...deaths, { at: Date.now(), steady }].filter((death) => steady - death.steady < REMEMBERED_MS).slice(-20)
    const { at } = deaths.at(-1)
    if (deaths.filter((death) => steady - death.steady < WINDOW_MS).length >= MOST_DEATHS) {
      console.error(
        `TradingTower stopped at ${clock(at)} (${what}), ${MOST_DEATHS} times within a minute, and is not started again. ` +
          "Your data is kept. What is written above says why; npm start starts it again."
      )
      process.exit(1)
    }
    const wait = Math.min(firstPauseMs * 2 ** (deaths.length - 1), LONGEST_PAUSE_MS)
    console.error(`TradingTower stopped at ${clock(at)} (${what}). It is started again in ${seconds(wait)}.`)
    pause = setTimeout(run, wait)
  }

  const run = () => {
    const before = JSON.stringify({ port, world, stoppedAt: deaths.slice(-MOST_DEATHS).map(({ at }) => at) })
    child = spawn(node, args, {
      stdio: ["inherit", "inherit", "inherit", "ipc"],
      env: { ...process.env, ...env, TRADETOWER_BEFORE: before }
    })
    child.on("message", (message) => {
      ;({ port, world } = message)
    })
    child.once("error", (cause) => {
      console.error(`TradingTower can't be started: ${cause.message}`)
      process.exit(1)
    })
    child.once("exit", (code, signal) => {
      if (stopping || MEANT.includes(code)) end(code, signal)
      else died(signal === null ? `exit code ${code}` : signal)
    })
  }

  const stop = (signal) => {
    stopping = true
    clearTimeout(pause)
    if (child.exitCode !== null || child.signalCode !== null) process.exit(0)
    // Where a signal would end it on the spot, the lost connection tells it to stop.
    if (process.platform === "win32") child.disconnect()
    else child.kill(signal)
    hanging ??= setTimeout(() => {
      console.error(`TradingTower did not stop within ${seconds(patienceMs)} and is ended. Your data is kept.`)
      child.kill("SIGKILL")
    }, patienceMs)
  }
  // From a terminal the server gets a Ctrl-C by itself, too: it stops once.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop)
  // A terminal that is gone can't be told anything; what is told is not worth dying for.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined)
  run()
}
