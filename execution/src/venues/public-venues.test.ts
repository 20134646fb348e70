import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { publicVenues } from "./public-venues.ts"

it.effect("no two venues are called the same, and each offers the rules by which what it lists can be traded", () =>
  Effect.gen(function* () {
    const venues = [...(yield* publicVenues()).values()]
    const names = venues.map(({ name }) => name)
    assert.strictEqual(new Set(names).size, names.length, names.join(", "))
    for (const venue of venues) {
      const { terms } = yield* paperExchange(venue)
      for (const name of ["paper", "alpaca", "coinbase"] as const) assert.include(terms, name, venue.id)
      for (const name of ["tastytrade", "ibkr"] as const) assert.notInclude(terms, name, venue.id)
    }
  }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
)
