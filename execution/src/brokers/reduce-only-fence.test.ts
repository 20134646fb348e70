import { assert, it } from "@effect/vitest"
import { Effect, Option, Result } from "effect"
import { PAPER } from "@tradetower/domain/connection"
import { type Decimal, minus, zero } from "@tradetower/domain/number"
import type { OrderRequest } from "@tradetower/domain/order"
import { Orders, Store } from "@tradetower/platform"
import { ada, bot, instrument, market, order, run, world } from "../execution.fixture.ts"
import { pending } from "../orders/order-record.ts"
import { recordedOrders } from "./recorded-orders.ts"
import { reduceOnlyFence, type Resting } from "./reduce-only-fence.ts"

const through = { connection: PAPER, environment: "PAPER", venue: instrument.venue, symbol: instrument.symbol } as const
const command = { tenantId: ada, botId: bot, runId: run, ...through, seq: 1, action: {} }
/** An order to sell so much of a ladder's; `reduceOnly`: of what is held. */
const sell = (nth: number, price: string, size: string, reduceOnly: boolean): OrderRequest => ({
  ...order(`tt-a-GRID-${nth}`),
  side: "SELL",
  price: market.price(price) ?? assert.fail("no price"),
  quantity: market.quantity(size) ?? assert.fail("no quantity"),
  reduceOnly
})

it.effect("what another process sent counts as its record says, whatever was filled of it in between", () =>
  Effect.gen(function* () {
    const store = yield* Store
    const onlyReduces = (yield* recordedOrders)(ada)
    const book = new Map<string, Resting>()
    let held = "3" as Decimal
    const sizeOf = (_: unknown, { quantity }: OrderRequest) => market.quantityText(quantity)
    /** A process, with what it knows by itself. */
    const begun = () => {
      const fence = reduceOnlyFence({
        broker: "A broker",
        sizeOf,
        closable: () => Effect.sync(() => held),
        resting: () => Effect.sync(() => [...book.values()]),
        left: () => Effect.succeed(Option.some(zero)),
        mayBeThere: () => false,
        onlyReduces
      })
      return (asked: OrderRequest) =>
        Effect.gen(function* () {
          yield* store.create(Orders, pending(command, market, asked, { rule: "TEST", why: "" }, 1))
          const rests: Resting = {
            clientOrderId: asked.clientOrderId,
            limit: market.priceText(asked.price ?? assert.fail("no price")),
            left: sizeOf(market, asked)
          }
          const sent = Effect.sync(() => void book.set(asked.clientOrderId, rests))
          return Result.isSuccess(yield* Effect.result(fence(market, asked, sent)))
        })
    }
    const first = begun()
    assert.isTrue(yield* first(sell(1, "95", "2", true)))
    assert.isTrue(yield* first(sell(2, "94", "9", false)))
    // It dies; one of two is sold meanwhile.
    const exit = book.get("tt-a-GRID-1") ?? assert.fail("it rests")
    book.set("tt-a-GRID-1", { ...exit, left: minus(exit.left, "1") })
    held = "2" as Decimal
    const second = begun()
    // Of two that are held one is spoken for by an exit further away, and none by the entry that is nearer.
    assert.isFalse(yield* second(sell(3, "94.5", "2", true)))
    assert.isTrue(yield* second(sell(4, "96", "1", true)))
  }).pipe(Effect.scoped, Effect.provide(world))
)
