import { describe, expect, it } from "vitest"
import { ConnectionId } from "../connection/connection.ts"
import { Symbol, VenueId } from "../market/instrument.ts"
import { perpetualOf } from "../market/perpetual.ts"
import type { Decimal } from "../number/decimal.ts"
import { dca, marketWith } from "../simulation/run.fixture.ts"
import { addsStop, configurationText, notPassedWords, type Rehearsed, unrehearsed, unwaived } from "./rehearsed.ts"

const at = { connection: ConnectionId.make("real"), venue: VenueId.make("venue"), symbol: Symbol.make("ABC-USD") }
const settings = dca({ stopLossPercent: "5" as Decimal })
const text = configurationText(at, settings, "coinbase")
const instrument = perpetualOf(marketWith({}).instrument)
const rehearsed = (change: Partial<Rehearsed> = {}): Rehearsed => ({
  configuration: text,
  at: 1,
  price: "100" as Decimal,
  instrument,
  failed: [],
  ...change
})
const refusal = (of: Rehearsed | undefined, now = instrument) =>
  unrehearsed("My bot", of, { configuration: text, instrument: now })

describe("a bot that is to trade real money", () => {
  it("REHEARSE-11 is refused, with what to do, until its configuration was rehearsed", () => {
    expect(refusal(undefined)).toContain("was never rehearsed: press “Rehearse” on its page")
    expect(refusal(rehearsed())).toBeUndefined()
  })

  it("REHEARSE-11 is refused after a change of settings, pair, account or its terms", () => {
    const others = [
      configurationText(at, dca({ stopLossPercent: "6" as Decimal }), "coinbase"),
      configurationText({ ...at, symbol: Symbol.make("XYZ-USD") }, settings, "coinbase"),
      configurationText({ ...at, connection: ConnectionId.make("other") }, settings, "coinbase"),
      configurationText(at, settings, "alpaca")
    ]
    for (const configuration of others)
      expect(refusal(rehearsed({ configuration }))).toContain(
        "was rehearsed before its settings, its market’s rules or those it trades by were changed"
      )
  })

  it("REHEARSE-11 is refused after a change of its market's rules, but not of what a future is charged from day to day", () => {
    const { futures } = instrument
    if (futures === undefined) throw new Error("this is no future")
    expect(refusal(rehearsed(), { ...instrument, minNotional: "77" as Decimal })).toContain("its market’s rules")
    expect(refusal(rehearsed(), { ...instrument, futures: { ...futures, maxLeverage: 1 } })).toContain(
      "rehearsed before"
    )
    const charged = { ...instrument, futures: { ...futures, fundingRate: "0.0007" as Decimal } }
    expect(refusal(rehearsed(), charged)).toBeUndefined()
    expect(unrehearsed("My bot", rehearsed(), { configuration: text })).toBeUndefined()
  })

  it("REHEARSE-11 is refused until every fault that it did not pass is waived by name", () => {
    const failed = ["CRASH", "HALT"] as const
    expect(refusal(rehearsed({ failed }))).toContain("did not pass its rehearsal (crash and restart, halted market)")
    const waived = (faults: Rehearsed["failed"]) => rehearsed({ failed, waived: { at: 2, by: "Ada", faults } })
    expect(refusal(waived(["CRASH"]))).toContain("did not pass")
    expect(refusal(waived(["HALT", "CRASH"]))).toBeUndefined()
  })

  it("REHEARSE-11 is the same configuration whatever the order of its settings", () => {
    const turned = Object.fromEntries(Object.entries(settings).toReversed()) as typeof settings
    expect(configurationText(at, turned, "coinbase")).toBe(text)
  })
})

describe("settings that are to change while a bot trades real money", () => {
  const before = rehearsed({ failed: ["CRASH"], waived: { at: 2, by: "Ada", faults: ["CRASH"] } })

  it("REHEARSE-12 are refused for each fault that they don't pass and nobody waived for that bot, before or now", () => {
    expect(unwaived(["CRASH", "GAP", "HALT"], before, ["HALT"])).toEqual(["GAP"])
    expect(unwaived(["CRASH"], rehearsed({ failed: ["CRASH"] }), [])).toEqual(["CRASH"])
    expect(unwaived(["CRASH"], undefined, ["HALT"])).toEqual(["CRASH"])
    expect(unwaived([], undefined, [])).toEqual([])
  })

  it("REHEARSE-12 add a stop where there was none and nothing else is other", () => {
    const bare = dca({})
    expect(addsStop(bare, settings)).toBe(true)
    expect(addsStop(settings, dca({ stopLossPercent: "6" as Decimal }))).toBe(false)
    expect(addsStop(settings, bare)).toBe(false)
    expect(addsStop(bare, dca({ stopLossPercent: "5" as Decimal, investment: "77" as Decimal }))).toBe(false)
  })

  it("REHEARSE-12 are refused in words that name the bot, each fault and what to do", () => {
    const words = notPassedWords("My bot", ["CRASH", "HALT"])
    expect(words).toContain("My bot trades real money")
    expect(words).toContain("crash and restart, halted market. Nobody waived these for it")
    expect(words).toContain("waive each by name with the change")
  })
})
