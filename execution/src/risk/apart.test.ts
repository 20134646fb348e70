import { assert, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { ConnectionId, type Environment, paperConnection } from "@tradetower/domain/connection"
import type { BotId, RunId } from "@tradetower/domain/ids"
import type { Decimal } from "@tradetower/domain/number"
import type { ExchangeAccount } from "../exchange.ts"
import { ada, instrument, market, price } from "../execution.fixture.ts"
import { marketBook } from "../markets.ts"
import { SIMULATED } from "../venues/venue-ids.ts"
import { equityBy } from "./equity.ts"
import { makeGate } from "./gate.ts"
import { Holdings } from "./holdings.ts"
import { quietVenue } from "../venues/venue.fixture.ts"
import { LastPrices } from "./last-prices.ts"

const ONE = 10n ** 18n
const d = (text: string) => text as Decimal

/** An account of this environment that holds so many USD. */
const account = (environment: Environment, usd: string) => {
  const unused = Effect.die(new Error("not asked here"))
  const of: ExchangeAccount = {
    settles: 0,
    balances: Effect.succeed([{ asset: "USD", total: d(usd), available: d(usd) }]),
    place: () => unused,
    cancel: () => unused,
    find: () => unused,
    openOrders: unused,
    positions: unused,
    fills: () => unused,
    fillsOf: () => unused,
    reports: Stream.never
  }
  const connection = { ...paperConnection(ada, SIMULATED), id: ConnectionId.make(environment), environment }
  return { of, connection }
}

/** A step that leaves a run of this environment with so many coins. */
const holding = (environment: Environment, position: string) => ({
  tenantId: ada,
  botDefinitionId: `bot-${environment}` as BotId,
  botRunId: `run-${environment}` as RunId,
  connection: ConnectionId.make(environment),
  environment,
  venue: instrument.venue,
  symbol: instrument.symbol,
  seq: 1,
  summary: {
    state: "ACTIVE" as const,
    since: 0,
    reason: "",
    invested: d("1000"),
    tradingProfit: d("0"),
    fees: d("0"),
    position: d(position),
    positionCost: d("0"),
    fills: 0,
    roundTrips: 0,
    openOrders: 0,
    unknownOrders: 0
  }
})

it.effect("paper money stands behind no real position, and real money behind no paper one", () =>
  Effect.gen(function* () {
    const prices = new LastPrices()
    prices.set(instrument.venue, instrument.symbol, price("100"))
    const holdings = new Holdings(prices, () => market)
    const gate = makeGate(
      {
        tenant: () => undefined,
        bot: () => undefined,
        ownLimits: () => undefined,
        learn: () => Effect.die(new Error("not asked here")),
        armed: () => true,
        onUser: () => Effect.void
      },
      prices
    )
    const guarded = yield* Effect.forEach([account("LIVE", "50"), account("PAPER", "100000")], ({ connection, of }) =>
      gate
        .guard({
          broker: connection.broker,
          environment: connection.environment,
          venue: SIMULATED,
          terms: ["paper"],
          marketData: quietVenue([]),
          open: () => Effect.succeed(of)
        })
        .open(connection)
    )
    for (const one of guarded) yield* one.balances
    const equity = equityBy(
      marketBook([instrument]).pricing,
      () => undefined,
      () => guarded.map((each) => ({ account: each })),
      gate,
      holdings
    )
    assert.strictEqual(equity(ada, "LIVE", "USD"), 50n * ONE)
    assert.strictEqual(equity(ada, "PAPER", "USD"), 100_000n * ONE)

    holdings.stepped(holding("LIVE", "1"))
    holdings.stepped(holding("PAPER", "70"))
    const books = [...holdings.books]
    assert.deepStrictEqual(
      books.map(({ environment }) => environment),
      ["LIVE", "PAPER"]
    )
    const [live, paper] = books.map((book) => holdings.look(book)?.exposure)
    assert.strictEqual(live, 100n * ONE)
    assert.strictEqual(paper, 7_000n * ONE)
    // A run of paper money that ends with a loss leaves what real money made as it was.
    const before = books[0] && holdings.look(books[0])?.result
    const ended = holding("PAPER", "0")
    holdings.stepped({ ...ended, seq: 2, summary: { ...ended.summary, state: "STOPPED", fees: d("5000") } })
    assert.strictEqual(books[0] && holdings.look(books[0])?.result, before)
    assert.strictEqual(books[1]?.ended, -5_000n * ONE)
  }).pipe(Effect.scoped)
)
