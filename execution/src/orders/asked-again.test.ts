import { assert, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import { BrokerId, type Connection, ConnectionId, paperConnection } from "@tradetower/domain/connection"
import { Accounts, Connections, Notifications, queryAll, Store } from "@tradetower/platform"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { ada, ByHand, world } from "../execution.fixture.ts"
import { runExecution } from "../execution.ts"
import { passUntil } from "../passing-time.fixture.ts"
import { ExchangeUnavailable } from "../unavailable.ts"

const REAL = BrokerId.make("alpaca")
const revoked = new ExchangeUnavailable({ message: "the key is gone", retryable: false, cause: "REVOKED" })
const elsewhere = new ExchangeUnavailable({ message: "signed in elsewhere", retryable: false, cause: "COMPETING" })

for (const [when, fails] of [
  ["that was open", "REPORTS"],
  ["that could not be opened", "OPEN"]
] as const)
  it.effect(`EXEC-15 an account ${when} is asked again after a minute, then less often, and is said to be back`, () =>
    Effect.gen(function* () {
      const { data } = yield* ByHand
      const store = yield* Store
      const paper = yield* paperExchange(data)
      const tries = { mine: 0, other: 0 }
      let taken = false
      const open: typeof paper.open = (one) =>
        Effect.suspend(() => {
          const attempt = Effect.suspend((): Effect.Effect<void, ExchangeUnavailable> => {
            if (one.id === "other")
              return Effect.andThen(
                Effect.sync(() => tries.other++),
                Effect.fail(elsewhere)
              )
            tries.mine++
            return taken ? Effect.void : Effect.fail(revoked)
          })
          return fails === "OPEN"
            ? Effect.andThen(attempt, paper.open(one))
            : Effect.map(paper.open(one), (account) => ({
                ...account,
                reports: Stream.unwrap(Effect.as(attempt, account.reports))
              }))
        })
      yield* runExecution({ exchanges: [paper, { ...paper, broker: REAL, open }] })
      const add = (id: string): Connection => ({
        ...paperConnection(ada, data.id),
        id: ConnectionId.make(id),
        broker: REAL,
        label: id
      })
      yield* store.upsert(Connections, add("mine"))
      yield* store.upsert(Connections, add("other"))
      const asked = (times: number) =>
        passUntil(
          `asked ${times} times`,
          Effect.sync(() => tries.mine >= times)
        )
      yield* asked(2)
      taken = true
      const told = Effect.map(queryAll(Notifications, { tenantId: ada }), (all) => all.map(({ text }) => text))
      yield* passUntil(
        "it is back",
        Effect.map(told, (texts) => texts.some((text) => text.startsWith("mine is back:")))
      )
      assert.strictEqual(tries.mine, 3)
      assert.strictEqual(tries.other, 1)
      const record = yield* store.read(Accounts, { tenantId: ada }, ConnectionId.make("mine"))
      assert.isTrue(Option.exists(record, ({ value }) => value.connected && value.trouble === undefined))
      assert.strictEqual(
        (yield* told).filter((text) => /^mine (stands still|is closed to its key)/.test(text)).length,
        fails === "OPEN" ? 1 : 2
      )
    }).pipe(Effect.scoped, Effect.provide(world))
  )
