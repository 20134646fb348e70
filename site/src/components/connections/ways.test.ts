import { describe, expect, it } from "vitest"
import type { Connectable } from "../../client/contract.ts"
import { kindsOf, suggestedLabel, waysOf } from "./ways.ts"

const rules = (name: "paper" | "coinbase", title: string): Connectable["terms"][number] => ({
  name,
  title,
  meaning: []
})
const at = (venue: string) =>
  ({
    broker: "paper",
    environment: "PAPER",
    venue,
    terms: [rules("paper", "The paper exchange"), rules("coinbase", "Coinbase")],
    secret: []
  }) as unknown as Connectable

describe("the ways to connect", () => {
  it("can each be chosen, also where two venues are called the same", () => {
    const venues = ["coinbase", "ccxt:coinbase"]
    const ways = waysOf(
      venues.map(at),
      venues.map((id) => ({ id: at(id).venue, name: "Coinbase" }))
    )
    expect(new Set(ways.map(({ id }) => id)).size).toBe(4)
    expect(ways.map(({ rules: { name }, venue }) => `${venue} by ${name}`)).toEqual([
      "coinbase by coinbase",
      "ccxt:coinbase by coinbase",
      "coinbase by paper",
      "ccxt:coinbase by paper"
    ])
  })
  it("tell an account at a broker from one that only keeps its rules", () => {
    const real = { ...at("alpaca"), terms: [rules("coinbase", "Coinbase")], name: "Coinbase" }
    const titles = (["PAPER", "LIVE"] as const).map((environment) => waysOf([{ ...real, environment }], [])[0]?.title)
    expect(titles).toEqual(["Paper money at Coinbase", "Real money at Coinbase"])
  })
  it("are asked for in two steps: the kind, which keeps the prices that were chosen, and then whose prices", () => {
    const ways = waysOf(["coinbase", "ccxt:kraken"].map(at), [
      { id: at("coinbase").venue, name: "Coinbase" },
      { id: at("ccxt:kraken").venue, name: "Kraken" }
    ])
    const said = (all: typeof ways) => all.map(({ prices, title }) => `${title} at ${prices}`)
    const kraken = ways.find(({ prices }) => prices === "Kraken")
    expect(said(kindsOf(ways, undefined))).toEqual([
      "Paper, by Coinbase’s rules at Coinbase",
      "Paper, without a broker’s rules at Coinbase"
    ])
    expect(said(kindsOf(ways, kraken))).toEqual([
      "Paper, by Coinbase’s rules at Kraken",
      "Paper, without a broker’s rules at Kraken"
    ])
  })
  it("are called as no other account is, and by whose prices where there are several", () => {
    const [first, ...others] = waysOf([at("coinbase")], [{ id: at("coinbase").venue, name: "Coinbase" }])
    if (first === undefined) throw new Error("no way")
    const called = (places: typeof others, ...taken: ReadonlyArray<string>) =>
      suggestedLabel(first, places, new Set(taken))
    expect(called([first])).toBe("Paper, by Coinbase’s rules")
    expect(called([first], "Paper, by Coinbase’s rules")).toBe("Paper, by Coinbase’s rules 2")
    expect(called([first, ...others])).toBe("Paper, by Coinbase’s rules · Coinbase")
  })
})
