import { assert, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { PAPER_BROKER } from "@tradetower/domain/connection"
import { Offers, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { instrument } from "./execution.fixture.ts"
import type { Exchange } from "./exchange.ts"
import { Offered } from "./offer.ts"
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
