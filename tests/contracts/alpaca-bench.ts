import { Effect, Layer, Redacted, Scope } from "effect"
import { type Connection, ConnectionId } from "@tradetower/domain/connection"
import type { TenantId } from "@tradetower/domain/ids"
import { alpacaExchange, alpacaInstrument, openKeys } from "@tradetower/execution/alpaca"
import type { Exchange } from "@tradetower/execution"
import { keepCredentials } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { marketBy } from "@tradetower/domain/terms"
import { quietVenue, seenBy } from "../../execution/src/venues/venue.fixture.ts"
import type { AlpacaBook, Asset } from "../standins/alpaca/alpaca-book.ts"
import type { Faults } from "../standins/alpaca/faults.ts"
import { standInAddresses } from "../standins/alpaca/addresses.ts"
import { serveAlpaca } from "../standins/alpaca/server.ts"
import type { ExchangeBench } from "./exchange-bench.ts"

const assets: ReadonlyArray<Asset> = [
  { symbol: "KO", class: "us_equity", name: "A stock", minimum: "0" },
  { symbol: "LTC/USD", class: "crypto", name: "A coin", minimum: "0.01" }
]

/** A bench at Alpaca, with what lies behind it. */
export interface AlpacaBench extends ExchangeBench {
  readonly book: AlpacaBook
  readonly exchange: Exchange
  readonly connectionOf: (trader: string) => Effect.Effect<Connection>
  /** What goes wrong from now on, beside what did. */
  readonly fault: (faults: Partial<Faults>) => Effect.Effect<void>
  /** What it is to Alpaca. */
  readonly theirs: string
}

/** Alpaca behind its stand-in, over real HTTP and WebSocket: one of its stocks, or of its coins. */
export const alpacaBench = Effect.fnUntraced(function* (
  of: Asset["class"]
): Effect.fn.Return<AlpacaBench, unknown, Scope.Scope> {
  const scope = yield* Effect.scope
  const platform = yield* Layer.build(embeddedPlatformForTests())
  const theirs = of === "crypto" ? "LTC/USD" : "KO"
  const instrument = alpacaInstrument(theirs, of)
  if (instrument === undefined) throw new Error(`${theirs} can't be traded`)
  const start = (more: Partial<Parameters<typeof serveAlpaca>[0]> = {}) =>
    Effect.promise(() => serveAlpaca({ assets, seed: 5, ...more }))
  let server = yield* start()
  yield* Effect.addFinalizer(() => Effect.promise(() => server.close()))
  const { book, url } = server
  const environment = of === "crypto" ? "LIVE" : "PAPER"
  const venue = quietVenue([instrument])
  const exchange = yield* alpacaExchange(environment, venue, openKeys(), standInAddresses(url)).pipe(
    Effect.provideContext(platform)
  )
  yield* seenBy(exchange).instruments
  const connections = new Map<string, Connection>()
  const connectionOf = Effect.fnUntraced(function* (trader: string) {
    const known = connections.get(trader)
    if (known !== undefined) return known
    const [key, secret] = [`key-of-${trader}`, `secret-of-${trader}`]
    book.add({ key, secret, number: `PA-${trader}`, environment: of === "crypto" ? "live" : "paper", cash: "100000" })
    const connection: Connection = {
      id: ConnectionId.make("alpaca-1"),
      tenantId: trader as TenantId,
      broker: exchange.broker,
      environment,
      venue: exchange.venue,
      terms: "alpaca",
      label: "At Alpaca",
      createdAt: 0
    }
    const secretVersion = yield* Effect.orDie(
      keepCredentials(connection, Redacted.make({ key, secret })).pipe(Effect.provideContext(platform))
    )
    const made = { ...connection, secretVersion }
    connections.set(trader, made)
    return made
  })
  const fault: AlpacaBench["fault"] = (faults) => Effect.sync(() => void (book.faults = { ...book.faults, ...faults }))
  const trade = (price: string, volume?: string) => Effect.sync(() => book.trade(theirs, price, volume))
  return {
    market: marketBy("alpaca", { instrument }),
    terms: "alpaca",
    ...(of === "us_equity" && { unit: 10 }),
    open: (trader) =>
      Effect.flatMap(connectionOf(trader), (connection) => Scope.provide(exchange.open(connection), scope)),
    trade: (price) => trade(price),
    tradeSome: (price, volume) => trade(price, volume),
    restart: Effect.gen(function* () {
      yield* Effect.promise(() => server.close())
      server = yield* start({ port: Number(new URL(url).port), book })
    }),
    loseAnswers: (on) => fault({ cutAnswers: on ? 1 : 0 }),
    turnAway: (on) => fault({ throttle: on ? "WITH_HEADERS" : "NO" }),
    breakStreams: Effect.sync(() => server.cutStreams()),
    book,
    exchange,
    connectionOf,
    fault,
    theirs
  }
})
