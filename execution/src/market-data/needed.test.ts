import { assert, it } from "@effect/vitest"
import { Effect, Layer, Option, Stream } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { Symbol, VenueId } from "@tradetower/domain/market"
import { followId, Follows, type StepRecord, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { ExchangeUnavailable } from "../exchange.ts"
import { run, stepped } from "../execution.fixture.ts"
import { Needed } from "./needed.ts"
import { neededByAll } from "./needed-by-all.ts"
import type { For } from "./needs.ts"
import { until } from "../passing-time.fixture.ts"
import { OwnShare } from "../shares/own-share.ts"

const venue = VenueId.make("ccxt:kraken")
const symbol = Symbol.make("NO-USD")
const id = followId(venue, symbol)
const [ada, ben] = [TenantId.make("ada"), TenantId.make("ben")]
const refused = { message: "Kraken lists no pair NO-USD", retryable: false }

/** The store, and how often it was asked for pairs of everybody. */
const counted = Layer.effect(
  Store,
  Effect.map(Store, (store) => ({
    ...store,
    query: (container, key, query) => {
      if (container.name === "Follows") queries++
      return store.query(container, key, query)
    }
  }))
)
let queries = 0

it.effect(
  "EXEC-24 whoever asks for what can't be had hears why, however late, and nobody is looked for meanwhile",
  () =>
    Effect.gen(function* () {
      queries = 0
      const store = yield* Store
      const needed = yield* Needed
      const ask = (tenantId: TenantId) =>
        store.upsert(Follows, { id, tenantId, venue, symbol, until: Number.MAX_SAFE_INTEGER })
      const hears = (tenantId: TenantId) =>
        until(
          `${tenantId} hears why`,
          Effect.map(
            store.read(Follows, { tenantId }, id),
            (found) => Option.getOrThrow(found).value.refused !== undefined
          )
        )
      yield* ask(ada)
      for (let times = 0; times < 10; times++) yield* needed.refuse(venue, symbol, new ExchangeUnavailable(refused))
      yield* hears(ada)
      // Once at the start, and once for who asked before it was refused.
      assert.strictEqual(queries, 2)
      yield* ask(ben)
      yield* hears(ben)
      yield* ask(ada)
      yield* hears(ada)
      assert.strictEqual(queries, 2)
      yield* needed.forget(venue, symbol)
    }).pipe(
      Effect.provide(Needed.layer.pipe(Layer.provideMerge(counted), Layer.provideMerge(embeddedPlatformForTests())))
    )
)

it.effect("EXEC-39 who records a venue needs what any bot and any page does, a share what its own bots do", () =>
  Effect.gen(function* () {
    const store = yield* Store
    const [btc, eth] = [Symbol.make("BTC-USD"), Symbol.make("ETH-USD")]
    const own = yield* Needed
    const all = yield* neededByAll("kraken")
    const page = { id: followId(venue, eth), tenantId: ada, venue, symbol: eth, until: Number.MAX_SAFE_INTEGER }
    yield* store.upsert(Follows, page)
    yield* stepped(1, 0, {}, { venue, symbol: btc })
    own.stepped({ botRunId: run, venue, symbol: btc, summary: { state: "ACTIVE" } as StepRecord["summary"] })
    const of = (needed: Needed["Service"]) => Stream.runHead(needed.of(venue))
    yield* until(
      "all of it is known",
      Effect.map(of(all), (found) => Option.getOrThrow(found).size === 2)
    )
    assert.deepStrictEqual([...Option.getOrThrow(yield* of(own))], [[btc, "BOT"]])
    assert.deepStrictEqual(
      Option.getOrThrow(yield* of(all)),
      new Map<Symbol, For>([
        [btc, "BOT"],
        [eth, "PAGE"]
      ])
    )
  }).pipe(
    Effect.scoped,
    Effect.provide(
      Needed.layer.pipe(
        Layer.provide(Layer.succeed(OwnShare, { index: 0, of: 2 })),
        Layer.provideMerge(embeddedPlatformForTests())
      )
    )
  )
)
