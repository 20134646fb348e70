import { describe, expect, it } from "vitest"
import { venuesWords } from "./venue-words.ts"

type Venue = Parameters<typeof venuesWords>[0][number]

const venue = (name: string, change: Partial<Venue> = {}): Venue => ({
  name,
  note: `prices of ${name}`,
  connected: true,
  accounts: [],
  markets: [],
  ...change
})
const followed = { markets: [{} as Venue["markets"][number]] }
const told = (...venues: ReadonlyArray<Venue>) => {
  const { title, tone } = venuesWords(venues, false)
  return [tone, title]
}

describe("the state of venues", () => {
  it("names the only one, and how many more the trader is concerned with", () => {
    expect(venuesWords([venue("Coinbase"), venue("Kraken")], false)).toEqual({
      tone: "up",
      title: "Coinbase",
      help: "prices of Coinbase"
    })
    expect(venuesWords([venue("Coinbase"), venue("Alpaca", followed)], false)).toEqual({
      tone: "up",
      title: "Coinbase + 1",
      help: "Coinbase: prices of Coinbase\nAlpaca: prices of Alpaca"
    })
  })

  it("names the one that is lost, wherever it stands", () => {
    const lost = { ...followed, connected: false }
    expect(told(venue("Coinbase"), venue("Alpaca", lost))).toEqual(["down", "Alpaca lost"])
    expect(told(venue("Coinbase", lost), venue("Kraken"), venue("Alpaca", lost))).toEqual(["down", "Coinbase + 1 lost"])
    expect(told(venue("Coinbase"), venue("Kraken", { connected: false }))).toEqual(["up", "Coinbase"])
  })

  it("says that one is looked for, and that the page itself has no connection", () => {
    const looking = venue("Alpaca", { ...followed, connected: false, looking: true })
    expect(told(venue("Coinbase"), looking)).toEqual(["warn", "Looking for Alpaca"])
    expect(venuesWords([venue("Coinbase")], true).title).toBe("Reconnecting")
  })
})
