import { Schema } from "effect"

/** The states of a run; which may follow which is `legalTransitions`. */
export const BotState = Schema.Literals([
  "INITIALIZING",
  "FUNDS_RESERVED",
  "WAITING",
  "ACTIVE",
  "TRAILING",
  "PUMP",
  "PAUSED",
  "CLOSING",
  "STOPPED",
  "COMPLETED",
  "ERROR"
])
export type BotState = typeof BotState.Type

/** The whole life of a run: what may follow what (LIFE-1). PAUSED goes back only to where it was. */
export const legalTransitions: Readonly<Record<BotState, ReadonlyArray<BotState>>> = {
  INITIALIZING: ["ACTIVE", "WAITING", "FUNDS_RESERVED", "CLOSING", "ERROR"],
  FUNDS_RESERVED: ["WAITING", "ACTIVE", "CLOSING", "ERROR"],
  WAITING: ["ACTIVE", "PAUSED", "CLOSING", "ERROR"],
  ACTIVE: ["WAITING", "TRAILING", "PUMP", "PAUSED", "CLOSING", "ERROR"],
  TRAILING: ["ACTIVE", "PAUSED", "CLOSING", "ERROR"],
  PUMP: ["ACTIVE", "PAUSED", "CLOSING", "ERROR"],
  PAUSED: ["ACTIVE", "WAITING", "TRAILING", "PUMP", "CLOSING", "ERROR"],
  CLOSING: ["COMPLETED", "STOPPED", "ERROR"],
  ERROR: ["ACTIVE", "STOPPED", "CLOSING"],
  STOPPED: ["CLOSING"],
  COMPLETED: ["CLOSING"]
}

/** Asked for a change of state that the life of a run does not know: a defect of ours. */
export class IllegalTransition extends Schema.TaggedError<IllegalTransition>()("IllegalTransition", {
  from: BotState,
  to: BotState,
  trigger: Schema.String
}) {
  override get message(): string {
    return `a run may not go from ${this.from} to ${this.to} (on ${this.trigger}); see SPEC.md, LIFE-1`
  }
}

/** Whether a run in this state may still trade. */
export const isLive = (state: BotState): boolean => state !== "STOPPED" && state !== "COMPLETED"

/** Who asked for a change. */
export const Actor = Schema.Literals(["TRADER", "SYSTEM", "RISK_ENGINE", "EXCHANGE"])
export type Actor = typeof Actor.Type

/** What to do with orders and position when a bot stops. */
export const Closure = Schema.Literals(["CLOSE_POSITIONS", "CANCEL_ORDERS", "LIQUIDATE", "NONE"])
export type Closure = typeof Closure.Type

/** One change of state, as recorded. `trigger` is the event's tag, `reason` is in words. */
export const Transition = Schema.Struct({
  from: BotState,
  to: BotState,
  trigger: Schema.String,
  reason: Schema.String,
  actor: Actor,
  at: Schema.Int
})
export type Transition = typeof Transition.Type

/** How loudly the trader should hear of a change of state; undefined when not at all. */
export const severityOf = ({ actor, to }: Transition): "INFO" | "WARNING" | "CRITICAL" | undefined => {
  if (to === "ERROR") return "CRITICAL"
  if (actor === "TRADER") return undefined
  // What the system holds by itself it lets go by itself (RISK-10).
  if (to === "PAUSED") return actor === "SYSTEM" ? undefined : "WARNING"
  return to === "STOPPED" || to === "COMPLETED" ? "INFO" : undefined
}
