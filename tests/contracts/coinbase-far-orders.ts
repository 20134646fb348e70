import { Clock, Effect, Option, type Scope, Stream } from "effect"
import { expect } from "@effect/vitest"
import { ClientOrderId } from "@tradetower/domain/ids"
import type { Market, Price, Quantity } from "@tradetower/domain/market"
import type { OrderRequest } from "@tradetower/domain/order"
import type { AccountNews, ExchangeAccount, ExchangeUnavailable } from "@tradetower/execution"
import { eventually, unique } from "./place.ts"

/** What was learned on the way, in words. */
export type Learned = Array<string>

/** The smallest quantity that is enough for an order at a price. */
const smallestAt = (market: Market, price: Price): Quantity => {
  const enough = market.lotsFor(market.minNotional, price)
  const more = market.lotsIn(BigInt(market.baseOf(enough)) + BigInt(market.baseOf(market.minQuantity)))
  return market.notional(price, enough) >= market.minNotional ? enough : more
}

/**
 * What of the contract of exchanges can be shown where the market can't be moved and the money is real: orders that only
 * rest, half the price away and as small as is taken, each taken back whatever happens. Answers what was learned.
 */
export const farOrders = Effect.fnUntraced(function* (
  account: ExchangeAccount,
  market: Market,
  lastPrice: string
): Effect.fn.Return<Learned, unknown, Scope.Scope> {
  const learned: Learned = []
  const { symbol } = market.instrument
  const half = Math.floor(market.roundPrice(lastPrice, "DOWN") / 2) as Price
  const price = market.orderPrice(half, "DOWN")
  const quantity = smallestAt(market, price)
  const order = (): OrderRequest => ({
    // The longest there is.
    clientOrderId: ClientOrderId.make(unique("tt-0123456789-RESERVATION-1").slice(0, 40)),
    side: "BUY",
    type: "LIMIT",
    price,
    quantity,
    timeInForce: "GTC",
    postOnly: true,
    reduceOnly: false,
    purpose: "RESERVATION"
  })
  const placed: Array<OrderRequest> = []
  const takeBack = Effect.forEach(placed, (one) => Effect.ignore(account.cancel(symbol, one)), { discard: true })
  yield* Effect.addFinalizer(() => Effect.suspend(() => Effect.ignore(takeBack)))
  const news: Array<AccountNews> = []
  yield* Effect.forkScoped(
    Effect.ignore(Stream.runForEach(account.reports, (item) => Effect.sync(() => void news.push(item))))
  )
  const heard = (what: string, of: (item: AccountNews) => boolean) =>
    Effect.gen(function* () {
      const from = yield* Clock.currentTimeMillis
      yield* eventually(
        Effect.sync(() => news.some(of)),
        Boolean
      )
      learned.push(`${what} after ${(yield* Clock.currentTimeMillis) - from} ms`)
    })
  const told =
    (tag: string, { clientOrderId }: OrderRequest) =>
    (item: AccountNews) =>
      item._tag === "Reported" && item.report._tag === tag && item.report.clientOrderId === clientOrderId
  yield* heard("connected", ({ _tag }) => _tag === "Connected")

  const place = Effect.fnUntraced(function* (one: OrderRequest) {
    placed.push(one)
    const from = yield* Clock.currentTimeMillis
    const answer = yield* account.place(symbol, one)
    learned.push(`an order was taken after ${(yield* Clock.currentTimeMillis) - from} ms`)
    return answer
  })
  const sentAt = yield* Clock.currentTimeMillis
  const find = ({ clientOrderId }: OrderRequest): Effect.Effect<Option.Option<unknown>, ExchangeUnavailable> =>
    account.find({ symbol, clientOrderId, sentAt })
  const mine = Effect.map(account.openOrders, (all) =>
    all.filter(({ clientOrderId }) => placed.some((one) => one.clientOrderId === clientOrderId))
  )

  const first = order()
  // EXCH-10
  expect(Option.isNone(yield* find(first))).toBe(true)
  // EXCH-1, EXCH-5
  const { exchangeOrderId } = yield* place(first)
  const from = yield* Clock.currentTimeMillis
  expect(Option.getOrThrow(yield* find(first))).toMatchObject({
    clientOrderId: first.clientOrderId,
    exchangeOrderId,
    side: "BUY",
    price,
    quantity,
    filledQuantity: 0
  })
  learned.push(`it was found by its id ${(yield* Clock.currentTimeMillis) - from} ms later`)
  expect((yield* mine).map((state) => state.exchangeOrderId)).toEqual([exchangeOrderId])
  learned.push(`it was listed ${(yield* Clock.currentTimeMillis) - from} ms later`)
  yield* heard("the channel told of it", told("OrderAccepted", first))
  // EXCH-2, EXCH-3
  expect(yield* account.place(symbol, first)).toEqual({ exchangeOrderId })
  const other = { ...first, price: market.orderPrice((price - 1) as Price, "DOWN") }
  expect(yield* Effect.flip(account.place(symbol, other))).toMatchObject({ _tag: "OrderDiffers" })
  expect(yield* mine).toHaveLength(1)
  // EXCH-4
  const dear = { ...order(), quantity: market.lotsFor(market.quote("100000000"), price) }
  const refused = yield* Effect.flip(account.place(symbol, dear))
  expect(refused._tag).toBe("OrderRejected")
  learned.push(`what is too dear is refused: ${refused.message}`)
  // EXCH-19
  const free = (yield* account.balances).find(({ asset }) => asset === market.instrument.quote)
  expect(Number(free?.available)).toBeLessThan(Number(free?.total))
  // EXCH-8, EXCH-9, EXCH-11, EXCH-17
  const second = order()
  yield* place(second)
  yield* account.cancel(symbol, first)
  yield* heard("a cancel was told", told("OrderCancelled", first))
  yield* account.cancel(symbol, first)
  yield* account.cancelAll?.([{ symbol, clientOrderId: second.clientOrderId }]) ?? Effect.void
  yield* heard("the end of all was told", told("OrderCancelled", second))
  expect(yield* mine).toEqual([])
  return learned
})
