import { expect, it } from "@effect/vitest"
import { Console, Effect, Option, Redacted } from "effect"
import { coinbaseVenue } from "@tradetower/execution"
import { coinbaseAccounts, openCoinbaseAccount, readSigningKey } from "@tradetower/execution/coinbase"
import { marketOf, type Symbol } from "@tradetower/domain/market"
import { coinbaseMarket, coinbaseServer, openAt, userKey } from "./coinbase-bench.ts"
import { farOrders } from "./coinbase-far-orders.ts"

it.live("what is shown of a real account is shown of the stand-in, too", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const server = yield* coinbaseServer
      const { symbol } = coinbaseMarket.instrument
      server.trade(symbol, "90000")
      const account = yield* openAt(server, (yield* userKey(server, "ada")).key)
      const learned = yield* farOrders(account, coinbaseMarket, "90000")
      expect(learned.join("\n")).toContain("what is too dear is refused")
      const orders = [...server.book.user("ada").orders.values()]
      expect(orders.map(({ status }) => status)).toEqual(["CANCELLED", "CANCELLED"])
      // A dollar at the most, half the price away.
      expect(orders.every(({ asks, size }) => Number(asks["limit_price"]) * Number(size) <= 1.01)).toBe(true)
      expect(orders.every(({ asks }) => asks["limit_price"] === "45000" && asks["post_only"] === true)).toBe(true)
    })
  )
)

const {
  TRADETOWER_TRY_COINBASE_KEY: secret = "",
  TRADETOWER_TRY_COINBASE_NAME: name = "",
  TRADETOWER_TRY_COINBASE_PAIR: pair = "BTC-USD"
} = process.env

/** With a key in the environment the same is done with a dollar of real money, and what was learned is printed. */
it.live.skipIf(secret === "" || name === "")("the account of TRADETOWER_TRY_COINBASE_NAME keeps the contract", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const venue = coinbaseVenue()
      const { instrument } = Option.getOrThrow(yield* venue.get(pair as Symbol))
      const market = marketOf(instrument)
      const now = Date.now()
      const candles = yield* venue.candles(instrument, now - 3_600_000, now)
      const last = candles.at(-1)
      if (last === undefined) throw new Error(`nothing was traded of ${pair} lately`)
      const key = yield* readSigningKey(name, Redacted.make(secret))
      const markets = {
        of: (symbol: Symbol) => Effect.succeed(symbol === instrument.symbol ? market : undefined),
        all: Effect.succeed([market])
      }
      const account = yield* openCoinbaseAccount(coinbaseAccounts, key, markets)
      const learned = yield* farOrders(account, market, market.priceText(last.close))
      yield* Console.log(learned.map((line) => `Coinbase: ${line}`).join("\n"))
    })
  )
)
