import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeRestriction } from "./restriction.ts"

it.effect("an account may only close for an hour after Coinbase last said so, the latest word first", () =>
  Effect.gen(function* () {
    let now = 10_000_000
    const { liquidated, refused, standing } = makeRestriction(Effect.sync(() => now))
    const why = Effect.map(standing, ({ closeOnly }) => closeOnly ?? "")
    assert.strictEqual(yield* why, "")
    yield* refused("INSUFFICIENT_FUND")
    assert.strictEqual(yield* why, "")
    yield* refused("PREVIEW_IN_LIQUIDATION")
    assert.include(yield* why, "closing its positions")
    // One of before, listed late, is no news.
    liquidated(now - 1)
    assert.include(yield* why, "closing its positions")
    now += 3_599_999
    assert.include(yield* why, "closing its positions")
    now += 1
    assert.strictEqual(yield* why, "")
    liquidated(now - 3_600_000)
    assert.strictEqual(yield* why, "")
    liquidated(now - 1)
    assert.include(yield* why, "within the last hour")
  })
)
