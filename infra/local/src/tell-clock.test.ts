import { describe, expect, it } from "vitest"
import { clockNotice } from "./tell-clock.ts"

const HOUR = 3_600_000
const noon = Date.UTC(2026, 10, 22, 12)
const before = { at: noon, ahead: 0 }

describe("what is told of the computer's clock", () => {
  it("is how far it was set back, and that bots go on", () => {
    expect(clockNotice(before, { at: noon + 2_000, ahead: HOUR })?.text).toMatch(
      /clock was set back by 1 hour at \d\d:\d\d\. Bots go on: .* own time, 1 hour ahead of the clock/
    )
  })

  it("is how long it slept, however that is counted", () => {
    expect(clockNotice(before, { at: noon + 60 * HOUR + 2_000, ahead: 0 })?.text).toMatch(
      /slept, or its clock was set forward, for 2 days 12 hours until \d\d:\d\d\. Bots did nothing meanwhile/
    )
  })

  it("is nothing while it goes on, or stays set back", () => {
    expect(clockNotice(before, { at: noon + 2_500, ahead: 3 })).toBeUndefined()
    expect(clockNotice({ at: noon, ahead: HOUR }, { at: noon + 2_000, ahead: HOUR })).toBeUndefined()
  })
})
