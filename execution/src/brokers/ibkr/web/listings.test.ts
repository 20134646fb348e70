import { expect, it } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import { Mirror } from "../mirror.ts"
import { listings } from "./listings.ts"
import type { Session } from "./session.ts"

it.effect("an order of ours that can't be read is listed as such, and keeps no other from being listed", () =>
  Effect.gen(function* () {
    let orders: ReadonlyArray<unknown> = [
      { order_ref: "tt-a-GRID-1.S", orderId: "1", side: 5 },
      { order_ref: "of its owner", orderId: "2", side: 5 },
      "odd"
    ]
    const session = {
      read: (_: object, schema: Schema.Codec<unknown>) =>
        Effect.map(Effect.orDie(Schema.decodeUnknownEffect(schema)({ orders, snapshot: true })), Option.some),
      count: () => 1
    }
    const list = listings(session as unknown as Session, new Mirror("U1"))
    expect(yield* list.orders()).toEqual([])
    expect(list.unread?.()).toEqual(["tt-a-GRID-1", undefined])
    orders = []
    yield* list.orders()
    expect(list.unread?.()).toEqual([])
  })
)
