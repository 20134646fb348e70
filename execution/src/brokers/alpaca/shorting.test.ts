import { expect, it } from "@effect/vitest"
import { Effect, Option, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { ClientOrderId } from "@tradetower/domain/ids"
import { zero } from "@tradetower/domain/number"
import type { OrderRequest } from "@tradetower/domain/order"
import { accountOrders, type OrdersOf } from "./account-orders.ts"
import { marketIn } from "./instruments.ts"
import { readable, type Rest, unreadable } from "./rest.ts"
import { shortingOf } from "./shorting.ts"

it.effect("where the owner's settings don't say, more than is held could be sold", () =>
  Effect.gen(function* () {
    for (const settings of [{}, { no_shorting: null }]) {
      const get: Rest["get"] = (_, schema) => Effect.map(readable(schema, Option.some(settings)), Option.some)
      expect(yield* shortingOf({ get } as unknown as Rest)).toBe(true)
    }
  })
)

it.effect("what the owner allows is asked for again after a minute, and taken to be allowed where it can't be", () =>
  Effect.gen(function* () {
    const set = { isOff: false, isAway: true, asked: 0 }
    const get = () =>
      Effect.suspend(() => {
        set.asked++
        return set.isAway ? Effect.fail(unreadable) : Effect.succeed(Option.some({ no_shorting: !set.isOff }))
      })
    const mayShort = shortingOf({ get } as unknown as Rest)
    expect(yield* Effect.flip(mayShort)).toBe(unreadable)
    set.isAway = false
    expect(yield* mayShort).toBe(false)
    set.isOff = true
    expect([yield* mayShort, set.asked]).toEqual([false, 2])
    yield* TestClock.adjust("1 minute")
    expect([yield* mayShort, yield* mayShort, set.asked]).toEqual([true, true, 3])
    set.isOff = false
    yield* TestClock.adjust("1 minute")
    expect(yield* mayShort).toBe(false)
    set.isAway = true
    yield* TestClock.adjust("1 minute")
    expect(yield* mayShort).toBe(true)
  })
)

it.effect("each sale is checked once the owner allows to go short, though it was not when the account was opened", () =>
  Effect.gen(function* () {
    const market = marketIn("KO")
    if (market === undefined) return expect.fail("not traded")
    const owner = { allows: false }
    const sent: Array<string> = []
    const { place } = accountOrders({
      rest: {
        key: { id: Redacted.make("i"), secret: Redacted.make("s") },
        send: ({ path }: { path: string }) =>
          Effect.sync(() => (sent.push(path), { status: 500, body: Option.none(), retryAfter: undefined }))
      },
      questions: { order: () => Effect.succeed(Option.none()) },
      holdings: { sellable: () => Effect.succeed(zero), changed: () => undefined },
      marketOf: () => Effect.succeed(market),
      closedUntil: Effect.succeed(undefined),
      mayShort: Effect.sync(() => owner.allows)
    } as unknown as OrdersOf)
    const { price, quantity } = { price: market.price("61.25"), quantity: market.quantity("1") }
    const sale = {
      clientOrderId: ClientOrderId.make("tt-1"),
      side: "SELL",
      type: "LIMIT",
      price,
      quantity,
      timeInForce: "GTC",
      reduceOnly: false,
      purpose: "TAKE_PROFIT"
    } as OrderRequest
    yield* Effect.flip(place(market.instrument.symbol, sale))
    expect(sent).toHaveLength(1)
    owner.allows = true
    expect(yield* Effect.flip(place(market.instrument.symbol, sale))).toMatchObject({ reason: "INSUFFICIENT_FUNDS" })
    expect(sent).toHaveLength(1)
  })
)
