import { describe, expect, it } from "vitest"
import { COINBASE } from "../venue-ids.ts"
import { marketOf } from "@tradetower/domain/market"
import { paperInstruments } from "../../brokers/paper/paper-markets.ts"
import { trades, type TradeRow } from "./coinbase.fixture.ts"
import { FeedReader } from "./feed-reader.ts"

const markets = new Map(
  paperInstruments(COINBASE).map((instrument) => [instrument.symbol as string, marketOf(instrument)])
)
const row = (id: string, price: string, time: string, product = "BTC-USD"): TradeRow => ({
  id,
  price,
  time,
  product,
  size: "0.1"
})

/** A connection whose messages are numbered by themselves unless a message has a number of its own. */
const connection = () => {
  const reader = new FeedReader(markets)
  let sequence = 0
  const hear = (message: object) =>
    reader.read(JSON.stringify("sequence_num" in message ? message : { sequence_num: sequence++, ...message }))
  const prices = (message: object) => hear(message).ticks.map(({ price }) => price / 100)
  return { reader, hear, prices }
}

describe("what a connection to Coinbase's feed says", () => {
  it("is told as trade ids rise: a sweep's last price is its last, also where times are equal or their zeros are cut", () => {
    const { prices } = connection()
    // Newest first, as they come; id 1000 is greater than 999 as a number only.
    expect(
      prices(
        trades(
          "update",
          row("1001", "91003", "00:09.2"),
          row("1000", "91002", "00:09.123456"),
          row("999", "91001", "00:09.123456"),
          row("998", "91000", "00:09")
        )
      )
    ).toEqual([91_000, 91_001, 91_002, 91_003])
  })

  it.each(["0", "-1"])("is no trade at a price of %s: it is missed", (price) => {
    const { hear } = connection()
    const heard = hear(trades("update", row("8", price, "00:08")))
    expect([heard.ticks, [...(heard.missed?.keys() ?? [])]]).toEqual([[], ["BTC-USD"]])
  })

  it("has the time of the trade, not of its receipt", () => {
    const { hear } = connection()
    const [tick] = hear(trades("update", row("7", "91000", "00:08.9"))).ticks
    expect(tick?.at).toBe(Date.UTC(2026, 10, 22, 17, 0, 8, 900))
  })

  it("counts of a snapshot the newest trade of each product, as where its price stands", () => {
    const { hear } = connection()
    const { ticks } = hear(
      trades("snapshot", row("12", "91005", "00:03"), row("11", "91000", "00:01"), row("5", "3100", "00:02", "ETH-USD"))
    )
    expect(ticks.map(({ price, quantity, symbol }) => [symbol, price / 100, Number(quantity)])).toEqual([
      ["BTC-USD", 91_005, 0],
      ["ETH-USD", 3_100, 0]
    ])
  })

  it("takes what a later snapshot has that was not told yet for trades", () => {
    const { hear } = connection()
    hear(trades("update", row("7", "91000", "00:08")))
    const { ticks } = hear(
      trades("snapshot", row("9", "91002", "00:09"), row("8", "91001", "00:09"), row("7", "91000", "00:08"))
    )
    expect(ticks.map(({ price, quantity }) => [price / 100, Number(quantity)])).toEqual([
      [91_001, 10_000_000],
      [91_002, 10_000_000]
    ])
  })

  it("leaves out what was told before, by number or by trade", () => {
    const { hear, prices } = connection()
    expect(prices(trades("update", row("7", "91000", "00:08")))).toEqual([91_000])
    expect(hear({ ...trades("update", row("8", "91001", "00:08")), sequence_num: 0 }).ticks).toEqual([])
    expect(prices(trades("update", row("9", "91002", "00:08"), row("7", "91000", "00:08")))).toEqual([91_002])
  })

  it("leaves out trades that are told minutes late", () => {
    const { hear } = connection()
    const late = { ...trades("update", row("7", "91000", "00:08")), timestamp: "2026-11-22T17:06:00Z" }
    const heard = hear(late)
    expect(heard.ticks).toEqual([])
    expect([...(heard.missed ?? [])]).toEqual([["BTC-USD", Date.UTC(2026, 10, 22, 17, 0, 8)]])
  })

  it("is lost when a message is missing, of whatever channel", () => {
    const { hear } = connection()
    expect(hear({ channel: "heartbeats", events: [] }).lost).toBeUndefined()
    expect(hear({ channel: "heartbeats", events: [], sequence_num: 3 }).lost).toContain("2 messages")
    const late = connection()
    expect(late.hear({ channel: "heartbeats", events: [], sequence_num: 1 }).lost).toContain("1 message ")
  })

  it("is lost when a message of a channel has no number: nothing says then whether one is missing", () => {
    const { reader } = connection()
    expect(reader.read(JSON.stringify(trades("update", row("7", "91000", "00:08")))).lost).toContain("no number")
  })

  it("ignores channels, types and fields nobody knows, and what is no message", () => {
    const { hear, prices, reader } = connection()
    expect(hear({ channel: "status_v2", events: "?", colour: 1 })).toEqual({ ticks: [] })
    expect(hear({ type: "notice", message: "soon" })).toEqual({ ticks: [] })
    expect(prices(trades("resnapshot", row("7", "91000", "00:08")))).toEqual([])
    expect(reader.read("<html>").lost).toBeUndefined()
    expect(prices(trades("update", row("7", "91000", "00:08")))).toEqual([91_000])
  })

  it("skips a bad trade, saying so, and no more than it", () => {
    const { hear } = connection()
    const heard = hear(
      trades(
        "update",
        row("9", "91002", "00:08"),
        row("8", "a lot", "00:08"),
        row("7", "91000", "when"),
        row("6", "1", "00:07")
      )
    )
    expect(heard.ticks.map(({ price }) => price / 100)).toEqual([1, 91_002])
    expect(heard.skipped).toContain("a trade")
    expect(heard.lost).toBeUndefined()
  })

  it("says whose trades were not all told: of the product that a bad one names, of any where it names none", () => {
    const { hear } = connection()
    const symbolsOf = (rows: ReadonlyArray<unknown>) => [
      ...(hear({ channel: "market_trades", events: [{ type: "update", trades: rows }] }).missed?.keys() ?? [])
    ]
    expect(symbolsOf([{ product_id: "ETH-USD", price: "a lot" }])).toEqual(["ETH-USD"])
    expect(symbolsOf([{ product_id: "XRP-USD", price: "a lot" }])).toEqual([])
    expect(symbolsOf(["?"])).toEqual(["BTC-USD", "ETH-USD", "SOL-USD"])
    expect(hear(trades("update", row("7", "91000", "00:08"))).missed).toBeUndefined()
  })

  it("is lost when it is refused, in Coinbase's words", () => {
    expect(connection().hear({ type: "error", message: "rate limit exceeded" }).lost).toContain("rate limit exceeded")
  })

  it("says which products were neither confirmed nor traded", () => {
    const { hear, reader } = connection()
    expect(reader.missing()).toHaveLength(3)
    hear({
      channel: "subscriptions",
      events: [{ subscriptions: { market_trades: ["BTC-USD"], heartbeats: ["SOL-USD"] } }]
    })
    expect(reader.missing()).toEqual(["ETH-USD", "SOL-USD"])
    hear(trades("update", row("7", "3100", "00:08", "ETH-USD")))
    expect(reader.missing()).toEqual(["SOL-USD"])
  })
})
