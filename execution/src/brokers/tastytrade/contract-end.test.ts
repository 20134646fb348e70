import { expect, it } from "vitest"
import { Decimal } from "@tradetower/domain/number"
import { marketOf } from "@tradetower/domain/market"
import type { FutureAnswer } from "./answers.ts"
import { closingSoon } from "./contract-end.ts"
import { futureOf } from "./instruments.ts"

const d = (text: string) => Decimal.make(text)
/** It may only be closed from a Monday on. */
const traded = (more: Partial<FutureAnswer> = {}) => {
  const answer: FutureAnswer = {
    symbol: "/ESZ6",
    "product-code": "ES",
    "notional-multiplier": d("50"),
    "tick-size": d("0.25"),
    "expiration-date": "2026-12-18",
    "closing-only-date": "2026-12-14",
    "roll-target-symbol": "/ESH7",
    ...more
  }
  const next = answer["roll-target-symbol"] === null ? undefined : "ES-20270319"
  const market = marketOf(futureOf(answer, next) ?? expect.fail("no future"))
  return { market, theirs: answer.symbol, contract: { answer, market } }
}
const at = (day: string) => Date.parse(`${day}T12:00:00Z`)

it("nothing is entered from a trading day before a contract may only be closed, and which goes on is said", () => {
  expect(closingSoon(traded(), at("2026-12-10"))).toBeUndefined()
  // The Friday before.
  expect(closingSoon(traded(), at("2026-12-11"))).toBe(
    "ES-20261218 can only be closed from 2026-12-14 on: make a bot on ES-20270319, which goes on"
  )
})

it("what its record says now counts before any day", () => {
  const day = at("2026-11-02")
  expect(closingSoon(traded({ "is-closing-only": true }), day)).toContain("only to close it")
  expect(closingSoon(traded({ "is-tradeable": false, "roll-target-symbol": null }), day)).toContain(
    "a contract that still runs"
  )
  expect(closingSoon({ ...traded(), contract: undefined as never }, day)).toBeUndefined()
})
