import { Clock, Effect, Layer, Option, Redacted, Stream } from "effect"
import { expect, it } from "@effect/vitest"
import { type Connection, ConnectionId } from "@tradetower/domain/connection"
import { ClientOrderId, type TenantId } from "@tradetower/domain/ids"
import type { Symbol } from "@tradetower/domain/market"
import { marketBy } from "@tradetower/domain/terms"
import type { AccountNews } from "@tradetower/execution"
import { alpaca, alpacaAddresses } from "@tradetower/execution/alpaca"
import { keepCredentials } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { standInAddresses } from "../standins/alpaca/addresses.ts"
import { serveAlpaca } from "../standins/alpaca/server.ts"
import { limitBuy, priceOn } from "../system/limit-buy.ts"
import { openQuestions } from "./alpaca-questions.ts"
import { eventually, unique } from "./place.ts"

it.live("what is published nowhere is asked, and answered by what plays Alpaca as its page says", () =>
  Effect.gen(function* () {
    const server = yield* Effect.acquireRelease(
      Effect.promise(() =>
        serveAlpaca({
          assets: [
            { symbol: "KO", class: "us_equity", name: "A stock", minimum: "0" },
            { symbol: "LTC/USD", class: "crypto", name: "A coin", minimum: "0.01" }
          ]
        })
      ),
      ({ close }) => Effect.promise(close)
    )
    server.book.add({ key: "PK1", secret: "s1", number: "PA1", environment: "paper", cash: "1000" })
    server.book.trade("LTC/USD", "80")
    server.book.trade("KO", "61")
    server.book.isOpen = false
    const learned = yield* openQuestions(standInAddresses(server.url), { key: "PK1", secret: "s1" }, questioned)
    expect(learned.join("\n")).toMatch(
      /listed after .* ms\n.*execution_id: false\n.*0\.2, free 0\.2\n.*: taken\n.*200\n.*closed\n.*: taken\n.*refused, 422/
    )
    const { book } = server.book.accounts.get("PK1") ?? {}
    expect(Number(book?.position("LTC/USD"))).toBe(0)
  }).pipe(Effect.scoped)
)

/*
 * Alpaca itself, with a key of a paper account: places an order far from the market and takes it back, and says what it
 * learned of what is not published. Without a key in the environment it is left out.
 */
const questioned = { coin: "LTC/USD", share: "KO" }

const { TRADETOWER_TRY_ALPACA_KEY: key, TRADETOWER_TRY_ALPACA_SECRET: secret } = process.env

it.live.skipIf(!key || !secret)("Alpaca's paper account keeps the contract, and tells what is not published", () =>
  Effect.gen(function* () {
    const given = Redacted.make({ key: key ?? "", secret: secret ?? "" })
    const learned = yield* openQuestions(alpacaAddresses, Redacted.value(given), questioned)
    const learn = (what: string) => Effect.sync(() => void learned.push(what))
    const took = Effect.fnUntraced(function* <A, E, R>(what: string, effect: Effect.Effect<A, E, R>) {
      const before = yield* Clock.currentTimeMillis
      const answer = yield* effect
      yield* learn(`${what}: ${(yield* Clock.currentTimeMillis) - before} ms`)
      return answer
    })
    const real = alpaca()
    const exchange = (yield* real.exchanges([])).find(({ environment }) => environment === "PAPER")
    const [venue] = real.venues
    if (exchange === undefined || venue === undefined) return yield* Effect.die("no paper exchange")
    const what = yield* took("trying the key", real.broker.test("PAPER", given))
    expect(what.environment).toBe("PAPER")
    for (const fact of what.facts ?? []) yield* learn(fact)
    const connection: Connection = {
      id: ConnectionId.make("try"),
      tenantId: "try" as TenantId,
      broker: exchange.broker,
      environment: "PAPER",
      venue: exchange.venue,
      terms: "alpaca",
      label: "Try",
      createdAt: 0
    }
    const secretVersion = yield* keepCredentials(connection, given)
    const account = yield* took("opening the account", exchange.open({ ...connection, secretVersion }))
    const news: Array<AccountNews> = []
    yield* Effect.forkScoped(Stream.runForEach(account.reports, (one) => Effect.sync(() => void news.push(one))))
    const heard = (tag: string) =>
      eventually(
        Effect.sync(() => news.some((one) => one._tag === tag || (one._tag === "Reported" && one.report._tag === tag))),
        Boolean
      )
    yield* took("the trading stream listens", heard("Connected"))
    const coin = Option.getOrThrow(yield* venue.get("LTC-USD" as Symbol))
    const market = marketBy("alpaca", coin)
    const { symbol } = market.instrument
    // Far below the market: it rests.
    const order = { ...limitBuy(market, unique("tt-try"), "5", "3"), price: priceOn(market, "5") }
    const sentAt = yield* Clock.currentTimeMillis
    const placed = yield* took("placing an order", account.place(symbol, order))
    expect(yield* took("placing it again", account.place(symbol, order))).toEqual(placed)
    yield* took("it is told to be there", heard("OrderAccepted"))
    const sent = { symbol, clientOrderId: ClientOrderId.make(order.clientOrderId), sentAt }
    expect(Option.getOrThrow(yield* took("finding it", account.find(sent))).status).toBe("OPEN")
    expect((yield* account.openOrders).map(({ clientOrderId }) => clientOrderId)).toContain(order.clientOrderId)
    yield* took("asking to cancel it", account.cancel(symbol, order))
    yield* took("its end is told", heard("OrderCancelled"))
    expect(Option.getOrThrow(yield* account.find(sent)).status).toBe("CANCELLED")
    expect(yield* Effect.map(account.place(symbol, order), ({ exchangeOrderId }) => exchangeOrderId)).toBe(
      placed.exchangeOrderId
    )
    yield* learn("the id of an order that has ended is taken for good")
    console.log(learned.join("\n"))
  }).pipe(Effect.scoped, Effect.provide(Layer.fresh(embeddedPlatformForTests())))
)
