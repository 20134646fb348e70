import { Clock, Effect, Option, Redacted, type Scope, Stream } from "effect"
import { type Connection, ConnectionId } from "@tradetower/domain/connection"
import type { ClientOrderId, TenantId } from "@tradetower/domain/ids"
import type { Price, Symbol } from "@tradetower/domain/market"
import { marketBy } from "@tradetower/domain/terms"
import type { AccountNews, Venue } from "@tradetower/execution"
import type { RealBroker } from "../../execution/src/brokers/real-broker.ts"
import { keepCredentials, type Secrets, type Store } from "@tradetower/platform"
import { limitBuy } from "../system/limit-buy.ts"
import { placeAs } from "./exchange-bench.ts"
import { eventually, unique } from "./place.ts"

const HOUR = 3_600_000

/**
 * Asks a paper account what is published nowhere, with one order far below the market that is taken back whatever happens.
 * Answers what was learned, in words.
 */
export const openQuestions = Effect.fnUntraced(function* (
  real: Pick<RealBroker, "broker" | "exchanges">,
  venue: Venue | undefined,
  secret: Readonly<Record<string, string>>,
  symbol: Symbol
): Effect.fn.Return<ReadonlyArray<string>, unknown, Scope.Scope | Secrets | Store> {
  const learned: Array<string> = []
  const learn = (what: string) => void learned.push(what)
  const took = Effect.fnUntraced(function* <A, E, R>(what: string, effect: Effect.Effect<A, E, R>) {
    const before = yield* Clock.currentTimeMillis
    const answer = yield* effect
    learn(`${what}: ${(yield* Clock.currentTimeMillis) - before} ms`)
    return answer
  })
  const given = Redacted.make(secret)
  const found = yield* took("trying the key", real.broker.test("PAPER", given))
  if (found.environment !== "PAPER") return yield* Effect.die("it is an account of real money")
  for (const fact of found.facts ?? []) learn(fact)
  const exchange = (yield* real.exchanges([])).find(({ environment }) => environment === "PAPER")
  if (exchange === undefined || venue === undefined) return yield* Effect.die("no paper exchange")
  const connection: Connection = {
    id: ConnectionId.make("try"),
    tenantId: "try" as TenantId,
    broker: exchange.broker,
    environment: "PAPER",
    venue: exchange.venue,
    terms: "ibkr",
    label: "Try",
    account: found.account,
    createdAt: 0
  }
  const secretVersion = yield* keepCredentials(connection, given)
  const opened = exchange.open({ ...connection, secretVersion })
  const news: Array<AccountNews> = []
  const heard = (tag: string) =>
    eventually(
      Effect.sync(() => news.some((one) => one._tag === tag || (one._tag === "Reported" && one.report._tag === tag))),
      Boolean
    )
  const sentAt = yield* Clock.currentTimeMillis
  const kept = new Map<ClientOrderId, string>()
  const { order, placed } = yield* Effect.scoped(
    Effect.gen(function* () {
      const account = yield* took("opening the account", opened)
      yield* Effect.forkScoped(
        Effect.ignore(Stream.runForEach(account.reports, (one) => Effect.sync(() => void news.push(one))))
      )
      yield* took("the stream lets us in", heard("Connected"))
      const listed = Option.getOrThrow(yield* took("reading the contract", venue.get(symbol)))
      learn(`${symbol} is contract ${listed.venueSymbol}`)
      const market = marketBy("ibkr", listed)
      const candles = yield* took("candles of four days", venue.candles(market.instrument, sentAt - 96 * HOUR, sentAt))
      const last = candles.at(-1)
      if (last === undefined) return yield* Effect.die(`no candles of ${symbol}`)
      const price = market.orderPrice(Math.floor(last.close / 2) as Price, "DOWN")
      const far = { ...limitBuy(market, unique("tt-try"), market.priceText(price), "1"), price }
      const first = yield* took("placing an order", placeAs(account, symbol, far, kept))
      yield* took("it is told to be there", heard("OrderAccepted"))
      return { order: far, placed: first }
    })
  )
  yield* Effect.scoped(
    Effect.gen(function* () {
      const account = yield* took("opening it anew", opened)
      yield* Effect.addFinalizer(() => Effect.ignore(account.cancel(symbol, order)))
      const sent = { symbol, clientOrderId: order.clientOrderId, sentAt }
      const rest = yield* took("listing what rests", account.openOrders)
      learn(
        `${rest.length} orders rest: ${rest
          .slice(0, 20)
          .map(({ exchangeOrderId }) => exchangeOrderId)
          .join(", ")}`
      )
      const state = yield* took("finding it by our id alone", account.find(sent))
      learn(
        `found as ${Option.isSome(state) ? `${state.value.status} at ${state.value.price ?? "no price"}` : "nothing"}`
      )
      const again = yield* took("placing it again", placeAs(account, symbol, order, kept))
      learn(`the same id again is ${again.exchangeOrderId === placed.exchangeOrderId ? "one order" : "ANOTHER ORDER"}`)
      yield* took("asking to cancel it", account.cancel(symbol, order))
      const ended = yield* took(
        "its end is known",
        eventually(Effect.map(account.find(sent), Option.getOrUndefined), (one) => one?.status !== "OPEN")
      )
      learn(`after that it is ${ended?.status ?? "unknown"}`)
    })
  )
  return learned
})
