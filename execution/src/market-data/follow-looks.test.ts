import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { takesAll, type TradingStatus } from "@tradetower/domain/market"
import type { Decimal } from "@tradetower/domain/number"
import { instrument, market } from "../execution.fixture.ts"
import { SIMULATED } from "../venues/venue-ids.ts"
import { followLooks } from "./follow-looks.ts"
import { ListedMarket } from "./listed-market.ts"
import { wantedOf } from "../venues/wanted-instruments.ts"
import { passUntil } from "../passing-time.fixture.ts"

const { symbol } = instrument
const closed: TradingStatus = { takes: "NONE", why: "only cancels are taken" }
const limit: TradingStatus = { takes: "LIMIT", why: "only limit orders are taken" }

/** What bots and records hear of these words of an exchange. */
const heardOf = (before: TradingStatus | undefined, ...words: ReadonlyArray<TradingStatus>) =>
  Effect.gen(function* () {
    const told: Array<string> = []
    let done = false
    const looks = Stream.concat(
      Stream.fromIterable(words.map((takes) => new Map([[symbol, { takes, instrument }]]))),
      Stream.fromEffectDrain(Effect.sync(() => void (done = true)))
    )
    const known = new Map<typeof symbol, TradingStatus>()
    yield* followLooks({
      venue: { id: SIMULATED, looks: () => looks },
      wanted: yield* wantedOf([instrument]),
      watch: {
        trading: (_, __, { takes }) => Effect.sync(() => void told.push(takes)),
        revised: () => Effect.die("no rules have changed")
      },
      listed: new Map([[symbol, new ListedMarket(market)]]),
      before: new Map(before === undefined ? [] : [[symbol, before]]),
      takes: known,
      changed: () => Effect.sync(() => void told.push(`${told.pop()} recorded`))
    })
    yield* passUntil(
      "the last word",
      Effect.sync(() => done)
    )
    assert.strictEqual(known.get(symbol)?.takes, words.at(-1)?.takes)
    return told
  }).pipe(Effect.scoped)

describe("which orders a market takes", () => {
  it.effect("RISK-24 is told when it changes, not when it is said again, and recorded after", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* heardOf(undefined, takesAll, closed, closed, limit, takesAll), [
        "NONE recorded",
        "LIMIT recorded",
        "ALL recorded"
      ])
    })
  )

  it.effect("RISK-24 is told again after a restart to bots that wait, and that they may go on", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* heardOf(closed, takesAll), ["NONE recorded", "ALL recorded"])
    })
  )
})

it.effect(
  "EXEC-31 an instrument's new rules are told with those before, counted, and recorded; the same ones are not",
  () =>
    Effect.gen(function* () {
      const finer = { ...instrument, minNotional: "5" as Decimal }
      const listed = new ListedMarket(market)
      const told: Array<string> = []
      let done = false
      yield* followLooks({
        venue: {
          id: SIMULATED,
          looks: () =>
            Stream.concat(
              Stream.map(
                Stream.make(instrument, finer, { ...finer }),
                (of) => new Map([[symbol, { takes: takesAll, instrument: of }]])
              ),
              Stream.fromEffectDrain(Effect.sync(() => void (done = true)))
            )
        },
        wanted: yield* wantedOf([instrument]),
        watch: {
          trading: () => Effect.void,
          revised: (before, after) => Effect.sync(() => void told.push(`${before.minNotional} to ${after.minNotional}`))
        },
        listed: new Map([[symbol, listed]]),
        before: new Map(),
        takes: new Map(),
        changed: ({ rules, version }) => Effect.sync(() => void told.push(`recorded ${version}: ${rules.minNotional}`))
      })
      yield* passUntil(
        "the last word",
        Effect.sync(() => done)
      )
      assert.deepStrictEqual(told, [`${instrument.minNotional} to 5`, "recorded 1: 5"])
      assert.strictEqual(listed.market, market)
    }).pipe(Effect.scoped)
)
