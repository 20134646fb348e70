import { assert, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { PAPER_BROKER } from "@tradetower/domain/connection"
import { VenueId } from "@tradetower/domain/market"
import { Offers, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { instrument } from "./execution.fixture.ts"
import type { Exchange } from "./exchange.ts"
import { offer, Offered } from "./offer.ts"
import { quietVenue } from "./venues/venue.fixture.ts"

it.effect("EXEC-26 a venue is looked for until it is known whether its prices come, or that they never will", () =>
  Effect.gen(function* () {
    const marketData = quietVenue([instrument])
    const exchange: Exchange = {
      broker: PAPER_BROKER,
      environment: "PAPER",
      venue: marketData.id,
      terms: ["paper"],
      marketData,
      open: () => Effect.die("nobody opens it")
    }
    const said = Effect.flatMap(Store, (store) =>
      Effect.map(store.read(Offers, { id: "offer" }, "offer"), (offer) => Option.getOrThrow(offer).value.venues[0])
    )
    yield* Effect.gen(function* () {
      const { looked, refused } = yield* Offered
      assert.deepInclude(yield* said, { id: marketData.id, looking: true })
      yield* looked(marketData.id)
      assert.notProperty(yield* said, "looking")
      yield* refused(marketData.id, "it serves no such country")
      assert.deepInclude(yield* said, { refused: "it serves no such country" })
    }).pipe(Effect.provide(Offered.layer([exchange])))
    // Another process has it all before it.
    yield* Effect.gen(function* () {
      const { refused } = yield* Offered
      assert.deepInclude(yield* said, { looking: true })
      yield* refused(marketData.id, "it serves no such country")
      assert.notProperty(yield* said, "looking")
    }).pipe(Effect.provide(Offered.layer([exchange])))
  }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
)

it.effect("EXEC-39 of several processes each says what it knows of the venues it records, and leaves the others", () =>
  Effect.gen(function* () {
    const [kraken, bybit] = [VenueId.make("kraken"), VenueId.make("bybit")]
    const exchanges = [kraken, bybit].map((id): Exchange => {
      const marketData = quietVenue([instrument], { id })
      return {
        broker: PAPER_BROKER,
        environment: "PAPER",
        venue: id,
        terms: ["paper"],
        marketData,
        open: () => Effect.die("nobody opens it")
      }
    })
    const said = Effect.flatMap(Store, (store) =>
      Effect.map(store.read(Offers, { id: "offer" }, "offer"), (found) =>
        Option.getOrThrow(found).value.venues.map(({ looking, refused }) => refused ?? (looking ? "looking" : "there"))
      )
    )
    const [one, other] = yield* Effect.all(
      [kraken, bybit].map((id) => offer(exchanges, new Set([id]))),
      { concurrency: "unbounded" }
    )
    if (one === undefined || other === undefined) return assert.fail("two were asked for")
    assert.deepStrictEqual(yield* said, ["looking", "looking"])
    yield* Effect.all([one.looked(kraken), other.refused(bybit, "no such country")], { concurrency: "unbounded" })
    assert.deepStrictEqual(yield* said, ["there", "no such country"])
    // Who follows one of them knows nothing of its venue yet, and all that was said of the other.
    yield* offer(exchanges, new Set([kraken]))
    assert.deepStrictEqual(yield* said, ["looking", "no such country"])
  }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
)
