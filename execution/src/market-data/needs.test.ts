import { assert, describe, it } from "@effect/vitest"
import type { RunSummary } from "@tradetower/domain/bot"
import type { RunId } from "@tradetower/domain/ids"
import { Symbol, VenueId } from "@tradetower/domain/market"
import { GRACE, Needs } from "./needs.ts"

const venue = VenueId.make("ccxt:kraken")
const symbol = Symbol.make("SOL-USD")
const step = (run: string, state: string) => ({
  venue,
  symbol,
  botRunId: run as RunId,
  // Only whether it lives is read of it.
  summary: { state } as RunSummary
})

describe("what is needed of a venue", () => {
  it("EXEC-24 is counted from live bots, and a while longer when the last has ended", () => {
    const needs = new Needs()
    assert.isTrue(needs.step(step("a", "RUNNING"), 0))
    assert.isFalse(needs.step(step("a", "PAUSED"), 1))
    assert.isTrue(needs.step(step("b", "RUNNING"), 2))
    needs.step(step("a", "STOPPED"), 3)
    assert.strictEqual(needs.of(venue, GRACE * 9).get(symbol), "BOT")
    needs.step(step("b", "STOPPED"), GRACE * 10)
    assert.isFalse(needs.step(step("b", "STOPPED"), GRACE * 10))
    assert.strictEqual(needs.of(venue, GRACE * 11 - 1).get(symbol), "PAGE")
    assert.strictEqual(needs.of(venue, GRACE * 11).size, 0)
    assert.strictEqual(needs.of(VenueId.make("ccxt:binance"), 0).size, 0)
  })

  it("is what a page needs until the last moment that any of them said", () => {
    const needs = new Needs()
    needs.page(venue, symbol, 100)
    needs.page(venue, symbol, 50)
    assert.strictEqual(needs.of(venue, 99).get(symbol), "PAGE")
    assert.strictEqual(needs.of(venue, 100).size, 0)
    needs.page(venue, symbol, 200)
    needs.step(step("a", "RUNNING"), 150)
    assert.strictEqual(needs.of(venue, 199).get(symbol), "BOT")
  })
})
