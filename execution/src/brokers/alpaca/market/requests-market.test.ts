import { describe, expect, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import { http, HttpResponse } from "msw"
import { marketOf, type Symbol } from "@tradetower/domain/market"
import { answeredHere } from "../../../../../infra/platform/src/wire/answered-here.fixture.ts"
import { alpacaAddresses } from "../addresses.ts"
import { DATA, gets, key, PAPER, signed, since } from "../answered.fixture.ts"
import { openKeys } from "../open-key.ts"
import { alpacaMarket } from "./alpaca-market.ts"

const stock = {
  id: "b0b6dd9d-8b9b-48a9-ba46-b9d54906e415",
  class: "us_equity",
  exchange: "NYSE",
  symbol: "BRK.B",
  name: "Berkshire Hathaway Inc. Class B",
  status: "active",
  tradable: true,
  marginable: true,
  shortable: true,
  easy_to_borrow: true,
  fractionable: true,
  attributes: ["fractional_eh_enabled", "overnight_tradable"]
}
const coin = {
  ...stock,
  id: "276e2673-764b-4ab6-a611-caf665ca6340",
  class: "crypto",
  symbol: "BTC/USD",
  name: "Bitcoin / US Dollar",
  min_order_size: "0.000010806",
  min_trade_increment: "0.000000001",
  price_increment: "0.000000001"
}
const get = (asked: string) => ({ asked: `GET ${asked}`, headers: signed, body: undefined })
const bars = `${DATA}/v2/stocks/bars`
const refused = { message: "subscription does not permit querying recent SIP data" }

/** Alpaca's markets, with the key of an account that is open. */
const opened = Effect.gen(function* () {
  const keys = openKeys()
  yield* keys.use({ key, environment: "PAPER" })
  yield* TestClock.setTime(Date.parse("2026-11-27T15:05:00Z"))
  return alpacaMarket(alpacaAddresses, keys, () => undefined)
})

describe("what Alpaca is asked of markets", () => {
  it.effect("a share is asked for by its name, and coins by their list", () =>
    Effect.gen(function* () {
      const sent = yield* answeredHere(gets(`${PAPER}/v2/assets/BRK.B`, stock), gets(`${PAPER}/v2/assets`, [coin]))
      const market = yield* opened
      expect(Option.getOrThrow(yield* market.get("BRK.B" as Symbol)).instrument).toMatchObject({
        symbol: "BRK.B",
        wholeShares: true,
        fractionable: true,
        extendedFractions: true
      })
      expect(Option.getOrThrow(yield* market.get("BTC-USD" as Symbol))).toMatchObject({
        venueSymbol: "BTC/USD",
        instrument: { symbol: "BTC-USD", base: "BTC", quote: "USD", minQuantity: "0.000010806" }
      })
      const { found } = yield* market.find("brk.b", { skip: 0, take: 5 })
      expect(found.map(({ instrument }) => instrument.symbol)).toEqual(["BRK.B"])
      const [one, list] = [`${PAPER}/v2/assets/BRK.B`, `${PAPER}/v2/assets?status=active&asset_class=crypto`]
      expect(sent).toEqual([get(one), get(list), get(one)])
    })
  )

  it.effect("candles are asked for of the feed that the plan has, page by page, digit for digit", () =>
    Effect.gen(function* () {
      const bar = (t: string, c: string) =>
        `{"t":"${t}","o":500.1,"h":501.12,"l":499.9,"c":${c},"v":1200,"n":9,"vw":500.3}`
      const pages = [
        `{"bars":{"BRK.B":[${bar("2026-11-27T15:00:00Z", "500.25")}]},"next_page_token":"QlJL"}`,
        `{"bars":{"BRK.B":[${bar("2026-11-27T15:01:00Z", "500.1234")}]},"next_page_token":null}`
      ]
      const sent = yield* answeredHere(
        gets(`${PAPER}/v2/assets/BRK.B`, stock),
        http.get(bars, ({ request }) =>
          request.url.includes("feed=sip")
            ? HttpResponse.json(refused, { status: 403 })
            : HttpResponse.text(pages.shift() ?? "")
        )
      )
      const market = yield* opened
      const { instrument } = Option.getOrThrow(yield* market.get("BRK.B" as Symbol))
      const asks = since(sent)
      const [from, to] = [Date.parse("2026-11-27T15:00:00Z"), Date.parse("2026-11-27T15:02:00Z")]
      const candles = yield* market.candles(instrument, from, to)
      const { priceText } = marketOf(instrument)
      expect(candles.map(({ close }) => priceText(close))).toEqual(["500.25", "500.1234"])
      const asked =
        "?symbols=BRK.B&timeframe=1Min&start=2026-11-27T15%3A00%3A00.000Z&end=2026-11-27T15%3A01%3A59.999Z&limit=10000&adjustment=split&feed=iex"
      expect(asks()).toEqual([
        get(`${bars}?symbols=SPY&timeframe=1Min&start=2026-11-27T15%3A00%3A00.000Z&limit=1&feed=sip`),
        get(`${bars}${asked}`),
        get(`${bars}${asked}&page_token=QlJL`)
      ])
    })
  )

  it.effect("candles of coins are asked for of their own", () =>
    Effect.gen(function* () {
      const own = `${DATA}/v1beta3/crypto/us/bars`
      const sent = yield* answeredHere(
        gets(`${PAPER}/v2/assets`, [coin]),
        gets(own, {
          bars: {
            "BTC/USD": [
              // Every minute, also where nothing was traded.
              { t: "2026-11-27T15:00:00Z", o: 92_000.5, h: 92_001, l: 92_000, c: 92_000.25, v: 0, n: 0, vw: 0 }
            ]
          },
          next_page_token: null
        })
      )
      const market = yield* opened
      const { instrument } = Option.getOrThrow(yield* market.get("BTC-USD" as Symbol))
      const asks = since(sent)
      const from = Date.parse("2026-11-27T15:00:00Z")
      expect(yield* market.candles(instrument, from, from + 60_000)).toMatchObject([{ at: from, volume: 0 }])
      expect(asks()).toEqual([
        get(
          `${own}?symbols=BTC%2FUSD&timeframe=1Min&start=2026-11-27T15%3A00%3A00.000Z&end=2026-11-27T15%3A00%3A59.999Z&limit=10000`
        )
      ])
    })
  )
})
