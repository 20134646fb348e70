import { Effect, Layer, Option, Redacted, Schema, Scope } from "effect"
import { type Connection, ConnectionId } from "@tradetower/domain/connection"
import type { TenantId } from "@tradetower/domain/ids"
import type { Instrument } from "@tradetower/domain/market"
import { dividedBy } from "@tradetower/domain/number"
import { marketBy } from "@tradetower/domain/terms"
import type { Exchange, Venue } from "@tradetower/execution"
import {
  ibkrExchange,
  IbkrPace,
  ibkrVenue,
  type Limits,
  OpenMarkets,
  Pace,
  publishedLimits
} from "@tradetower/execution/ibkr"
import { keepCredentials } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { RulesAnswer } from "../../execution/src/brokers/ibkr/web/answers.ts"
import { futureIn, instrumentOf } from "../../execution/src/brokers/ibkr/web/web-instrument.ts"
import { exactJson } from "../../execution/src/wire/exact-json.ts"
import { quietVenue, seenBy } from "../../execution/src/venues/venue.fixture.ts"
import type { Stock } from "../standins/ibkr/book.ts"
import { rulesAnswer } from "../standins/ibkr/answers.ts"
import type { Faults } from "../standins/ibkr/faults.ts"
import { newUser } from "../standins/ibkr/keys.ts"
import { type IbkrServer, serveIbkr } from "../standins/ibkr/server.ts"
import type { ExchangeBench } from "./exchange-bench.ts"

export const stock: Stock = { conid: 8_894, ticker: "KO", name: "COCA-COLA CO/THE" }
/** A future of which ten contracts are one. */
export const future: Stock = {
  conid: 495_512,
  ticker: "SM",
  name: "SMALL",
  future: { ends: "20991218", multiplier: "0.1", tick: "0.25" }
}
export const stocks: ReadonlyArray<Stock> = [stock, { conid: 265_598, ticker: "AAPL", name: "APPLE INC" }, future]

/** As the broker's own limits, in a shorter time: a test has no minutes. */
const LIST_EACH = 60
const each = LIST_EACH + 10
export const quickLimits: Limits = {
  ...publishedLimits,
  all: { requests: 5_000, within: 1_000, kept: 500 },
  each: { orders: each, trades: each, accounts: each, tickle: 10 },
  ban: 60
}

/** A bench at Interactive Brokers, with what lies behind it. */
export interface IbkrBench extends ExchangeBench {
  readonly server: IbkrServer
  readonly exchange: Exchange
  readonly connectionOf: (trader: string) => Effect.Effect<Connection>
  readonly fault: (faults: Partial<Faults>) => Effect.Effect<void>
  readonly instrument: Instrument
  /** What each trader's account is entered with. */
  readonly secrets: ReadonlyMap<string, Readonly<Record<string, string>>>
  /** Prices, candles and instruments, within the session of an account that is open. */
  readonly venue: Venue
}

/** What the broker's own rules make of what it lists. */
const instrumentIn = (of: Stock): Instrument => {
  const rules = Schema.decodeUnknownSync(RulesAnswer)(Option.getOrThrow(exactJson(JSON.stringify(rulesAnswer(of, "")))))
  const { conid, future: terms, ticker } = of
  const found =
    terms === undefined
      ? instrumentOf(rules)
      : futureIn(rules, { symbol: ticker, conid: String(conid), expirationDate: terms.ends }, [])
  if (found === undefined) throw new Error(`${ticker} can't be traded`)
  return found
}

/** Interactive Brokers behind its stand-in, over real HTTP and WebSocket: a stock of it, or a future. */
export const ibkrBenchOf = Effect.fnUntraced(function* (of: Stock): Effect.fn.Return<IbkrBench, unknown, Scope.Scope> {
  const scope = yield* Effect.scope
  const platform = yield* Layer.build(embeddedPlatformForTests())
  const instrument = instrumentIn(of)
  const quick = { stocks, seed: 5, listEach: LIST_EACH, perSecond: 10_000, ban: 50 }
  let server = yield* Effect.promise(() => serveIbkr(quick))
  yield* Effect.addFinalizer(() => Effect.promise(() => server.close()))
  const { book, rest, stream } = server
  const pace = new IbkrPace(quickLimits)
  const markets = new OpenMarkets()
  const exchange = yield* ibkrExchange("PAPER", quietVenue([instrument]), markets, { rest, stream }).pipe(
    Effect.provideContext(platform)
  )
  yield* seenBy(exchange).instruments
  const secrets = new Map<string, Readonly<Record<string, string>>>()
  const connections = new Map<string, Connection>()
  const numbers = new Map<string, string>()
  const connectionOf = Effect.fnUntraced(function* (trader: string) {
    const known = connections.get(trader)
    if (known !== undefined) return known
    const number = `DU${1_000_000 + connections.size}`
    const { consumer, secret } = newUser(connections.size)
    secrets.set(trader, secret)
    numbers.set(trader, number)
    server.admit(consumer, { number, cash: "100000", isPaper: true })
    const connection: Connection = {
      id: ConnectionId.make("ibkr-1"),
      tenantId: trader as TenantId,
      broker: exchange.broker,
      environment: "PAPER",
      venue: exchange.venue,
      terms: "ibkr",
      label: "At Interactive Brokers",
      createdAt: 0
    }
    const secretVersion = yield* Effect.orDie(
      keepCredentials(connection, Redacted.make(secret)).pipe(Effect.provideContext(platform))
    )
    const made = { ...connection, secretVersion }
    connections.set(trader, made)
    return made
  })
  const fault: IbkrBench["fault"] = (faults) => Effect.sync(() => void (book.faults = { ...book.faults, ...faults }))
  return {
    market: marketBy("ibkr", { instrument }),
    terms: "ibkr",
    ...(of.future === undefined && { unit: 10 }),
    open: (trader) =>
      Effect.flatMap(connectionOf(trader), (connection) =>
        Scope.provide(exchange.open(connection), scope).pipe(Effect.provideService(Pace, pace))
      ),
    trade: (price) => Effect.sync(() => server.trade(of.conid, price)),
    // It counts contracts.
    tradeSome: (price, volume) =>
      Effect.sync(() => server.trade(of.conid, price, dividedBy(volume, of.future?.multiplier ?? "1", 0))),
    liquidate: (trader) =>
      Effect.sync(() => {
        const user = [...book.users.values()].find(({ account }) => account.options.number === numbers.get(trader))
        if (user !== undefined) book.liquidate(user, of.conid)
      }),
    expire: Effect.sync(() => book.expire(of.conid)),
    restart: Effect.gen(function* () {
      yield* Effect.promise(() => server.close())
      server = yield* Effect.promise(() => serveIbkr({ ...quick, port: Number(new URL(rest).port), before: server }))
    }),
    loseAnswers: (on) => fault({ cutAnswers: on ? 1 : 0 }),
    turnAway: (on) => fault({ throttle: on }),
    breakStreams: Effect.sync(() => server.cutStreams()),
    get server() {
      return server
    },
    exchange,
    connectionOf,
    fault,
    instrument,
    secrets,
    venue: ibkrVenue(markets)
  }
})
export const ibkrBench = ibkrBenchOf(stock)
