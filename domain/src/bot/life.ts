import { Schema } from "effect"

/** The states of a run; which may follow which is written in SPEC.md, section Life. */
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
