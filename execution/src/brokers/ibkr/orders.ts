import { Clock, Effect, Option } from "effect"
import { ClientOrderId } from "@tradetower/domain/ids"
import type { Market, Price, Symbol } from "@tradetower/domain/market"
import { zero } from "@tradetower/domain/number"
import { leaves, type OrderRequest, type RejectReason } from "@tradetower/domain/order"
import {
  type ExchangeAccount,
  ExchangeUnavailable,
  OrderDiffers,
  OrderRejected,
  type OrderState,
  OutcomeUnknown,
  type SentOrder,
  type UnreadOrder
} from "../../exchange.ts"
import { differs } from "../../same-order.ts"
import { unreadOrder } from "../unread-order.ts"
import type { Urgency } from "../../wire/request-pace.ts"
import type { Contract, Contracts } from "./contracts.ts"
import type { Listings } from "./listings.ts"
import { ofLeg, STOP_LEG } from "./leg.ts"
import type { Mirror, Whole } from "./mirror.ts"
import { notTaken } from "./not-taken.ts"
import { endWords, hasEnded } from "./order-state.ts"
import { reasonOf } from "./refusal.ts"
import { baseOf, sizeOf } from "./trades.ts"

/** An order to be placed. */
export interface Submission {
  readonly contract: Contract
  readonly order: OrderRequest
  readonly urgency: Urgency
  /** What was kept for it before, where the way in needs one. */
  readonly wireId: string | undefined
}

/** What became of a submission. */
export type Submitted =
  /** By the broker's own ids: of one that has a stop beside it, the exit's first. */
  | { readonly _tag: "Taken"; readonly orders: ReadonlyArray<{ readonly orderId: string; readonly word?: string }> }
  /** An order under this id is there, or was. */
  | { readonly _tag: "Duplicate" }
  /** In the broker's own words. */
  | { readonly _tag: "Refused"; readonly words: string; readonly reason?: RejectReason }

/** How orders go out, over whichever way in. */
export interface OrderWire {
  readonly submit: (submission: Submission) => Effect.Effect<Submitted, ExchangeUnavailable | OutcomeUnknown>
  /** Asks to take back orders by the broker's ids; one that is not there any more is no error. */
  readonly cancel: (
    ids: ReadonlyArray<string>,
    market: Market
  ) => Effect.Effect<void, ExchangeUnavailable | OutcomeUnknown>
}

export interface OrdersOf {
  readonly wire: OrderWire
  readonly mirror: Mirror
  readonly list: Listings
  readonly contracts: Contracts
  /** Whether the stream tells what happens now. */
  readonly isLive: () => boolean
  /** What rests, or what is held, changed. */
  readonly changed: () => void
  /** An order was placed, or was to be taken back: news of it are waited for. */
  readonly expect: (id: ClientOrderId) => void
}

const unknown = (message: string) => new OutcomeUnknown({ message })
const orOutcomeUnknown = <A, E extends { readonly message: string }>(effect: Effect.Effect<A, E>) =>
  Effect.mapError(effect, ({ message }) => unknown(message))

/** Places orders of an account, takes them back, and finds them. */
export const accountOrders = ({ changed, contracts, expect, isLive, list, mirror, wire }: OrdersOf) => {
  /** As it stands, in what it is counted in here. Its end is told only once its trades are there. */
  const stateOf = (whole: Whole, market: Market): OrderState | undefined => {
    const [first] = whole.legs
    const quantity = first && market.quantity(baseOf(market, first.total))
    const filled = market.quantity(baseOf(market, whole.filled))
    if (first === undefined || quantity === undefined || filled === undefined) return undefined
    const isOpen = hasEnded(whole.status) && !mirror.isWhole(whole)
    const status = isOpen ? "OPEN" : whole.status
    const price = first.price === undefined ? undefined : market.price(first.price)
    return {
      clientOrderId: whole.clientOrderId,
      exchangeOrderId: first.orderId,
      symbol: market.instrument.symbol,
      status,
      side: first.side,
      ...(price !== undefined && { price }),
      quantity,
      placedAt: first.placedAt,
      filledQuantity: filled,
      ...((status === "CANCELLED" || status === "EXPIRED" || status === "REJECTED") && {
        reason: endWords(status, first.endedBySystem)
      })
    }
  }

  const stated = Effect.fnUntraced(function* (whole: Whole) {
    const market = yield* contracts.marketOf(whole.legs[0]?.conid ?? "")
    return market && stateOf(whole, market)
  })

  /** Those that were listed last and can't be read, and that nothing was told of since. */
  const unread = () => (list.unread?.() ?? []).filter((id) => id === undefined || mirror.whole(id) === undefined)
  const notRead = (clientOrderId: ClientOrderId) =>
    new ExchangeUnavailable({
      message: `Interactive Brokers lists ${clientOrderId} in what can't be read or counted here`,
      retryable: true,
      unread: true
    })

  /** All that the broker says of an order: what the stream told, else what it lists, by our id and by its own. */
  const lookUp = Effect.fnUntraced(function* ({
    clientOrderId,
    exchangeOrderId
  }: Pick<SentOrder, "clientOrderId" | "exchangeOrderId">) {
    const asked = yield* Clock.currentTimeMillis
    if (!isLive() || mirror.whole(clientOrderId) === undefined) {
      if (!list.listedSince(asked)) yield* list.orders("URGENT")
      const whole = mirror.whole(clientOrderId)
      const isThere = whole !== undefined && whole.legs.length > 0
      if (!isThere && exchangeOrderId !== undefined) yield* list.byId(exchangeOrderId, clientOrderId)
    }
    const whole = mirror.whole(clientOrderId)
    if (whole === undefined || (hasEnded(whole.status) && !mirror.isWhole(whole))) yield* list.trades("URGENT")
    return mirror.whole(clientOrderId)
  })

  /** One of an earlier session, of which nothing is known but its trades. */
  const byTrades = Effect.fnUntraced(function* ({ clientOrderId, exchangeOrderId }: SentOrder) {
    const [trade] = mirror.tradesOf(clientOrderId)
    const orderId = exchangeOrderId ?? trade?.execution.order_id
    if (trade === undefined || typeof orderId !== "string") return undefined
    yield* list.byId(orderId, clientOrderId)
    return mirror.whole(clientOrderId)
  })

  const find: ExchangeAccount["find"] = Effect.fn("Ibkr.find")(function* (order) {
    // What it is counted in, whoever traded it here before.
    yield* contracts.of(order.symbol)
    const whole = (yield* lookUp(order)) ?? (yield* byTrades(order))
    // One that can't be read may be it: that it is not there is never said of it.
    if (whole === undefined && unread().some((id) => id === undefined || id === order.clientOrderId))
      return yield* notRead(order.clientOrderId)
    if (whole === undefined) return Option.none()
    const state = yield* stated(whole)
    // Whatever is there under an id of ours was asked for in what is counted here.
    if (state === undefined) return yield* notRead(order.clientOrderId)
    return Option.some(state)
  })

  /** An order under this id is there: whether it is this one, only looking at it tells. */
  const duplicate = Effect.fnUntraced(function* (market: Market, order: OrderRequest) {
    const { clientOrderId } = order
    const { symbol } = market.instrument
    const found = yield* orOutcomeUnknown(find({ clientOrderId, symbol, sentAt: 0 }))
    if (Option.isNone(found)) return yield* unknown("said to be there, and not found")
    const state = found.value
    // The list does not always say what was asked for.
    const there = state.price === undefined && order.price !== undefined ? { ...state, price: order.price } : state
    const other =
      state.symbol === symbol
        ? differs(market, order, there)
        : `an order for ${state.symbol} is there under the id of one for ${symbol}`
    if (other !== undefined) return yield* new OrderDiffers({ clientOrderId, message: other })
    return { exchangeOrderId: state.exchangeOrderId }
  })

  const remember = (
    taken: Extract<Submitted, { _tag: "Taken" }>["orders"],
    conid: string,
    market: Market,
    order: OrderRequest,
    placedAt: number
  ) => {
    const { clientOrderId, price, quantity, side, stopPrice } = order
    const text = (at: Price | undefined) => (at === undefined ? {} : { price: market.priceText(at) })
    const total = sizeOf(market, quantity)
    const leg = { conid, side, total, filled: zero, placedAt }
    for (const [index, { orderId, word }] of taken.entries()) {
      const isStop = index > 0
      mirror.placed({
        ...leg,
        orderId,
        word: word ?? "PendingSubmit",
        reference: isStop ? `${clientOrderId}${STOP_LEG}` : clientOrderId,
        ...text(isStop ? stopPrice : price)
      })
    }
  }

  const place: ExchangeAccount["place"] = Effect.fn("Ibkr.place")(function* (
    symbol: Symbol,
    order: OrderRequest,
    wireId?: string
  ) {
    const { clientOrderId } = order
    const contract = yield* contracts.of(symbol)
    const { conid, market } = contract
    if (mirror.whole(clientOrderId) !== undefined) return yield* duplicate(market, order)
    const refused = (message: string, reason = reasonOf(message)) =>
      new OrderRejected({ clientOrderId, reason, message: `Interactive Brokers ${message}` })
    const why = notTaken(order)
    if (why !== undefined) return yield* refused(why, "INVALID")
    const opens = order.type === "MARKET" ? yield* contracts.closedUntil(contract) : undefined
    if (opens !== undefined)
      return yield* refused(
        `would hold an order at market until ${opens}: send a limit order, or wait`,
        "MARKET_CLOSED"
      )
    const urgency = leaves(order) && order.purpose !== "TAKE_PROFIT" ? "URGENT" : "USUAL"
    const answer = yield* wire.submit({ contract, order, urgency, wireId })
    changed()
    if (answer._tag === "Duplicate") return yield* duplicate(market, order)
    if (answer._tag === "Refused") return yield* refused(`refused it: ${answer.words}`, answer.reason)
    const ids = answer.orders.map(({ orderId }) => orderId)
    const [exchangeOrderId] = ids
    if (exchangeOrderId === undefined) return yield* unknown("taken, and under no id")
    remember(answer.orders, conid, market, order, yield* Clock.currentTimeMillis)
    expect(clientOrderId)
    const legs = order.stopPrice === undefined ? 1 : 2
    if (ids.length === legs) return { exchangeOrderId }
    // One leg alone is not what was asked for.
    yield* orOutcomeUnknown(wire.cancel(ids, market))
    return yield* refused("took one of two orders that belong together, which was taken back", "EXCHANGE")
  })

  const cancel: ExchangeAccount["cancel"] = Effect.fn("Ibkr.cancel")(function* (
    symbol,
    { clientOrderId, exchangeOrderId }
  ) {
    if (mirror.whole(clientOrderId) === undefined)
      yield* lookUp({ clientOrderId, ...(exchangeOrderId !== undefined && { exchangeOrderId }) })
    const whole = mirror.whole(clientOrderId)
    const ids =
      whole === undefined
        ? exchangeOrderId === undefined
          ? []
          : [exchangeOrderId]
        : whole.legs.filter((leg) => mirror.isOpen(leg.orderId)).map(({ orderId }) => orderId)
    const { market } = yield* contracts.of(symbol)
    yield* wire.cancel(ids, market)
    changed()
    if (ids.length > 0) expect(clientOrderId)
  })

  const openOrders: ExchangeAccount["openOrders"] = Effect.gen(function* () {
    if (!isLive()) yield* list.orders("URGENT")
    const states: Array<OrderState | UnreadOrder> = unread().map(unreadOrder)
    for (const id of new Set(mirror.open.map(({ reference }) => ofLeg(reference)))) {
      const whole = mirror.whole(id)
      const state = whole && (yield* stated(whole))
      if (state === undefined) states.push(unreadOrder(ClientOrderId.make(id)))
      else if (state.status === "OPEN" || state.status === "PENDING") states.push(state)
    }
    return states
  })

  return { cancel, find, openOrders, place, stateOf }
}
