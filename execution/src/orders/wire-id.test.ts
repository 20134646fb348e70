import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { PAPER } from "@tradetower/domain/connection"
import { Orders, Store } from "@tradetower/platform"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import type { ExchangeAccount } from "../exchange.ts"
import { ada, bot, ByHand, instrument, market, order, placed, run, toldToBots, world } from "../execution.fixture.ts"
import { runExecution } from "../execution.ts"
import { pending } from "./order-record.ts"

describe("an exchange that needs an id of its own before it is sent an order", () => {
  it.live("EXEC-2 the id an order is sent under is kept before it is sent, and one that was kept is used again", () =>
    Effect.gen(function* () {
      const store = yield* Store
      const { trade } = yield* ByHand
      const told = yield* toldToBots
      const [before, fresh] = [order("tt-a-GRID-1"), order("tt-a-GRID-2")]
      // An earlier process died between keeping and sending.
      const command = {
        tenantId: ada,
        runId: run,
        botId: bot,
        connection: PAPER,
        environment: "PAPER",
        venue: instrument.venue,
        symbol: instrument.symbol,
        seq: 1,
        action: {}
      } as Parameters<typeof pending>[0]
      const reason = { rule: "TEST", why: "" }
      yield* store.create(Orders, { ...pending(command, market, before, reason, 1), wireId: "kept" })
      const sent: Array<readonly [string | undefined, string | undefined]> = []
      const { data } = yield* ByHand
      const paper = yield* paperExchange(data)
      const numbered = (account: ExchangeAccount): ExchangeAccount => ({
        ...account,
        nextId: Effect.succeed("fresh"),
        place: (symbol, request, wireId) =>
          Effect.gen(function* () {
            const key = { tenantId: ada, botRunId: run }
            const found = yield* Effect.orDie(store.read(Orders, key, request.clientOrderId))
            sent.push([wireId, Option.getOrUndefined(found)?.value.wireId])
            return yield* account.place(symbol, request)
          })
      })
      yield* runExecution({ exchanges: [{ ...paper, open: (of) => Effect.map(paper.open(of), numbered) }] })
      yield* trade("100")
      for (const request of [before, fresh]) {
        yield* placed(request)
        assert.strictEqual((yield* told.next).messageId, `${request.clientOrderId}:accepted`)
      }
      assert.deepStrictEqual(sent, [
        ["kept", "kept"],
        ["fresh", "fresh"]
      ])
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})
