import { expect, it } from "vitest"
import { Option } from "effect"
import { meaningOf } from "./refusal.ts"

const preflight = (code: string) => ({
  error: {
    code: "preflight_check_failure",
    message: "One or more preflight checks failed",
    errors: [{ code, message: "Words that change" }]
  }
})
const meant = (status: number, body?: object) => meaningOf({ status, body: Option.fromUndefinedOr(body) })

it.each([
  ["margin_check_failed", "INSUFFICIENT_FUNDS"],
  ["gtc_market_orders_not_supported", "INVALID"],
  ["invalid_price_increment", "INVALID"],
  ["too_close_to_expiration", "RISK_LIMIT"],
  ["account_closing_only", "RISK_LIMIT"],
  ["market_closed", "MARKET_CLOSED"],
  ["position_effect_mismatch", "REDUCE_ONLY"],
  ["never_heard_of", "EXCHANGE"]
])("what is nested says why: %s", (code, reason) => {
  expect(meant(422, preflight(code))).toEqual({
    _tag: "Refused",
    reason,
    message: "tastytrade refused it: Words that change",
    code
  })
})

it("what is none of its own is unclear, and nothing is guessed", () => {
  expect(meant(502)._tag).toBe("Unclear")
  expect(meant(500, { error: { code: "internal" } })._tag).toBe("Unclear")
  expect(meant(400)._tag).toBe("Unclear")
  expect(meant(404)._tag).toBe("Unclear")
  expect(meant(404, { error: { code: "record_not_found" } })._tag).toBe("NotFound")
  expect(meant(401)._tag).toBe("SignedOut")
  expect(meant(406, { error: { code: "x" } })._tag).toBe("Version")
  expect(meant(403, { error: { code: "not_permitted" } })._tag).toBe("Forbidden")
  expect(meant(422, { error: { code: "unconfirmed_user" } })).toMatchObject({ _tag: "Forbidden" })
})
