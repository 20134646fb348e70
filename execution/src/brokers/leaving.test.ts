import { generateKeyPairSync } from "node:crypto"
import { expect, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { TestClock } from "effect/testing"
import { http, HttpResponse } from "msw"
import { ClientOrderId } from "@tradetower/domain/ids"
import type { Symbol } from "@tradetower/domain/market"
import type { ExchangeAccount } from "../exchange.ts"
import { RequestWindow } from "../wire/request-window.ts"
import { openedWith, orderAnswer, PAPER } from "./alpaca/answered.fixture.ts"
import { BASE, opened } from "./coinbase/answered.fixture.ts"

const taken = ClientOrderId.make("tt-a1-GRID-7")
const other = ClientOrderId.make("tt-a1-GRID-8")

/** While a broker is left alone an order can be looked at once it is to be taken back, and no other. */
const onlyWhatLeaves = Effect.fnUntraced(function* (account: ExchangeAccount, symbol: Symbol) {
  const sentAt = yield* Clock.currentTimeMillis
  const find = (clientOrderId: ClientOrderId) => account.find({ clientOrderId, symbol, sentAt })
  expect(yield* Effect.flip(find(taken))).toMatchObject({ cause: "LIMITED" })
  yield* TestClock.adjust("5 seconds")
  expect(yield* Effect.flip(find(taken))).toMatchObject({ cause: "LIMITED" })
  // What it is called there has to be asked first.
  yield* account.cancel(symbol, { clientOrderId: taken })
  yield* find(taken)
  yield* account.fillsOf({ clientOrderId: taken, symbol, sentAt })
  expect(yield* Effect.flip(find(other))).toMatchObject({ cause: "LIMITED" })
})

it.effect("at Alpaca what a cancel waits for is asked while it is left alone", () =>
  Effect.gen(function* () {
    const pace = new RequestWindow({ requests: 200, within: 60_000, kept: 60 })
    const { account } = yield* openedWith(
      pace,
      "PAPER",
      http.get(`${PAPER}/v2/orders:by_client_order_id`, () => HttpResponse.json(orderAnswer)),
      http.delete(`${PAPER}/v2/orders/:id`, () => new HttpResponse(null, { status: 204 }))
    )
    pace.rest(yield* Clock.currentTimeMillis, 60_000, 5_000)
    yield* onlyWhatLeaves(account, "KO" as Symbol)
  })
)

it.effect("at Coinbase what a cancel waits for is asked while it is left alone", () =>
  Effect.gen(function* () {
    let asked = 0
    const { account } = yield* opened(
      generateKeyPairSync("ed25519").privateKey,
      http.get(`${BASE}/orders/historical/batch`, () =>
        asked++ === 0
          ? new HttpResponse("Too many requests", { status: 429, headers: { "retry-after": "60" } })
          : HttpResponse.json({ orders: [], sequence: "0", has_next: false, cursor: "" })
      )
    )
    yield* onlyWhatLeaves(account, "BTC-USD" as Symbol)
    expect(asked).toBeGreaterThan(1)
  })
)
