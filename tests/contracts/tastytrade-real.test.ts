import { Clock, Effect, Layer, Option, Redacted, Stream } from "effect"
import { expect, it } from "@effect/vitest"
import { type Connection, ConnectionId } from "@tradetower/domain/connection"
import { ClientOrderId, type TenantId } from "@tradetower/domain/ids"
import type { Symbol } from "@tradetower/domain/market"
import { marketBy } from "@tradetower/domain/terms"
import type { AccountNews } from "@tradetower/execution"
import { tastytrade, tastytradeAddresses } from "@tradetower/execution/tastytrade"
import { keepCredentials } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { standInAddresses } from "../standins/tastytrade/addresses.ts"
import { serveTastytrade } from "../standins/tastytrade/server.ts"
import { limitBuy, priceOn } from "../system/limit-buy.ts"
import { eventually, unique } from "./place.ts"
import { openQuestions } from "./tastytrade-questions.ts"

it.live("what is published nowhere is asked, and answered by what plays tastytrade as its page says", () =>
  Effect.gen(function* () {
    const server = yield* Effect.acquireRelease(
      Effect.promise(() => serveTastytrade({ equities: ["KO"] })),
      ({ close }) => Effect.promise(close)
    )
    server.book.add({ number: "5WT1", refresh: "r1", secret: "s1", cash: "1000" })
    server.book.trade("KO", "61")
    const given = { accountNumber: "5WT1", refreshToken: "r1", clientSecret: "s1" }
    const learned = yield* openQuestions(standInAddresses(server.url), given, "KO")
    const said = learned.join("\n")
    expect(said).toMatch(/version 20250813: 200\nversion 20261012: 200\nversion unsaid: 200/)
    expect(said).toContain("the same identifier sent twice: taken, taken; orders under it: 2")
    expect(said).toContain("cancelling what is over: 422 order_not_cancellable")
    expect(said).toContain("a booked trade's exec-id is its fill-id: true")
  }).pipe(Effect.scoped)
)

/*
 * tastytrade itself, with a grant of its sandbox: places an order far from the market and takes it back, and says what it
 * learned of what is not published. Without a grant in the environment it is left out.
 */
const {
  TRADETOWER_TRY_TASTYTRADE_ACCOUNT: accountNumber = "",
  TRADETOWER_TRY_TASTYTRADE_REFRESH: refreshToken = "",
  TRADETOWER_TRY_TASTYTRADE_SECRET: clientSecret = ""
} = process.env

it.live.skipIf([accountNumber, refreshToken, clientSecret].includes(""))(
  "tastytrade's sandbox keeps the contract, and tells what is not published",
  () =>
    Effect.gen(function* () {
      const given = { accountNumber, refreshToken, clientSecret }
      const learned = yield* openQuestions(tastytradeAddresses, given, "KO")
      const took = Effect.fnUntraced(function* <A, E, R>(what: string, effect: Effect.Effect<A, E, R>) {
        const before = yield* Clock.currentTimeMillis
        const answer = yield* effect
        learned.push(`${what}: ${(yield* Clock.currentTimeMillis) - before} ms`)
        return answer
      })
      const real = tastytrade()
      const exchange = (yield* real.exchanges([])).find(({ environment }) => environment === "PAPER")
      const [venue] = real.venues
      if (exchange === undefined || venue === undefined) return yield* Effect.die("no sandbox")
      const what = yield* took("trying the grant", real.broker.test("PAPER", Redacted.make(given)))
      learned.push(...(what.facts ?? []))
      const connection: Connection = {
        id: ConnectionId.make("try"),
        tenantId: "try" as TenantId,
        broker: exchange.broker,
        environment: "PAPER",
        venue: exchange.venue,
        terms: "tastytrade",
        label: "Try",
        createdAt: 0
      }
      const secretVersion = yield* keepCredentials(connection, Redacted.make(given))
      const account = yield* took("opening the account", exchange.open({ ...connection, secretVersion }))
      const news: Array<AccountNews> = []
      yield* Effect.forkScoped(Stream.runForEach(account.reports, (one) => Effect.sync(() => void news.push(one))))
      const heard = (tag: string) =>
        eventually(
          Effect.sync(() =>
            news.some((one) => one._tag === tag || (one._tag === "Reported" && one.report._tag === tag))
          ),
          Boolean
        )
      yield* took("the account's stream listens", heard("Connected"))
      const share = Option.getOrThrow(yield* venue.get("KO" as Symbol))
      const market = marketBy("tastytrade", share)
      const { symbol } = market.instrument
      // Far below the market: it rests.
      const order = { ...limitBuy(market, unique("tt-try"), "5", "1"), price: priceOn(market, "5") }
      const sentAt = yield* Clock.currentTimeMillis
      const placed = yield* took("placing an order", account.place(symbol, order))
      expect(yield* account.place(symbol, order)).toEqual(placed)
      yield* took("it is told to be there", heard("OrderAccepted"))
      const sent = { symbol, clientOrderId: ClientOrderId.make(order.clientOrderId), sentAt }
      expect(Option.getOrThrow(yield* took("finding it", account.find(sent))).status).toBe("OPEN")
      yield* took("asking to cancel it", account.cancel(symbol, order))
      yield* took("its end is told", heard("OrderCancelled"))
      expect(Option.getOrThrow(yield* account.find(sent)).status).toBe("CANCELLED")
      console.log(learned.join("\n"))
    }).pipe(Effect.scoped, Effect.provide(Layer.fresh(embeddedPlatformForTests())))
)
