import { Schema } from "effect"
import type { Transition } from "./bot/life.ts"

/**
 * What an alert is about, by which a trader chooses what reaches them: a trade of a bot, its end, what went wrong, a limit or
 * danger that was met, an account out of reach, what happened at an account by itself, the system itself.
 */
export const AlertKind = Schema.Literals(["FILL", "STOP", "ERROR", "RISK", "CONNECTION", "ACCOUNT", "SYSTEM"])
export type AlertKind = typeof AlertKind.Type

/** How loudly a trader should hear of it. */
export const Severity = Schema.Literals(["INFO", "WARNING", "CRITICAL"])
export type Severity = typeof Severity.Type

/** What a bot's change of state is about. */
export const kindOfTransition = ({ actor, to }: Pick<Transition, "actor" | "to">): AlertKind =>
  to === "ERROR" ? "ERROR" : actor === "RISK_ENGINE" || to === "PAUSED" ? "RISK" : "STOP"
