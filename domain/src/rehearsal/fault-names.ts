import type { Fault } from "./rehearsal.ts"

/** What a fault is called. */
export const faultNames: Readonly<Record<Fault, string>> = {
  CRASH: "crash and restart",
  STREAM: "dropped stream",
  RATE_LIMIT: "too many requests",
  PARTIAL_FILL: "partial fills",
  STOP_REFUSED: "refused stop",
  GAP: "gap over the stop",
  HALT: "halted market"
}
