import { expect, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { ClientOrderId } from "@tradetower/domain/ids"
import { Symbol } from "@tradetower/domain/market"
import type { UnreadOrder } from "../../exchange.ts"
import type { AccountMarkets } from "./account-markets.ts"
import { KnownOrders } from "./known-orders.ts"
import { orderQuestions } from "./order-questions.ts"
import type { Rest } from "./rest.ts"
import { unreadable } from "./words.ts"

const odd = ClientOrderId.make("tt-a-GRID-1")
const other = ClientOrderId.make("tt-a-GRID-2")
const asked = (clientOrderId = odd) => ({ clientOrderId, symbol: Symbol.make("KO"), sentAt: 0 })

it.effect(
  "an order of ours that can't be read is unknown alone, never said not to be there, and never sent again",
  () =>
    Effect.gen(function* () {
      const rows = [
        { "external-identifier": odd, legs: "odd" },
        { id: 7, legs: [] }
      ]
      const rest = { account: "/accounts/1", list: () => Effect.succeed(rows) }
      const known = new KnownOrders()
      const { begin, live, liveBut, order } = orderQuestions(rest as unknown as Rest, known, {} as AccountMarkets)
      const unread: Array<UnreadOrder> = []
      expect(yield* liveBut(unread)).toEqual([])
      expect(unread).toEqual([{ status: "UNKNOWN", unread: true, clientOrderId: odd }])
      // Who has to know all that rests is told that it can't be had.
      expect(yield* Effect.flip(live)).toBe(unreadable)
      expect(yield* Effect.flip(order(asked()))).toBe(unreadable)
      expect(yield* order(asked(other))).toEqual(Option.none())
      yield* begin
      expect([odd, other].map((id) => known.doubtedAt(id) !== undefined)).toEqual([true, false])
    })
)
