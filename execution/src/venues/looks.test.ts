import { assert, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { takesAll } from "@tradetower/domain/market"
import { instrument } from "../execution.fixture.ts"
import { looksByAsking } from "./looks.ts"
import { wantedOf } from "./wanted-instruments.ts"

it.effect("a pair that was let go is looked at anew when it is wanted again, and told of only then", () =>
  Effect.gen(function* () {
    const wanted = yield* wantedOf([instrument])
    let asked = 0
    const look = () => Effect.sync(() => ({ instrument, takes: takesAll, asked: ++asked }))
    const pull = yield* Stream.toPull(looksByAsking(look, wanted))
    const told = Effect.map(pull, (all) => all.map((one) => [...one.keys()]))
    assert.deepStrictEqual(yield* told, [[instrument.symbol]])
    yield* wanted.letGo(instrument.symbol)
    assert.deepStrictEqual(yield* told, [[]])
    yield* wanted.want(instrument)
    assert.deepStrictEqual(yield* told, [[instrument.symbol]])
    assert.strictEqual(asked, 2)
  }).pipe(Effect.scoped)
)
