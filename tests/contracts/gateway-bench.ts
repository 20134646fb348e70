import { Effect, Exit, Layer, Redacted, Schedule, Scope } from "effect"
import { type Connection, ConnectionId } from "@tradetower/domain/connection"
import type { TenantId } from "@tradetower/domain/ids"
import type { Instrument } from "@tradetower/domain/market"
import { marketBy } from "@tradetower/domain/terms"
import type { Exchange, Venue } from "@tradetower/execution"
import { gatewayExchange, GatewayPatience, ibkrVenue, OpenMarkets } from "@tradetower/execution/ibkr"
import { keepCredentials } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { stockOf } from "../../execution/src/brokers/ibkr/instruments.ts"
import { quietVenue, seenBy } from "../../execution/src/venues/venue.fixture.ts"
import { IbkrBook } from "../standins/ibkr/book.ts"
import type { Faults } from "../standins/ibkr/faults.ts"
import type { GatewayFaults } from "../standins/tws/faults.ts"
import { type GatewayServer, serveGateway } from "../standins/tws/server.ts"
import type { ExchangeBench } from "./exchange-bench.ts"
import { stock, stocks } from "./ibkr-bench.ts"

/** A bench at gateways of Interactive Brokers, one for each trader, with what lies behind them. */
export interface GatewayBench extends ExchangeBench {
  readonly book: IbkrBook
  readonly exchange: Exchange
  /** The gateway of a trader. */
  readonly serverOf: (trader: string) => Effect.Effect<GatewayServer>
  readonly connectionOf: (trader: string) => Effect.Effect<Connection>
  /** What goes wrong in the book, and at each gateway. */
  readonly fault: (faults: Partial<Faults>) => Effect.Effect<void>
  readonly gatewayFault: (faults: Partial<GatewayFaults>) => Effect.Effect<void>
  readonly instrument: Instrument
  readonly venue: Venue
}

/** A test has no minutes. */
const hurried = { letIn: 1_500, quiet: 400, answers: 100 }

/** Interactive Brokers' gateway behind its stand-in, over TCP. */
export const gatewayBench: Effect.Effect<GatewayBench, unknown, Scope.Scope> = Effect.gen(function* () {
  const scope = yield* Effect.scope
  const platform = yield* Layer.build(embeddedPlatformForTests())
  const instrument = stockOf({
    conid: String(stock.conid),
    symbol: stock.ticker,
    currency: "USD",
    magnifier: "1",
    step: undefined,
    steps: []
  })
  if (instrument === undefined) throw new Error("KO can't be traded")
  const book = new IbkrBook(5, stocks)
  const servers = new Map<string, GatewayServer>()
  yield* Effect.addFinalizer(() => Effect.promise(() => Promise.all([...servers.values()].map(({ close }) => close()))))
  const markets = new OpenMarkets()
  const exchange = yield* gatewayExchange("PAPER", quietVenue([instrument]), markets).pipe(
    Effect.provideContext(platform)
  )
  yield* seenBy(exchange).instruments
  const connections = new Map<string, Connection>()
  const opened = new Map<string, Scope.Closeable>()
  const connectionOf = Effect.fnUntraced(function* (trader: string) {
    const known = connections.get(trader)
    if (known !== undefined) return known
    const number = `DU${1_000_000 + connections.size}`
    const user = book.add(trader, { number, cash: "100000", isPaper: true })
    const server = yield* Effect.promise(() => serveGateway({ book, user }))
    servers.set(trader, server)
    const connection: Connection = {
      id: ConnectionId.make("gateway-1"),
      tenantId: trader as TenantId,
      broker: exchange.broker,
      environment: "PAPER",
      venue: exchange.venue,
      terms: "ibkr",
      label: "At the gateway",
      createdAt: 0
    }
    const given = Redacted.make({ host: "127.0.0.1", port: String(server.port), clientId: "17", account: "" })
    const secretVersion = yield* Effect.orDie(keepCredentials(connection, given).pipe(Effect.provideContext(platform)))
    const made = { ...connection, secretVersion }
    connections.set(trader, made)
    return made
  })
  const all = () => [...servers.values()].map(({ gateway }) => gateway)
  const fault: GatewayBench["fault"] = (faults) => Effect.sync(() => void (book.faults = { ...book.faults, ...faults }))
  const gatewayFault: GatewayBench["gatewayFault"] = (faults) =>
    Effect.sync(() => {
      for (const gateway of all()) gateway.faults = { ...gateway.faults, ...faults }
    })
  const trade = (price: string, volume?: string) =>
    Effect.sync(() => {
      book.trade(stock.conid, price, volume)
      for (const gateway of all()) gateway.trade(stock.conid, price)
    })
  return {
    market: marketBy("ibkr", { instrument }),
    terms: "ibkr",
    unit: 10,
    // A client id is let in once: whoever opens it again is who had it before, and died.
    open: Effect.fnUntraced(function* (trader) {
      const connection = yield* connectionOf(trader)
      const before = opened.get(trader)
      if (before !== undefined) yield* Scope.close(before, Exit.void)
      const own = yield* Scope.fork(scope)
      opened.set(trader, own)
      return yield* Scope.provide(exchange.open(connection), own).pipe(
        Effect.retry({ times: 20, schedule: Schedule.spaced("20 millis") }),
        Effect.provideService(GatewayPatience, hurried)
      )
    }),
    trade,
    tradeSome: trade,
    loseAnswers: (on) => gatewayFault({ dropAfterTaking: on ? 1 : 0 }),
    turnAway: (on) => gatewayFault({ tooFast: on }),
    breakStreams: Effect.sync(() => {
      for (const gateway of all()) gateway.cut()
    }),
    book,
    exchange,
    connectionOf,
    serverOf: (trader) =>
      Effect.map(connectionOf(trader), () => {
        const server = servers.get(trader)
        if (server === undefined) throw new Error("nobody's gateway")
        return server
      }),
    fault,
    gatewayFault,
    instrument,
    venue: ibkrVenue(markets)
  }
})
