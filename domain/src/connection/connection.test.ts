import { expect, it } from "vitest"
import { isArmed } from "./connection.ts"

it("RISK-25 paper money needs no arming, real money is not armed before its trader did it", () => {
  expect(isArmed({ environment: "PAPER" })).toBe(true)
  expect(isArmed({ environment: "LIVE" })).toBe(false)
  expect(isArmed({ environment: "LIVE", armedAt: 0 })).toBe(true)
})
