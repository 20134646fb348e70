import { generateKeyPairSync } from "node:crypto"
import { expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { ConnectionId, type Connection } from "@tradetower/domain/connection"
import type { TenantId } from "@tradetower/domain/ids"
import { keepCredentials, type MarketRecord, Markets, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { coinbaseVenue } from "@tradetower/execution"
import { coinbaseBroker, coinbaseExchange } from "@tradetower/execution/coinbase"
import { coinbaseMarket as market, coinbaseServer, userKey } from "./coinbase-bench.ts"
import { buy, symbol } from "./coinbase-trading.ts"

/** Tries a key as the form does. */
const tried = Effect.gen(function* () {
  const server = yield* coinbaseServer
  const { name, secret } = yield* userKey(server, "ada")
  const { test } = coinbaseBroker({ rest: server.rest, users: [server.feed] }).broker
  const [rights] = [...server.admitted.values()].map((key) => key.rights)
  if (rights === undefined) throw new Error("nobody was let in")
  const ask = (given: object = {}) => {
    const fields = { name, privateKey: Redacted.value(secret), ...given }
    return Effect.result(test("LIVE", Redacted.make(fields)))
  }
  return { ask, rights, server }
})

it.live("a key is tried: whose it is, and what it may do", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const { ask } = yield* tried
      expect(yield* ask()).toMatchObject({
        success: { environment: "LIVE", account: "portfolio-ada", permissions: ["view", "trade"], mayWithdraw: false }
      })
    })
  )
)

it.live("one that is not let in to ask for futures is of an account without them, and is taken", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const { ask, server } = yield* tried
      server.ways.noFutures = true
      const facts: unknown = expect.arrayContaining([expect.stringContaining("futures are not activated")])
      expect(yield* ask()).toMatchObject({ success: { facts } })
    })
  )
)

it.live("one that may withdraw is told as such, one that may not trade, or is none, is refused with what to do", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const { ask, rights, server } = yield* tried
      rights.transfer = true
      expect(yield* ask()).toMatchObject({ success: { mayWithdraw: true } })
      rights.transfer = false
      rights.trade = false
      expect(yield* ask()).toMatchObject({ failure: { _tag: "KeyRefused" } })
      rights.trade = true
      const foreign = generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString()
      for (const given of [{ privateKey: "hunter2" }, { name: "" }, { privateKey: foreign }]) {
        const answer = yield* ask(given)
        expect(answer).toMatchObject({ failure: { _tag: "KeyRefused" } })
        expect(JSON.stringify(answer)).not.toContain("hunter2")
        expect(JSON.stringify(answer)).toMatch(/paste|Coinbase gives it|make a new one/)
      }
      server.close()
      expect(yield* ask()).toMatchObject({ failure: { _tag: "BrokerUnavailable" } })
    })
  )
)

it.live("it is tried by Coinbase's time, and how far off ours is is told", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const { ask, server } = yield* tried
      const found = yield* ask()
      expect(JSON.stringify(found)).not.toContain("clock")
      server.ways.clockAhead = 120_000
      expect(yield* ask()).toMatchObject({ success: { account: "portfolio-ada" } })
      expect(JSON.stringify(yield* ask())).toContain("this machine's clock is 120 s behind")
    })
  )
)

it.live("an account is opened by the key that is kept for it, in the steps its market is kept in", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const server = yield* coinbaseServer
      server.trade(symbol, "100")
      const { name, secret } = yield* userKey(server, "ada")
      const venue = coinbaseVenue(server)
      const connection = {
        id: ConnectionId.make("real"),
        tenantId: "ada" as TenantId,
        broker: "coinbase",
        environment: "LIVE",
        venue: venue.id,
        terms: "coinbase",
        label: "Real",
        createdAt: 0
      } as Connection
      const open = Effect.gen(function* () {
        const exchange = yield* coinbaseExchange(venue, { rest: server.rest, users: [server.feed] })
        const without = yield* Effect.flip(exchange.open(connection))
        expect(without).toMatchObject({ cause: "REVOKED", needsUser: true, retryable: false })
        const fields = Redacted.make({ name, privateKey: Redacted.value(secret) })
        const secretVersion = yield* keepCredentials(connection, fields)
        return yield* exchange.open({ ...connection, secretVersion })
      })
      yield* Effect.gen(function* () {
        const account = yield* open
        // Nothing is known of its steps before somebody follows it.
        expect(yield* Effect.flip(account.place(symbol, buy()))).toMatchObject({ _tag: "OrderRejected" })
        const store = yield* Store
        const { instrument } = market
        const kept = { id: symbol, venue: venue.id, instrument, version: 1, source: "LIVE", note: "", connected: true }
        yield* store.upsert(Markets, kept as MarketRecord)
        yield* account.place(symbol, buy())
        expect(yield* account.openOrders).toHaveLength(1)
        expect((yield* account.positions).map((held) => held.symbol)).toEqual([symbol])
      }).pipe(Effect.provide(embeddedPlatformForTests()))
    })
  )
)
