import { type Run, transit } from "./run.ts"
import { PUMP_QUIET } from "./wake-draft.ts"

/** How many of the last complete orders are noted. */
const NOTED = 4

/** One more order is complete: more than three in a minute are a pump (EXIT-8). */
export const countFill = (run: Run): void => {
  const { state } = run
  const { pump } = state
  if (pump.length === NOTED) {
    // Moved by hand: an array that loses its first place is made anew.
    for (let i = 1; i < NOTED; i++) pump[i - 1] = pump[i] ?? 0
    pump[NOTED - 1] = run.at
  } else pump.push(run.at)
  if (run.strategy.entries.stopInPump?.(state.settings) !== true) return
  const first = pump[0]
  if (pump.length < NOTED || first === undefined || run.at - first > PUMP_QUIET) return
  if (state.life === "TRAILING") transit(run, "ACTIVE", "Trailing rests during a pump.", "SYSTEM")
  if (state.life !== "ACTIVE") return
  transit(run, "PUMP", "More than three orders filled within a minute: nothing new is entered.", "SYSTEM")
}

/** A minute passed without a fill: entries go on. */
export const pumpTimer = (run: Run): void => {
  const { state } = run
  if (state.life !== "PUMP" || run.at < (state.pump.at(-1) ?? 0) + PUMP_QUIET) return
  transit(run, "ACTIVE", "A minute passed without a fill: entries go on.", "SYSTEM")
  state.needsPrice = true
  if (state.entered) run.strategy.on.lay?.(run)
}
