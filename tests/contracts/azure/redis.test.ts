import { Context, Duration, Effect, Layer, Logger, Option, type Scope } from "effect"
import { describe, expect, it } from "@effect/vitest"
import { TenantId } from "@tradetower/domain/ids"
import { Symbol as MarketSymbol, VenueId } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { LatestPrices, RateCounters } from "@tradetower/platform"
import { Identity, redisState, type ServiceSettings } from "@tradetower/platform/azure"
import { managedIdentity } from "../../standins/managed-identity.ts"
import { redisServer } from "../../standins/redis/server.ts"
import { eventually, unique } from "../place.ts"
import { limit, nobodyElse, ratesContract } from "../rates.ts"

const identity = Identity.layer({ clientId: Option.none() })
/** Answered in time, however busy the machine is, unless a test is about that. */
const stateOf = (settings: ServiceSettings, prefix = "", patience = Duration.minutes(1)) =>
  Layer.provide(redisState(settings, prefix, patience), identity)

ratesContract("Azure, through Redis", (place) =>
  Layer.unwrap(Effect.map(redisServer(), ({ settings }) => stateOf(settings, `${place}:`)))
)
ratesContract("Azure, through a Redis in trouble", (place) =>
  Layer.unwrap(
    Effect.map(redisServer({ seed: 5, rates: { cut: 0.05, error: 0.05, slow: 0.05 } }), ({ settings }) =>
      stateOf(settings, `${place}:`, Duration.millis(250))
    )
  )
)

/** A process of its own that shares what is there. */
const processOf = (settings: ServiceSettings, patience?: Duration.Duration) =>
  Effect.map(Layer.build(Layer.fresh(stateOf(settings, "", patience))), Context.get(RateCounters))
/** What is logged. */
const listener = () => {
  const said: Array<string> = []
  const note = Logger.make(({ logLevel, message }) => void said.push(`${logLevel} ${String(message)}`))
  return { said, listening: Logger.layer([note]) }
}
const ada = () => TenantId.make(unique("ada"))
const live = (title: string, test: Effect.Effect<void, unknown, Scope.Scope>) =>
  it.live(title, () => Effect.scoped(test))

describe("Redis", () => {
  live(
    "SHARED-6 several processes together let pass as many as one may",
    Effect.gen(function* () {
      const { keys, settings } = yield* redisServer()
      const processes = yield* Effect.all([1, 2, 3].map(() => processOf(settings)))
      const tenantId = ada()
      const waits = yield* Effect.forEach(
        Array.from({ length: 60 }, (_, nth) => processes[nth % 3]),
        (rates) => rates?.take(limit(20), tenantId, nobodyElse) ?? Effect.succeed(0)
      )
      expect(waits.filter((wait) => wait === 0)).toHaveLength(20)
      // What was refused is not counted.
      expect(keys.run(["ZCARD", ...keys.all.keys()])).toBe(20)
    })
  )

  live(
    "SHARED-7 what is lost there lets nobody pass more than one process may",
    Effect.gen(function* () {
      const { keys, settings } = yield* redisServer()
      const rates = yield* processOf(settings)
      const tenantId = ada()
      const all = Effect.forEach(Array.from({ length: 15 }), () => rates.take(limit(20), tenantId, nobodyElse))
      expect((yield* all).filter((wait) => wait > 0)).toHaveLength(0)
      keys.run(["DEL", ...keys.all.keys()])
      expect((yield* all).filter((wait) => wait > 0)).toHaveLength(10)
    })
  )

  live(
    "SHARED-7 SHARED-8 while it is away each counts from what it let pass itself, and that is said once",
    Effect.gen(function* () {
      const server = yield* redisServer()
      const { listening, said } = listener()
      yield* Effect.gen(function* () {
        const rates = yield* processOf(server.settings)
        const tenantId = ada()
        for (let i = 0; i < 15; i++) expect(yield* rates.take(limit(20), tenantId, nobodyElse)).toBe(0)
        yield* Effect.promise(server.stop)
        for (let i = 0; i < 5; i++) expect(yield* rates.take(limit(20), tenantId, nobodyElse)).toBe(0)
        for (let i = 0; i < 5; i++) expect(yield* rates.take(limit(20), tenantId, nobodyElse)).toBeGreaterThan(0)
        const others = yield* rates.take(
          limit(20),
          ada(),
          Effect.succeed(Array.from({ length: 20 }, (_, i) => Date.now() - i))
        )
        expect(others).toBeGreaterThan(0)
      }).pipe(Effect.provide(listening))
      expect(said).toHaveLength(1)
      expect(said[0]).toContain("Redis")
      expect(said[0]).not.toContain("stand-in")
    })
  )

  live(
    "SHARED-7 it is used again once it is there again, and what was let pass meanwhile still counts here",
    Effect.gen(function* () {
      const server = yield* redisServer()
      const rates = yield* processOf(server.settings)
      const tenantId = ada()
      expect(yield* rates.take(limit(20), tenantId, nobodyElse)).toBe(0)
      yield* Effect.promise(server.stop)
      expect(yield* rates.take(limit(20), tenantId, nobodyElse)).toBe(0)
      yield* Effect.promise(server.goOn)
      const before = server.signedIn.length
      yield* eventually(
        Effect.andThen(
          rates.take(limit(1_000), ada(), nobodyElse),
          Effect.sync(() => server.keys.all.size)
        ),
        (keys) => keys > 1
      )
      expect(server.signedIn.length).toBeGreaterThanOrEqual(before)
    })
  )

  live(
    "SHARED-7 one that takes questions and never answers is left for another connection",
    Effect.gen(function* () {
      const server = yield* redisServer()
      const rates = yield* processOf(server.settings, Duration.millis(100))
      expect(yield* rates.take(limit(20), ada(), nobodyElse)).toBe(0)
      server.setRates({ slow: 1 })
      expect(yield* rates.take(limit(20), ada(), nobodyElse)).toBe(0)
      const connections = server.signedIn.length
      yield* eventually(
        Effect.andThen(
          rates.take(limit(1_000), ada(), nobodyElse),
          Effect.sync(() => server.signedIn.length)
        ),
        (count) => count > connections
      )
      server.setRates({})
      const known = server.keys.all.size
      yield* eventually(
        Effect.andThen(
          rates.take(limit(1_000), ada(), nobodyElse),
          Effect.sync(() => server.keys.all.size)
        ),
        (keys) => keys > known
      )
    })
  )

  live(
    "SHARED-10 every key begins with the prefix, is of one tenant or market, and expires",
    Effect.gen(function* () {
      const { keys, settings } = yield* redisServer()
      yield* Effect.gen(function* () {
        const rates = yield* RateCounters
        const prices = yield* LatestPrices
        for (const who of ["ada", "ben"]) yield* rates.take(limit(1), TenantId.make(who), nobodyElse)
        yield* rates.take(limit(1), TenantId.make("ada"), nobodyElse)
        yield* prices.keep(
          VenueId.make("coinbase"),
          new Map([[MarketSymbol.make("BTC-USD"), { price: Decimal.make("1.5"), at: 7 }]])
        )
      }).pipe(Effect.provide(stateOf(settings, "tt:")))
      expect([...keys.all.keys()].toSorted()).toEqual([
        "tt:price:{coinbase}:BTC-USD",
        "tt:rate:alerts:{ada}",
        "tt:rate:alerts:{ben}"
      ])
      for (const [key, left] of keys.all)
        expect(left, key).toBeLessThanOrEqual(key.includes("price") ? 600_000 : 60_000)
    })
  )

  live(
    "SHARED-9 a price kept by one process is what another reads; what can't be read is none",
    Effect.gen(function* () {
      const { keys, settings } = yield* redisServer()
      const venue = VenueId.make("coinbase")
      const [btc, eth, sol] = [MarketSymbol.make("BTC-USD"), MarketSymbol.make("ETH-USD"), MarketSymbol.make("SOL-USD")]
      const price = { price: Decimal.make("60000.01"), at: 1_700_000_000_000 }
      const asProcess = Effect.provide(Layer.fresh(stateOf(settings)))
      yield* Effect.flatMap(LatestPrices, (prices) => prices.keep(venue, new Map([[btc, price]]))).pipe(asProcess)
      keys.run(["SET", `price:{${venue}}:${eth}`, '{"price":1}'])
      const read = yield* Effect.flatMap(LatestPrices, (prices) => prices.of(venue, [sol, eth, btc])).pipe(asProcess)
      expect(read).toEqual(new Map([[btc, price]]))
    })
  )

  live(
    "SHARED-9 without it there is no price, and nobody is kept waiting for one",
    Effect.gen(function* () {
      const prices = yield* LatestPrices
      yield* prices.keep(
        VenueId.make("coinbase"),
        new Map([[MarketSymbol.make("BTC-USD"), { price: Decimal.make("1"), at: 1 }]])
      )
      expect((yield* prices.of(VenueId.make("coinbase"), [MarketSymbol.make("BTC-USD")])).size).toBe(0)
    })
  )

  live(
    "the managed identity signs in by its object id, with a token for Redis",
    Effect.gen(function* () {
      const part = (fields: object) => Buffer.from(JSON.stringify(fields)).toString("base64url")
      const token = `${part({ alg: "none" })}.${part({ oid: "its-object-id" })}.x`
      const asked = yield* managedIdentity(token)
      const { keys, settings, signedIn } = yield* redisServer({ passwords: { "its-object-id": token } })
      yield* Effect.flatMap(RateCounters, (rates) => rates.take(limit(1), ada(), nobodyElse)).pipe(
        Effect.provide(stateOf({ ...settings, key: Option.none() }))
      )
      expect(signedIn).toEqual(["its-object-id"])
      expect(keys.all.size).toBe(1)
      expect(asked[0]?.searchParams.get("resource")).toBe("https://redis.azure.com")
    })
  )

  live(
    "who has no access is told what to give, and is not waited for",
    Effect.gen(function* () {
      const { settings } = yield* redisServer({ passwords: { somebody: "else" } })
      const { listening, said } = listener()
      yield* Effect.gen(function* () {
        const rates = yield* processOf(settings, Duration.millis(100))
        expect(yield* rates.take(limit(1), ada(), nobodyElse)).toBe(0)
      }).pipe(Effect.provide(listening))
      expect(said).toHaveLength(1)
      expect(said[0]).toContain("access policy assignment")
    })
  )
})
