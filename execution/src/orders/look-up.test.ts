import { assert, it } from "@effect/vitest"
import { Clock, Effect, Option, Stream } from "effect"
import { paperConnection } from "@tradetower/domain/connection"
import { Orders, Store } from "@tradetower/platform"
import { type Exchange, ExchangeUnavailable, OutcomeUnknown } from "../exchange.ts"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { ada, ByHand, id, order, placed, run, world } from "../execution.fixture.ts"
import { runExecution } from "../execution.ts"
import { passUntil, until } from "../passing-time.fixture.ts"
import { SIMULATED } from "../venues/venue-ids.ts"

const NAME = "tt-a-GRID-1"
const record = Effect.flatMap(Store, (store) => store.read(Orders, { tenantId: ada, botRunId: run }, id(NAME))).pipe(
  Effect.map((found) => Option.getOrUndefined(found)?.value)
)

/** An exchange whose answer to the first order is lost; what it says to each look, and when it was looked at. */
const losing = (arrives: boolean, answer: (looks: number) => "REAL" | "AWAY" | "NONE", settles: number) =>
  Effect.gen(function* () {
    const { data } = yield* ByHand
    const paper = yield* paperExchange(data)
    const looked: Array<number> = []
    const sent: Array<number> = []
    const exchange: Exchange = {
      ...paper,
      open: (connection) =>
        Effect.map(paper.open(connection), (real) => ({
          ...real,
          settles,
          reports: Stream.concat(Stream.make({ _tag: "Connected" as const }), Stream.never),
          place: (symbol, request) =>
            Effect.gen(function* () {
              sent.push(yield* Clock.currentTimeMillis)
              if (sent.length > 1) return yield* real.place(symbol, request)
              if (arrives) yield* real.place(symbol, request)
              return yield* new OutcomeUnknown({ message: "no answer" })
            }),
          find: (asked) =>
            Effect.gen(function* () {
              looked.push(yield* Clock.currentTimeMillis)
              const said = answer(looked.length)
              if (said === "AWAY") return yield* new ExchangeUnavailable({ message: "it is away", retryable: true })
              return said === "NONE" ? Option.none() : yield* real.find(asked)
            })
        }))
    }
    yield* runExecution({ exchanges: [exchange] })
    return { looked, sent, account: yield* paper.open(paperConnection(ada, SIMULATED)) }
  })

it.effect("EXEC-41 an order of unknown outcome says what is known and when it is looked up, which is when it is", () =>
  Effect.gen(function* () {
    const { trade } = yield* ByHand
    const { account, looked } = yield* losing(true, (looks) => (looks < 9 ? "AWAY" : "REAL"), 3_000)
    yield* trade("100")
    yield* placed(order(NAME))
    const told = new Map<number, number>()
    yield* passUntil(
      "OPEN",
      Effect.map(record, (found) => {
        const { lookUp } = found ?? {}
        if (lookUp !== undefined) {
          assert.strictEqual(found?.status, "UNKNOWN")
          assert.deepInclude(lookUp, { found: "NO_ANSWER", says: "it is away", ifMissing: "SEND" })
          assert.strictEqual(lookUp.at, looked[lookUp.looks - 1])
          told.set(lookUp.looks, lookUp.next)
        }
        return found?.status === "OPEN"
      })
    )
    // Pauses of a second and more are told: after the fifth look (1.6 s) and those that follow, never longer than 6 s.
    assert.deepStrictEqual([...told.keys()], [5, 6, 7, 8])
    // Time passes a second at a time here: a look comes within that of when it was due.
    for (const [looks, next] of told) {
      const late = (looked[looks] ?? 0) - next
      assert.isTrue(late >= 0 && late < 1_000, `look ${looks + 1} came ${late} ms after it was said to`)
      assert.isAtMost(next - (looked[looks - 1] ?? 0), 6_000)
    }
    assert.isFalse("lookUp" in ((yield* record) ?? {}))
    assert.lengthOf(yield* account.openOrders, 1)
  }).pipe(Effect.scoped, Effect.provide(world))
)

it.effect(
  "EXEC-41 one that is not listed says from when on that means that it never arrived, and is sent again then",
  () =>
    Effect.gen(function* () {
      const { trade } = yield* ByHand
      const { account, looked, sent } = yield* losing(false, () => "NONE", 15_000)
      yield* trade("100")
      yield* placed(order(NAME))
      yield* until(
        "sent",
        Effect.sync(() => sent.length === 1)
      )
      let missingFrom = 0
      yield* passUntil(
        "OPEN",
        Effect.map(record, (found) => {
          const { lookUp } = found ?? {}
          if (lookUp !== undefined) {
            assert.deepInclude(lookUp, { found: "UNLISTED", ifMissing: "SEND" })
            missingFrom = lookUp.missingFrom
          }
          return found?.status === "OPEN"
        })
      )
      assert.strictEqual(missingFrom, (sent[0] ?? 0) + 15_000)
      // The last look is at that moment, not a pause later.
      assert.strictEqual(looked.at(-1), missingFrom)
      assert.lengthOf(sent, 2)
      assert.lengthOf(yield* account.openOrders, 1)
    }).pipe(Effect.scoped, Effect.provide(world))
)
