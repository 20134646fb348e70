import { isLive } from "@tradetower/domain/bot"
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

/** Why a run as it is has no use for a signal, in words; nothing when it has. */
export const uselessness = ({ state }: Run, name: string, action: SignalEvent["action"]): string | undefined => {
  const { start } = state.settings
  if (!isLive(state.life)) return `${name} is not running.`
  if (start._tag !== "TRADINGVIEW") return `${name} ${starts[start._tag]}, not on an alert.`
  if (start.action !== action) return `${name} waits for ${start.action}, not ${action}.`
  if (state.entered) return `${name} is in the market already.`
  return undefined
}
