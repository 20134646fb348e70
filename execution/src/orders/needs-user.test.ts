import { assert, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import { PAPER } from "@tradetower/domain/connection"
import { Accounts, Notifications, Store } from "@tradetower/platform"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { ExchangeUnavailable } from "../exchange.ts"
import { ada, ByHand, order, placed, world } from "../execution.fixture.ts"
import { until } from "../passing-time.fixture.ts"
import { runExecution } from "../execution.ts"
import { needOf, reasonOf } from "./needs-user.ts"

const away = { retryable: true, message: "it was ended there" } as const

it.live.each([
  [
    "SIGNED_OUT",
    { ...away, cause: "SIGNED_OUT", needsUser: true },
    "Paper account is signed out: it was ended there. Sign in at its broker again; its bots go on by themselves then."
  ],
  [
    "REVOKED",
    { ...away, cause: "REVOKED" },
    "Paper account is closed to its key: it was ended there. Make another one at its broker and give it on the page Connections."
  ],
  ["NEEDS_USER", { ...away, cause: "NETWORK", needsUser: true }, "Paper account needs you: it was ended there."]
] as const)(
  "EXEC-23 an account that only its trader can bring back says so, once however often it is tried: %s",
  ([state, failure, words]) =>
    Effect.gen(function* () {
      const { data, trade } = yield* ByHand
      const store = yield* Store
      let tries = 0
      const reports = Stream.unwrap(
        Effect.sync(() => {
          tries++
          return Stream.fail(new ExchangeUnavailable(failure))
        })
      )
      const paper = yield* paperExchange(data)
      yield* runExecution({
        exchanges: [
          { ...paper, open: (connection) => Effect.map(paper.open(connection), (real) => ({ ...real, reports })) }
        ]
      })
      yield* trade("100")
      yield* placed(order("tt-a-GRID-1"))
      yield* until(
        "tried again",
        Effect.sync(() => tries > 1)
      )
      const notices = yield* store.query(Notifications, { tenantId: ada })
      assert.deepStrictEqual(
        notices.items.map(({ value }) => [value.severity, value.text]),
        [["CRITICAL", words]]
      )
      yield* until(
        "its record says so",
        Effect.map(store.read(Accounts, { tenantId: ada }, PAPER), (found) =>
          Option.exists(found, ({ value }) => value.trouble === state && value.reason === away.message)
        )
      )
    }).pipe(Effect.scoped, Effect.provide(world))
)

it("EXEC-32 a long pause that an exchange asks for is told with its end, a short one is not", () => {
  assert.strictEqual(reasonOf({ ...away, retryAfter: 9_000 }, 0), away.message)
  assert.strictEqual(
    reasonOf({ ...away, retryAfter: 900_000 }, 0),
    `${away.message}: it is asked again at 00:15:00 UTC`
  )
})

it("is its trader's turn only where nothing else helps", () => {
  assert.isUndefined(needOf({ ...away, cause: "SIGNED_OUT" }))
  assert.isUndefined(needOf({ ...away, cause: "NETWORK" }))
})
