import { enters } from "./enters.ts"
import type { Actor } from "./life.ts"
import { cancel, type Run, transit } from "./run.ts"
import type { Hold } from "./state.ts"

/** Waits before an unexpected refusal is tried over, one after another (LIFE-6). */
const RETRIES = [15_000, 30_000, 60_000, 120_000, 300_000]
/** So long without trouble, and the count of retries starts anew. */
const FORGIVEN_AFTER = 600_000

/** When is told beside it (`RunSummary.nextAt`). */
export const TRIED_AGAIN = "It is tried again by itself."

/** Holds the run: PAUSED until nothing holds it any more (LIFE-3). */
export const hold = (run: Run, why: Hold, reason: string, actor: Actor): void => {
  const { state } = run
  if (state.life === "CLOSING" || state.life === "ERROR") return
  if (!state.holds.includes(why)) state.holds.push(why)
  if (state.life === "INITIALIZING" || state.life === "FUNDS_RESERVED") transit(run, "WAITING", reason, actor)
  if (state.life !== "PAUSED") transit(run, "PAUSED", reason, actor)
  else state.reason = reason
  if (why !== "TRADER" && why !== "VOIDED" && why !== "RISK") return
  for (const order of state.orders.values()) {
    if (order.type !== "MARKET" && enters(run, order))
      cancel(run, order, "LIFE-3", "The bot is paused: orders that would enter are taken back, exits stay.")
  }
}

/** What still holds a run when another hold of it is over. */
const heldBy: Readonly<Record<Hold, string>> = {
  TRADER: "Paused by you.",
  VOIDED: "The exchange took a trade back: look at the account, then resume the bot.",
  FUNDS: "Funds are missing: resume the bot when they are there.",
  RISK: "Held by a risk limit: resume the bot when it allows it.",
  RATE: "Waits for room under a limit of orders a minute; goes on by itself.",
  EXCHANGE: "The exchange cannot be reached.",
  SESSION: "The market is closed."
}

/** Why a run goes on when its last hold is over. */
const freedBy: Readonly<Record<Hold, string>> = {
  TRADER: "Resumed by you.",
  VOIDED: "Resumed by you.",
  FUNDS: "The funds are there.",
  RISK: "The risk limit allows it again.",
  RATE: "There is room again under the limit of orders a minute.",
  EXCHANGE: "The exchange can be reached again.",
  SESSION: "The market is open."
}

/** Ends some holds, the first of which names what came; when none is left the run goes on where it was (LIFE-4). */
export const release = (run: Run, came: Hold, ...others: ReadonlyArray<Hold>): void => {
  const over = [came, ...others]
  const { state } = run
  const left = state.holds.filter((one) => !over.includes(one))
  if (left.length === state.holds.length && state.life !== "PAUSED") return
  state.holds.length = 0
  state.holds.push(...left)
  if (state.life !== "PAUSED") return
  const still = left.at(-1)
  if (still !== undefined) {
    state.reason = heldBy[still]
    return
  }
  transit(run, state.before ?? "ACTIVE", freedBy[came])
  state.needsPrice = true
  // What its indicators missed meanwhile is read anew (IND-6).
  state.start.indicators = undefined
  if (state.entered) run.strategy.on.lay?.(run)
}

/** An unexpected refusal or failure: ERROR, tried over a few times, then given up (LIFE-6). */
export const fail = (run: Run, reason: string): void => {
  const { state } = run
  if (state.life === "ERROR" || state.life === "CLOSING") return
  const { trouble } = state
  if (run.at - trouble.lastAt > FORGIVEN_AFTER) trouble.strikes = 0
  trouble.strikes += 1
  trouble.lastAt = run.at
  const wait = RETRIES[trouble.strikes - 1]
  trouble.retryAt = wait === undefined ? 0 : run.at + wait
  const next = wait === undefined ? "It is not tried again." : `Tried again in ${wait / 1000} seconds.`
  transit(run, "ERROR", `${reason} ${next}`, "EXCHANGE")
  // The record keeps how long it was to be; what the run says holds at any time until then.
  if (wait !== undefined) state.reason = `${reason} ${TRIED_AGAIN}`
  if (wait === undefined && state.ledger.base.position === 0 && state.orders.size === 0)
    transit(run, "STOPPED", `${reason} Given up; nothing was open.`, "SYSTEM")
}

/** Back from ERROR, by itself or by the trader's hand. */
export const recover = (run: Run, reason: string): void => {
  const { state } = run
  state.trouble.retryAt = 0
  state.closing = undefined
  state.start.indicators = undefined
  transit(run, "ACTIVE", reason)
  state.needsPrice = true
  if (state.entered) run.strategy.on.lay?.(run)
}

/** The wait after a failure may be over. */
export const troubleTimer = (run: Run): void => {
  const { life, trouble } = run.state
  if (life === "ERROR" && trouble.retryAt > 0 && run.at >= trouble.retryAt)
    recover(run, "Tried again after the failure.")
}
