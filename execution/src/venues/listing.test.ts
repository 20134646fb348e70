import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { Symbol } from "@tradetower/domain/market"
import { instrument } from "../execution.fixture.ts"
import { until } from "../passing-time.fixture.ts"
import { wantedOf } from "./wanted-instruments.ts"
import { listing } from "./listing.ts"

it.live("EXEC-24 what is always followed is listed once, and what was let go anew when it is wanted again", () =>
  Effect.gen(function* () {
    const said: Array<string> = []
    const { always, follow } = listing(({ symbol }) => void said.push(symbol))
    yield* always([instrument])
    yield* always([instrument])
    const wanted = yield* wantedOf([instrument])
    yield* follow(wanted)
    assert.deepStrictEqual(said, ["BTC-USD"])
    const other = { ...instrument, symbol: Symbol.make("SOL-USD") }
    const listed = (count: number) =>
      until(
        `listed ${count} times`,
        Effect.sync(() => said.length === count)
      )
    yield* wanted.want(other)
    yield* listed(2)
    yield* wanted.letGo(other.symbol)
    yield* Effect.yieldNow
    yield* wanted.want(other)
    yield* listed(3)
    assert.deepStrictEqual(said, ["BTC-USD", "SOL-USD", "SOL-USD"])
  }).pipe(Effect.scoped)
)
