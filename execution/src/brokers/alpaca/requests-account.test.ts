import { describe, expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { http, HttpResponse } from "msw"
import { answeredHere } from "../../../../infra/platform/src/wire/answered-here.fixture.ts"
import { alpacaAddresses } from "./addresses.ts"
import {
  accountAnswer,
  configurationAnswer,
  DATA,
  gets,
  LIVE,
  openedAt,
  PAPER,
  signed,
  since
} from "./answered.fixture.ts"
import { tryAlpacaKey } from "./try-key.ts"

const asset = {
  id: "64bbff51-59d6-4b3c-9351-13ad85e3c752",
  class: "crypto",
  exchange: "CRYPTO",
  symbol: "BTC/USD",
  name: "Bitcoin / US Dollar",
  status: "active",
  tradable: true,
  fractionable: true,
  min_order_size: "0.000010806",
  min_trade_increment: "0.000000001",
  price_increment: "0.000000001"
}
const position = {
  asset_id: asset.id,
  symbol: "BTCUSD",
  exchange: "CRYPTO",
  asset_class: "crypto",
  qty: "0.39900025",
  qty_available: "0.29900025",
  side: "long",
  avg_entry_price: "61234.5",
  market_value: "24401.2",
  cost_basis: "24432.6"
}
const short = { ...position, asset_id: "a2", asset_class: "us_equity", symbol: "KO", qty: "-10", qty_available: "-10" }

describe("what Alpaca is asked of an account", () => {
  it.effect("is asked at the hosts of its money, signed, and read as it is written", () =>
    Effect.gen(function* () {
      const { account, sent } = yield* openedAt(
        "LIVE",
        gets(`${LIVE}/v2/positions`, [position, short]),
        gets(`${LIVE}/v2/assets/${asset.id}`, asset)
      )
      expect(sent).toEqual(
        [
          "/v2/account/configurations",
          "/v2/account",
          "/v2/positions",
          // A position has the pair without its stroke, which its own record has.
          `/v2/assets/${asset.id}`
        ].map((path) => ({ asked: `GET ${LIVE}${path}`, headers: signed, body: undefined }))
      )
      // What margin would give is not spent.
      expect(yield* account.balances).toEqual([
        { asset: "USD", total: "122086.5", available: "122086.5" },
        { asset: "BTC", total: "0.39900025", available: "0.29900025" }
      ])
      expect(yield* account.positions).toEqual([
        { symbol: "BTC-USD", long: "0.39900025", short: "0" },
        { symbol: "KO", long: "0", short: "10" }
      ])
      expect(yield* account.standing ?? Effect.succeed(undefined)).toEqual({
        equity: "123346.11",
        intradayBuyingPower: "245432.61"
      })
      expect(yield* account.fees ?? Effect.succeed(undefined)).toEqual([
        { of: "CRYPTO", makerRate: "0.0015", takerRate: "0.0025", tier: 1 }
      ])
    })
  )

  it.effect("says of a new key what it is of, and asks with it alone", () =>
    Effect.gen(function* () {
      const sent = yield* answeredHere(
        gets(`${PAPER}/v2/account`, accountAnswer),
        gets(`${PAPER}/v2/account/configurations`, configurationAnswer),
        gets(`${PAPER}/v2/clock`, {
          timestamp: "2026-11-27T10:05:03.5-05:00",
          is_open: true,
          next_open: "2026-11-30T09:30:00-05:00",
          next_close: "2026-11-27T13:00:00-05:00"
        }),
        gets(`${DATA}/v2/stocks/bars`, { message: "subscription does not permit querying recent SIP data" }, 403)
      )
      yield* TestClock.setTime(Date.parse("2026-11-27T15:05:00Z"))
      // As it was pasted.
      const credentials = Redacted.make({ key: " PK1 ", secret: "s1\n" })
      const found = yield* tryAlpacaKey(alpacaAddresses, "PAPER", credentials)
      expect(found).toMatchObject({ environment: "PAPER", account: "PALPACA_123" })
      expect(found.facts).toContain("This machine's clock is 4 s behind Alpaca's: times here are off by that. Set it.")
      expect(found.facts).toContain(
        "Its data plan has the prices of IEX alone, and of 30 symbols at a time: a thin part of the market."
      )
      expect(sent.map(({ asked }) => asked).sort()).toEqual([
        `GET ${DATA}/v2/stocks/bars?symbols=SPY&timeframe=1Min&start=2026-11-27T15%3A00%3A00.000Z&limit=1&feed=sip`,
        `GET ${PAPER}/v2/account`,
        `GET ${PAPER}/v2/account/configurations`,
        `GET ${PAPER}/v2/clock`
      ])
      for (const { headers } of sent) expect(headers).toEqual(signed)
    })
  )

  it.effect("asks with a key of the other kind of money there, and what is none is refused", () =>
    Effect.gen(function* () {
      const sent = yield* answeredHere(
        http.get(`${PAPER}/v2/account`, () => HttpResponse.json({ message: "forbidden." }, { status: 403 })),
        // Without a key its gateway answers, in HTML.
        http.get(`${LIVE}/v2/account`, () => HttpResponse.html("<html><body>nginx</body></html>", { status: 401 }))
      )
      const asked = since(sent)
      const refused = yield* Effect.flip(
        tryAlpacaKey(alpacaAddresses, "PAPER", Redacted.make({ key: "PK1", secret: "s1" }))
      )
      expect(refused._tag).toBe("KeyRefused")
      expect(asked().map((one) => one.asked)).toEqual([`GET ${PAPER}/v2/account`, `GET ${LIVE}/v2/account`])
    })
  )

  it.effect.each(["ключ", "PK1\nX-More: 1", "PK 1"])(
    "what fits into no header is no key, and is not sent: %s",
    (part) =>
      Effect.gen(function* () {
        const sent = yield* answeredHere(gets(`${PAPER}/v2/account`, accountAnswer))
        for (const given of [
          { key: part, secret: "s1" },
          { key: "PK1", secret: part }
        ]) {
          const refused = yield* Effect.flip(tryAlpacaKey(alpacaAddresses, "PAPER", Redacted.make(given)))
          expect([refused._tag, refused.message]).toEqual([
            "KeyRefused",
            expect.stringContaining("Copy both parts again")
          ])
        }
        expect(sent).toEqual([])
      })
  )

  it.effect("a key of an account whose owner suspended trading is refused, with what to do", () =>
    Effect.gen(function* () {
      yield* answeredHere(
        gets(`${PAPER}/v2/account`, accountAnswer),
        gets(`${PAPER}/v2/account/configurations`, { ...configurationAnswer, suspend_trade: true }),
        gets(`${PAPER}/v2/clock`, {}, 500),
        gets(`${DATA}/v2/stocks/bars`, { bars: {} })
      )
      const credentials = Redacted.make({ key: "PK1", secret: "s1" })
      const refused = yield* Effect.flip(tryAlpacaKey(alpacaAddresses, "PAPER", credentials))
      expect([refused._tag, refused.message.includes("suspended")]).toEqual(["KeyRefused", true])
    })
  )
})
