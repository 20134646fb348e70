import { isLive, type RunState, type SignalAction } from "@tradetower/domain/bot"
import type { SignalEvent } from "@tradetower/domain/messages"
import type { BotSettings } from "@tradetower/domain/strategy"
import type { Run } from "./run.ts"

const starts: Record<BotSettings["start"]["_tag"], string> = {
  IMMEDIATELY: "enters at once",
  INDICATORS: "enters by indicators",
  MANUAL: "enters by your hand",
  PRICE_CHANGE: "enters on a change of price",
  TRADINGVIEW: "enters on an alert"
}

/** In the market and not on its way out; or about to enter. */
const isIn = ({ closing, entered, start }: RunState): boolean => closing === undefined && (entered || start.triggered)

/** What a signal asks of a run: to leave, where the strategy of its sender turned to the other side. */
export const askedOf = ({ state }: Run, { action, turned }: SignalEvent): SignalAction => {
  const { start } = state.settings
  return turned === true && start._tag === "TRADINGVIEW" && start.action !== action ? "EXIT" : action
}

/** Why a run as it is has no use for a signal, in words; nothing when it has. */
export const uselessness = ({ state }: Run, name: string, action: SignalAction): string | undefined => {
  const { start } = state.settings
  if (!isLive(state.life)) return `${name} is not running.`
  if (start._tag !== "TRADINGVIEW") return `${name} ${starts[start._tag]}, not on an alert.`
  if (action === "EXIT") return isIn(state) ? undefined : `${name} is not in the market.`
  if (start.action !== action) return `${name} waits for ${start.action}, not ${action}.`
  if (state.entered) return `${name} is in the market already.`
  return undefined
}
