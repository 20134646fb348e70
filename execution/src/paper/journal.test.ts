import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { balances, encodeAccount, findOrder, openOrders, place, priceMoved, type TenantId } from "@tradetower/domain"
import { ada, lots, market, order, price, world } from "../execution.fixture.ts"
import { openJournal } from "./journal.ts"
import { paperFills } from "./paper-exchange.ts"

const start = 1_700_000_000_000

describe("the paper exchange's book", () => {
  it.effect("is read back as it was, over many writes and their shortening", () =>
    Effect.gen(function* () {
      const { account, save } = yield* openJournal(ada, paperFills)
      for (let turn = 1; turn <= 601; turn++) {
        const at = start + turn
        priceMoved(account, market, price(turn % 3 === 0 ? "80" : "100"), at)
        place(account, market, order(`tt-a-GRID-${turn}`, { quantity: lots("0.5") }), at)
        yield* save
        if (turn % 200 !== 0) continue
        const again = yield* openJournal(ada, paperFills)
        assert.strictEqual(encodeAccount(again.account), encodeAccount(account), `after ${turn} orders`)
      }
      assert.isAbove(openOrders(account).length, 0)
      assert.isDefined(findOrder(account, "tt-a-GRID-1"))
    }).pipe(Effect.provide(world))
  )

  it.effect("answers nobody before it is written, also when many ask at once", () =>
    Effect.gen(function* () {
      const { account, save } = yield* openJournal(ada, paperFills)
      priceMoved(account, market, price("100"), start)
      yield* Effect.forEach(
        Array.from({ length: 50 }, (_, index) => index),
        (index) =>
          Effect.gen(function* () {
            place(account, market, order(`tt-a-GRID-${index}`, { quantity: lots("0.1") }), start)
            yield* save
            const written = yield* openJournal(ada, paperFills)
            assert.isDefined(findOrder(written.account, `tt-a-GRID-${index}`))
          }),
        { concurrency: "unbounded" }
      )
    }).pipe(Effect.provide(world))
  )

  it.effect("begins with 100,000 USD for each tenant", () =>
    Effect.gen(function* () {
      const { account } = yield* openJournal("ben" as TenantId, paperFills)
      assert.deepStrictEqual(balances(account), { USD: { free: "100000" as never, reserved: "0" as never } })
    }).pipe(Effect.provide(world))
  )
})
