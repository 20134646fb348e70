import { assert, it } from "@effect/vitest"
import { RunId } from "@tradetower/domain/ids"
import { Decimal } from "@tradetower/domain/number"
import { Effect, Exit, Option, Scope } from "effect"
import { Orders, Store, Users } from "@tradetower/platform"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { ada, ByHand, id, order, placed, run, toldToBots, world } from "../execution.fixture.ts"
import { runExecution } from "../execution.ts"
import { positionsFirst } from "./kill-switch.ts"
import { until } from "../passing-time.fixture.ts"

it("takes back first what positions wait for, of these those of the fewest orders", () => {
  const orders = ["flat", "many", "few", "flat", "many", "other"].map((name, nth) => ({
    botRunId: RunId.make(name),
    nth
  }))
  const met = (name: string, position: string) => ({ runId: RunId.make(name), position: Decimal.make(position) })
  const sorted = positionsFirst(orders, [met("flat", "0.00"), met("many", "0.5"), met("few", "-1")])
  assert.deepStrictEqual(
    sorted.map(({ botRunId, nth }) => [botRunId, nth]),
    [
      ["few", 2],
      ["many", 1],
      ["many", 4],
      ["other", 5],
      ["flat", 0],
      ["flat", 3]
    ]
  )
})

it.live("a kill switch used while nobody was there takes all orders back once somebody is", () =>
  Effect.gen(function* () {
    const { data, trade } = yield* ByHand
    const told = yield* toldToBots
    const store = yield* Store
    const start = Effect.gen(function* () {
      const scope = yield* Scope.make()
      yield* Scope.provide(runExecution({ exchanges: [yield* paperExchange(data)] }), scope)
      yield* trade("100")
      return Scope.close(scope, Exit.void)
    })
    const status = Effect.map(
      store.read(Orders, { tenantId: ada, botRunId: run }, id("tt-a-GRID-1")),
      (found) => Option.getOrUndefined(found)?.value.status
    )
    const stop = yield* start
    yield* placed(order("tt-a-GRID-1"))
    assert.strictEqual((yield* told.next).event._tag, "OrderAccepted")
    yield* stop
    const now = Date.now()
    yield* store.create(Users, {
      id: "user",
      tenantId: ada,
      name: "Ada",
      identityProvider: "test",
      createdAt: 1,
      tradingHalted: true,
      killSwitch: { id: "use-1", haltedAt: now, commandedAt: now, bots: [] }
    })
    const stopAgain = yield* start
    yield* until(
      "it was taken back",
      Effect.map(status, (is) => is === "CANCELLED")
    )
    yield* stopAgain
  }).pipe(Effect.scoped, Effect.provide(world))
)
