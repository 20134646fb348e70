import { Clock, Effect, Option } from "effect"
import { ClientOrderId } from "@tradetower/domain/ids"
import { Symbol } from "@tradetower/domain/market"
import { isZero } from "@tradetower/domain/number"
import { isOurs } from "@tradetower/domain/order"
import {
  type ExchangeAccount,
  ExchangeUnavailable,
  type OrderState,
  type SentOrder,
  type UnreadOrder
} from "../../exchange.ts"
import { filledIn } from "../filled-in.ts"
import type { PassedOver } from "../passed-over.ts"
import { unreadOrder } from "../unread-order.ts"
import { clientIdIn, type Order, OrderAnswer } from "./answers.ts"
import type { Client } from "./client.ts"
import { rfc3339 } from "../../wire/instants.ts"
import type { KnownOrders } from "./known-orders.ts"
import { hasEnded, stateOf } from "./order-state.ts"
import { listOrders, unreadable } from "./pages.ts"
import { paths } from "./paths.ts"
import type { AccountMarkets } from "../kept-markets.ts"
import type { Trades } from "./trades.ts"

/** An order is looked for from this long before it was sent, ms: clocks differ. */
const BEFORE = 60_000
/** Orders not on the book yet are no older than this, ms. */
const UNSETTLED = 120_000
/** An order that was just taken is asked for again after these, ms, until it is listed. */
const AGAIN = [100, 200, 300, 500, 700, 1_000, 1_200]

/** What may stand for a pair in a list: one of USDC's may be told as its book, which is USD's. */
const namesOf = (symbol: string): ReadonlyArray<string> => [...new Set([symbol, symbol.replace(/-USDC$/, "-USD")])]

const uncounted = (clientOrderId: string, retryable: boolean) =>
  new ExchangeUnavailable({
    message: `order ${clientOrderId} is at Coinbase in steps that can't be counted here`,
    retryable
  })

const notYet = new ExchangeUnavailable({
  message: "Coinbase does not list an order yet that it has just taken",
  retryable: true
})

/** The orders of an account as Coinbase's REST lists them. */
export const makeOrderBook = (
  client: Client,
  known: KnownOrders,
  trades: Trades,
  markets: AccountMarkets,
  passedOver: PassedOver
) => {
  /** By Coinbase's id; none that is not there, or not yet. */
  const byId = Effect.fnUntraced(function* (id: string) {
    const answer = yield* client.read(paths.order(id), OrderAnswer)
    const order = Option.flatMap(answer, ({ order }) => Option.fromNullOr(order))
    if (Option.isSome(order)) trades.learn(order.value)
    return order
  })

  /** By ours, newest first from when it was sent: the only way there is. */
  const byClientId = Effect.fnUntraced(function* ({ clientOrderId, sentAt, symbol }: SentOrder) {
    // It may have been sent by this machine's clock or by Coinbase's.
    const from = sentAt + Math.min(0, yield* client.behind) - BEFORE
    const isIt = (order: Order) => order.client_order_id === clientOrderId
    const odd: Array<unknown> = []
    const listed = yield* listOrders(
      client,
      { products: namesOf(symbol), since: rfc3339(from) },
      (orders) => orders.some(isIt),
      odd
    )
    for (const order of listed) trades.learn(order)
    const found = listed.find(isIt)
    // One that can't be read may be it: that it is not there is never said of it.
    if (found === undefined && odd.some((row) => [undefined, clientOrderId].includes(clientIdIn(row))))
      return yield* unreadable
    return Option.fromUndefinedOr(found)
  })

  /** As long as it was taken a moment ago it is waited for: it is there. */
  const waited = Effect.fnUntraced(function* (of: SentOrder, id: string | undefined) {
    const look = id === undefined ? byClientId(of) : byId(id)
    for (const pause of AGAIN) {
      const order = yield* look
      const now = yield* Clock.currentTimeMillis
      if (Option.isSome(order) || !known.unlisted(now).has(of.clientOrderId)) return order
      yield* Effect.sleep(pause)
    }
    return yield* notYet
  })

  /** Told under the name of what was traded. */
  const symbolOf = (order: Order) => known.of(order.order_id)?.symbol ?? Symbol.make(order.product_id)

  const told = Effect.fnUntraced(function* (order: Order) {
    trades.learn(order)
    const market = yield* markets.of(symbolOf(order))
    return market && stateOf(market, order)
  })

  /** An end is told once the trades that are listed make up what was filled, all of them. */
  const proven = Effect.fnUntraced(function* (order: Order, state: OrderState) {
    if (!hasEnded(order.status) || state.status === "REJECTED") return state
    if (order.number_of_fills === 0 && isZero(order.filled_size)) return state
    const rows = yield* trades.ofOrders([order.order_id])
    const { fills } = yield* trades.told(rows)
    const whole = filledIn(fills) === state.filledQuantity && fills.length >= order.number_of_fills
    return whole ? state : { ...state, status: "OPEN" as const }
  })

  const raw = Effect.fnUntraced(function* (of: SentOrder) {
    const id = of.exchangeOrderId ?? known.idOf(of.clientOrderId)
    const found = yield* waited(of, id)
    // By its id it may not be there yet, though it was told of.
    if (Option.isNone(found)) known.doubt(of.clientOrderId)
    return found
  })

  const find: ExchangeAccount["find"] = Effect.fn("Coinbase.find")(function* (of) {
    known.mean(of.clientOrderId, of.symbol)
    const found = yield* raw(of)
    if (Option.isNone(found)) return Option.none()
    const state = yield* told(found.value)
    if (state === undefined) return yield* uncounted(of.clientOrderId, false)
    return Option.some(yield* proven(found.value, state))
  })

  /** What rests: on the book, and on its way there. */
  const restingBut = Effect.fnUntraced(function* (odd: Array<unknown> | undefined) {
    const now = yield* client.now
    const open = yield* listOrders(client, { open: true }, undefined, odd)
    const recent = yield* listOrders(client, { since: rfc3339(now - UNSETTLED) }, undefined, odd)
    for (const order of [...open, ...recent]) trades.learn(order)
    // The second list is the later one.
    return [...new Map([...open, ...recent].map((order) => [order.order_id, order])).values()].filter(
      ({ status }) => !hasEnded(status)
    )
  })
  const resting = restingBut(undefined)

  /** One that rests, as the port has it; none of another's that can't be counted here. One of ours is not forgotten. */
  const restingState = Effect.fnUntraced(function* (
    order: Order
  ): Effect.fn.Return<ReadonlyArray<OrderState | UnreadOrder>, ExchangeUnavailable> {
    const state = yield* told(order)
    if (state !== undefined) return [state]
    if (!isOurs(order.client_order_id)) return []
    if ((yield* markets.of(symbolOf(order))) !== undefined)
      return [unreadOrder(ClientOrderId.make(order.client_order_id))]
    // By another installation, of a market that nobody follows here.
    yield* passedOver.tell(`order ${order.client_order_id} of ${order.product_id}, which is not followed here`)
    return []
  })

  const openOrders: ExchangeAccount["openOrders"] = Effect.gen(function* () {
    for (const pause of AGAIN) {
      const odd: Array<unknown> = []
      const orders = yield* restingBut(odd)
      const now = yield* Clock.currentTimeMillis
      if (known.unlisted(now).size === 0) {
        const states = (yield* Effect.forEach(orders, restingState)).flat()
        return [...states, ...odd.map((row) => unreadOrder(clientIdIn(row)))]
      }
      yield* Effect.sleep(pause)
    }
    return yield* notYet
  }).pipe(Effect.withSpan("Coinbase.openOrders"))

  const fillsOf: ExchangeAccount["fillsOf"] = Effect.fn("Coinbase.fillsOf")(function* (of) {
    known.mean(of.clientOrderId, of.symbol)
    const before = of.exchangeOrderId ?? known.idOf(of.clientOrderId)
    const id = before ?? Option.getOrUndefined(yield* raw(of))?.order_id
    if (id === undefined) return []
    known.learn(id, of.clientOrderId, of.symbol)
    return (yield* trades.told(yield* trades.ofOrders([id]))).fills
  })

  return { find, fillsOf, openOrders, raw, resting }
}
export type OrderBook = ReturnType<typeof makeOrderBook>
