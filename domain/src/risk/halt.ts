import type { OrderRule } from "./order-facts.ts"

/** The kill switch is on (RISK-4). */
export const haltRule: OrderRule = ({ halted }) =>
  halted
    ? {
        rule: "RISK-4",
        reason: "RISK_LIMIT",
        message: "the kill switch is on: only orders that close a position go out; allow trading again to go on"
      }
    : undefined
