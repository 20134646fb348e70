import { expect, it } from "vitest"
import { kindOfTransition } from "./alert-kind.ts"

it.each([
  ["SYSTEM", "ERROR", "ERROR"],
  ["RISK_ENGINE", "PAUSED", "RISK"],
  ["EXCHANGE", "PAUSED", "RISK"],
  ["RISK_ENGINE", "STOPPED", "RISK"],
  ["SYSTEM", "COMPLETED", "STOP"],
  ["EXCHANGE", "STOPPED", "STOP"]
] as const)("by the hand of %s to %s is told as %s", (actor, to, kind) => {
  expect(kindOfTransition({ actor, to })).toBe(kind)
})
