import type { Price } from "../market/market.ts"
import { asPrice } from "../number/exact.ts"
import type { Run } from "./run.ts"
import type { Wake } from "./wake.ts"
import { watchExits } from "./exits.ts"
import { lookAt } from "./funds.ts"
import { isHeldByRate } from "./rate-hold.ts"
import { candleWakes } from "./indicators.ts"
import { PUMP_QUIET, wakeAt, type WakeDraft } from "./wake-draft.ts"
import { watchStart } from "./starting.ts"

/** Prices beyond this are no prices of any market. */
const NEVER = 1e15

/** Ordinary states, in which prices matter to exits and strategy. */
const runs = (run: Run): boolean => {
  const { life } = run.state
  return life === "ACTIVE" || life === "TRAILING" || life === "PUMP" || life === "PAUSED"
}

const blank = (draft: WakeDraft): WakeDraft => {
  draft.above = Infinity
  draft.below = 0
  draft.at = Infinity
  return draft
}

/** What would matter next to the run as it is now (WAKE-1). */
export const nextWake = (run: Run): Wake => {
  const { state } = run
  if (state.life === "STOPPED" || state.life === "COMPLETED") return {}
  const wake = blank(run.memory.wake)
  if (state.closing !== undefined && state.life === "CLOSING") {
    if (state.closing.deadline > 0) wakeAt(wake, state.closing.deadline)
    if (state.closing.retryAt > 0) wakeAt(wake, state.closing.retryAt)
  }
  // Closing found no market, and is taken up again later.
  if (state.life === "ERROR" && state.closing !== undefined && state.closing.retryAt > run.at)
    wakeAt(wake, state.closing.retryAt)
  if (state.life === "ERROR" && state.trouble.retryAt > 0) wakeAt(wake, state.trouble.retryAt)
  if (state.again !== undefined && state.again.at > run.at) wakeAt(wake, state.again.at)
  if (state.life === "PUMP") wakeAt(wake, (state.pump.at(-1) ?? run.at) + PUMP_QUIET)
  if (state.needsPrice && state.life !== "ERROR") {
    // WAKE-2: any price at all.
    wake.above = 1
  } else if (!state.entered) watchStart(run, wake)
  else if (runs(run)) {
    watchExits(run, wake)
    if (state.life !== "PAUSED" && state.taking === undefined) run.strategy.on.watch?.(run, wake)
  }
  const look = state.life === "PAUSED" ? lookAt(run) : undefined
  if (look !== undefined && look > run.at) wakeAt(wake, look)
  if (state.life === "PAUSED" && isHeldByRate(state)) wakeAt(wake, state.roomAt)
  const candles = candleWakes(run)
  const balance = look !== undefined && look <= run.at ? state.funds?.asset : undefined
  const above = wake.above < NEVER ? asPrice(Math.max(wake.above, 1)) : undefined
  const below = wake.below > 0 ? asPrice(wake.below) : undefined
  const at = wake.at < Infinity ? wake.at : undefined
  const { wake: before } = state
  // Most steps leave what mattered before.
  if (candles === undefined && before.candles === undefined && before.balance === balance)
    if (before.above === above && before.below === below && before.at === at) return before
  return {
    ...(candles !== undefined && { candles }),
    ...(balance !== undefined && { balance }),
    ...(above !== undefined && { above }),
    ...(below !== undefined && { below }),
    ...(at !== undefined && { at })
  }
}

/** Whether a price is one the run asked to be woken at. */
export const meets = (wake: Wake, price: Price): boolean =>
  (wake.above !== undefined && price >= wake.above) || (wake.below !== undefined && price <= wake.below)
