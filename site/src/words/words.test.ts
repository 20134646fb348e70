import { describe, expect, it } from "vitest"
import { strategies, Strategy } from "@tradetower/domain/strategy"
import {
  botName,
  reasonOf,
  standsStill,
  stateOf,
  strategiesIn,
  strategyGroups,
  strategyWord,
  unusedName
} from "./words.ts"

describe("strategies", () => {
  it("are called what their description calls them, and each stands in one group", () => {
    expect(Strategy.literals.map(strategyWord)).toEqual(Strategy.literals.map((name) => strategies[name].title))
    const grouped = strategyGroups.flatMap(({ group }) => strategiesIn(group))
    expect(grouped.toSorted()).toEqual(Strategy.literals.toSorted())
  })
})

describe("the name suggested for a bot", () => {
  it("leaves what is spelt in capitals", () => {
    expect(botName("BTC", "GRID", "MID_TERM")).toBe("BTC grid, mid term")
    expect(botName("BTC", "TWAP", undefined)).toBe("BTC TWAP")
    expect(botName("ETH", "DCA_FUTURES", "LONG_TERM")).toBe("ETH DCA futures, long term")
  })
})

describe("the name of one more bot", () => {
  it("is another than those of all others, and no longer than it may be", () => {
    expect(unusedName("BTC grid", new Set(), 60)).toBe("BTC grid")
    expect(unusedName("BTC grid", new Set(["BTC grid", "BTC grid 2"]), 60)).toBe("BTC grid 3")
    const long = `Copy of ${"x".repeat(60)}`
    expect(unusedName(long, new Set([long.slice(0, 60)]), 60)).toBe(`${long.slice(0, 58)} 2`)
  })
})

describe("why a run is in its state", () => {
  const clock = (at: number) => `14:0${at}`

  it("says when it goes on by itself, if it does", () => {
    const reason = "Slice 2 of 5 goes out next."
    expect(reasonOf({ state: "ACTIVE", reason, nextAt: 5 }, clock)).toBe(`${reason} Next at 14:05.`)
    expect(reasonOf({ state: "ACTIVE", reason }, clock)).toBe(reason)
    const wait = "Waits for the limit of 10 orders a minute; goes on by itself at 14:05:00 UTC."
    expect(reasonOf({ state: "PAUSED", reason: wait, nextAt: 5, waits: "RATE" }, clock)).toBe(wait)
    expect(reasonOf({ state: "ERROR", reason: "Refused.", nextAt: 5 }, clock)).toBe("Refused. Next try at 14:05.")
  })
})

describe("what a state is called", () => {
  it("needs you only when it does not go on by itself", () => {
    expect(stateOf({ state: "ERROR" }).title).toBe("Needs you")
    expect(stateOf({ state: "ERROR", nextAt: 5 }).title).toBe("Tries again")
    expect(stateOf({ state: "PAUSED", waits: "MARKET" }).title).toBe("Waiting")
  })

  it("stands still while it waits, and not while it works", () => {
    expect([standsStill({ state: "WAITING" }), standsStill({ state: "ACTIVE" })]).toEqual([true, false])
  })
})
