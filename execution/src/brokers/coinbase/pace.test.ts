import { expect, it } from "vitest"
import { RequestPace, type Urgency } from "../../wire/request-pace.ts"
import { accountLimits } from "./pace.ts"

/** How many requests of that urgency are let go in so many ms, when as many as may are asked for. */
const letGo = (pace: RequestPace, from: number, within: number, urgency: Urgency): number => {
  let count = 0
  for (let now = from; now < from + within; now += 10) while (pace.turn(now, 0, urgency) === 0) count++
  return count
}

it("lets one key ask ten times a second at the most, and 10,000 times an hour", () => {
  const pace = new RequestPace(accountLimits)
  const second = letGo(pace, 0, 1_000, "USUAL") + letGo(pace, 999, 1, "URGENT")
  expect(second).toBeLessThanOrEqual(10)
  const busy = new RequestPace(accountLimits)
  const hour = letGo(busy, 0, 3_600_000, "USUAL") + letGo(busy, 3_599_999, 1, "URGENT")
  expect(hour).toBeGreaterThan(5_000)
  expect(hour).toBeLessThanOrEqual(10_000)
})

it("keeps room for cancels, however much else is asked for", () => {
  const pace = new RequestPace(accountLimits)
  letGo(pace, 0, 3_600_000, "USUAL")
  // The kill switch over 500 orders.
  const cancels = Array.from({ length: 5 }, (_, index) => pace.turn(3_600_000 + index * 300, Infinity, "URGENT"))
  expect(Math.max(...cancels)).toBeLessThan(1_000)
})
