import { expect, it } from "@effect/vitest"
import { Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { http, HttpResponse } from "msw"
import { ClientOrderId } from "@tradetower/domain/ids"
import type { OrderRequest } from "@tradetower/domain/order"
import type { ExchangeUnavailable } from "../../exchange.ts"
import { AskingFor } from "../../in-turn.ts"
import { RequestWindow } from "../../wire/request-window.ts"
import { openedWith, PAPER } from "./answered.fixture.ts"
import { marketIn } from "./instruments.ts"

const market = marketIn("BTC/USD") ?? expect.fail("not traded")
const { symbol } = market.instrument
/** Orders of the bots that are told apart by the second part of an order's id. */
const [greedy, modest] = ["aaaaaaaaaa", "bbbbbbbbbb"]
const order = (bot: string, nth: number): OrderRequest => ({
  clientOrderId: ClientOrderId.make(`tt-${bot}-GRID-${nth}`),
  side: "BUY",
  type: "LIMIT",
  price: market.price("92000") ?? expect.fail("no price"),
  quantity: market.quantity("0.01") ?? expect.fail("no quantity"),
  timeInForce: "GTC",
  reduceOnly: false,
  purpose: "GRID"
})
const takes = http.post(`${PAPER}/v2/orders`, async ({ request }) => {
  const { client_order_id, ...asked } = (await request.json()) as { readonly client_order_id: string }
  const answer = { ...asked, client_order_id, id: `of-${client_order_id}`, status: "accepted", filled_qty: "0" }
  return HttpResponse.json({ ...answer, submitted_at: "2026-11-27T15:00:00Z" })
})
const takesBack = http.delete(`${PAPER}/v2/orders/:id`, () => new HttpResponse(null, { status: 204 }))

it.effect("bots that share a key share its requests, and what is taken back passes all of them", () =>
  Effect.gen(function* () {
    const pace = new RequestWindow({ requests: 9, within: 10_000, kept: 3 })
    const { account, sent } = yield* openedWith(pace, "PAPER", takes, takesBack)
    const place = (bot: string, nth: number) =>
      Effect.provideService(account.place(symbol, order(bot, nth)), AskingFor, bot)
    // All that is left of six for what is not urgent.
    let placed = 0
    while (Exit.isSuccess(yield* Effect.exit(place(greedy, placed)))) placed++
    expect(placed).toBeGreaterThan(2)
    yield* TestClock.adjust(1_000)
    const turnedAway = (yield* Effect.flip(place(modest, 0))) as ExchangeUnavailable
    expect(turnedAway).toMatchObject({ retryable: true, cause: "LIMITED", retryAfter: 9_000 })
    const { clientOrderId } = order(greedy, 0)
    yield* account.cancel(symbol, { clientOrderId, exchangeOrderId: `of-${clientOrderId}` })
    expect(sent.at(-1)?.asked).toBe(`DELETE ${PAPER}/v2/orders/of-${clientOrderId}`)
    // One asks for all that there will be, and before the other does.
    yield* TestClock.adjust(5_100)
    const asked = yield* Effect.forEach([10, 11, 12, 13, 14, 15], (nth) =>
      Effect.forkScoped(Effect.exit(place(greedy, nth)))
    )
    yield* TestClock.adjust(3_900)
    yield* Effect.forEach([0, 1, 2], (nth) => place(modest, nth))
    const got = (yield* Effect.forEach(asked, Fiber.join)).filter(Exit.isSuccess)
    expect(got.length).toBeGreaterThan(0)
    expect(got.length).toBeLessThanOrEqual(3)
  })
)
