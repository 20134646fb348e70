import { Effect, Layer, Redacted, Scope } from "effect"
import { type Connection, ConnectionId } from "@tradetower/domain/connection"
import type { TenantId } from "@tradetower/domain/ids"
import { Decimal, dividedBy } from "@tradetower/domain/number"
import { marketBy } from "@tradetower/domain/terms"
import type { Exchange } from "@tradetower/execution"
import {
  Contracts,
  Keyring,
  nameOf,
  ProcessSignIns,
  SignIns,
  tastytradeExchange,
  tastytradeFuture,
  TastytradePace,
  TastytradePaces,
  tastytradeShare
} from "@tradetower/execution/tastytrade"
import { keepCredentials } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { quietVenue, seenBy } from "../../execution/src/venues/venue.fixture.ts"
import type { Faults } from "../standins/tastytrade/faults.ts"
import { standInAddresses } from "../standins/tastytrade/addresses.ts"
import { serveTastytrade, type TastytradeServer } from "../standins/tastytrade/server.ts"
import type { Account, Future } from "../standins/tastytrade/tastytrade-book.ts"
import type { ExchangeBench } from "./exchange-bench.ts"

/** A future of which ten contracts are one. */
export const small: Future = {
  symbol: "/SMZ6",
  product: "SM",
  multiplier: "0.1",
  tick: "0.25",
  expires: "2099-12-18",
  streamer: "/SMZ26:XCME"
}

const instruments = {
  share: tastytradeShare("BRK/B"),
  future: tastytradeFuture({
    symbol: small.symbol,
    "product-code": small.product,
    "notional-multiplier": Decimal.make(small.multiplier),
    "tick-size": Decimal.make(small.tick),
    "expiration-date": small.expires,
    "stops-trading-at": Date.parse(`${small.expires}T14:30:00Z`)
  })
}
const theirNames = { share: "BRK/B", future: small.symbol }

/** A bench at tastytrade, with what lies behind it. */
export interface TastytradeBench extends ExchangeBench {
  readonly server: () => TastytradeServer
  readonly exchange: Exchange
  readonly connectionOf: (trader: string) => Effect.Effect<Connection>
  readonly accountOf: (trader: string) => Account
  /** What goes wrong from now on, beside what did. */
  readonly fault: (faults: Partial<Faults>) => Effect.Effect<void>
  /** What it is to tastytrade. */
  readonly theirs: string
}

/** As fast as a test asks: nobody waits a second for the next one's turn. */
const unlimited = () => {
  const window = { requests: 10_000, within: 1_000, kept: 1 }
  return new TastytradePaces(window, window, window)
}

/** tastytrade behind its stand-in, over real HTTP and WebSocket: one of its shares, or of its futures. */
export const tastytradeBench = Effect.fnUntraced(function* (
  of: "share" | "future"
): Effect.fn.Return<TastytradeBench, unknown, Scope.Scope> {
  const scope = yield* Effect.scope
  const platform = yield* Layer.build(embeddedPlatformForTests())
  const [instrument, theirs] = [instruments[of], theirNames[of]]
  if (instrument === undefined) throw new Error(`${theirs} can't be traded`)
  const start = (more: Partial<Parameters<typeof serveTastytrade>[0]> = {}) =>
    Effect.promise(() => serveTastytrade({ equities: ["BRK/B", "KO"], futures: [small], seed: 5, ...more }))
  let server = yield* start()
  yield* Effect.addFinalizer(() => Effect.promise(() => server.close()))
  const { book, url } = server
  if (of === "future") book.faults = { ...book.faults, fillsInParts: false }
  const at = standInAddresses(url)
  const shared = {
    at,
    contracts: new Contracts(),
    keys: new Keyring("tastytrade", nameOf),
    venue: quietVenue([instrument])
  }
  const exchange = yield* tastytradeExchange("PAPER", shared).pipe(Effect.provideContext(platform))
  yield* seenBy(exchange).instruments
  const connections = new Map<string, Connection>()
  const numberOf = (trader: string) => `5WT-${trader}`.toUpperCase()
  const connectionOf = Effect.fnUntraced(function* (trader: string) {
    const known = connections.get(trader)
    if (known !== undefined) return known
    const number = numberOf(trader)
    const given = { accountNumber: number, refreshToken: `refresh-of-${trader}`, clientSecret: `secret-of-${trader}` }
    book.add({ number, refresh: given.refreshToken, secret: given.clientSecret, cash: "100000" })
    const connection: Connection = {
      id: ConnectionId.make("tastytrade-1"),
      tenantId: trader as TenantId,
      broker: exchange.broker,
      environment: "PAPER",
      venue: exchange.venue,
      terms: "tastytrade",
      label: "At tastytrade",
      createdAt: 0
    }
    const secretVersion = yield* Effect.orDie(
      keepCredentials(connection, Redacted.make(given)).pipe(Effect.provideContext(platform))
    )
    const made = { ...connection, secretVersion }
    connections.set(trader, made)
    return made
  })
  const fault: TastytradeBench["fault"] = (faults) =>
    Effect.sync(() => void (book.faults = { ...book.faults, ...faults }))
  const trade = (price: string, volume?: string) => Effect.sync(() => book.trade(theirs, price, volume))
  const [paces, signIns] = [unlimited(), new SignIns()]
  return {
    market: marketBy("tastytrade", { instrument }),
    terms: "tastytrade",
    ...(of === "share" && { unit: 10 }),
    open: (trader) =>
      Effect.flatMap(connectionOf(trader), (connection) => Scope.provide(exchange.open(connection), scope)).pipe(
        Effect.provideService(TastytradePace, paces),
        Effect.provideService(ProcessSignIns, signIns)
      ),
    trade: (price) => trade(price),
    // It counts contracts.
    tradeSome: (price, volume) => trade(price, of === "share" ? volume : dividedBy(volume, small.multiplier, 0)),
    restart: Effect.gen(function* () {
      yield* Effect.promise(() => server.close())
      server = yield* start({ port: Number(new URL(url).port), book })
    }),
    loseAnswers: (on) => fault({ cutAnswers: on ? 1 : 0 }),
    turnAway: (on) => fault({ throttle: on ? 1 : 0 }),
    breakStreams: Effect.sync(() => server.cutStreams()),
    server: () => server,
    exchange,
    connectionOf,
    accountOf: (trader) => {
      const found = book.accounts.get(numberOf(trader))
      if (found === undefined) throw new Error(`no account of ${trader}`)
      return found
    },
    fault,
    theirs
  }
})
