import { generateKeyPairSync } from "node:crypto"
import { expect, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { TestClock } from "effect/testing"
import { http, HttpResponse } from "msw"
import { ClientOrderId } from "@tradetower/domain/ids"
import type { OrderRequest } from "@tradetower/domain/order"
import { AskingFor } from "../../in-turn.ts"
import { BASE, created, openedWith } from "./answered.fixture.ts"
import { bitcoin } from "./markets.fixture.ts"

const { symbol } = bitcoin.instrument
/** Two bots, told apart by the second part of an order's id. */
const [greedy, modest] = ["aaaaaaaaaa", "bbbbbbbbbb"]
const order = (bot: string, nth: number): OrderRequest => ({
  clientOrderId: ClientOrderId.make(`tt-${bot}-GRID-${nth}`),
  side: "BUY",
  type: "LIMIT",
  price: bitcoin.price("80000") ?? expect.fail("no price"),
  quantity: bitcoin.quantity("0.01") ?? expect.fail("no quantity"),
  timeInForce: "GTC",
  reduceOnly: false,
  purpose: "GRID"
})
const takes = http.post(`${BASE}/orders`, async ({ request }) => {
  const { client_order_id } = (await request.json()) as { readonly client_order_id: string }
  return HttpResponse.json(created(`of-${client_order_id}`))
})
/** Eight at once, and one each three seconds: more than opening an account takes. */
const limits = [{ requests: 12, within: 12_000, burst: 8 }]

it.effect("bots that share a key share its requests, whoever asks first", () =>
  Effect.gen(function* () {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
    const { account } = yield* openedWith(limits, privateKey, takes)
    yield* TestClock.adjust("1 minute")
    const placed = (bot: string, nth: number) =>
      account
        .place(symbol, order(bot, nth))
        .pipe(Effect.provideService(AskingFor, bot), Effect.exit, Effect.map(Exit.isSuccess))
    let nth = 0
    while (yield* placed(greedy, nth)) nth++
    expect(nth).toBe(8)
    expect(yield* placed(modest, 0)).toBe(false)
    yield* TestClock.adjust(3_001)
    // There is room for one: who has had none gets it, though the other asks before.
    expect([yield* placed(greedy, nth), yield* placed(modest, 1)]).toEqual([false, true])
  })
)
