import { Clock, Effect, Queue } from "effect"
import { ClientOrderId, type Time } from "@tradetower/domain/ids"
import type { Market, Quantity } from "@tradetower/domain/market"
import { compare, type Decimal, isZero } from "@tradetower/domain/number"
import { isOurs } from "@tradetower/domain/order"
import type { AccountNews } from "../../exchange.ts"
import { Asking } from "../../in-turn.ts"
import { patiently } from "../../patience.ts"
import { filledIn } from "../filled-in.ts"
import { Latest } from "../latest.ts"
import type { KnownOrder, KnownOrders } from "./known-orders.ts"
import { endWords, hasEnded, lotsOf, statusOf } from "./order-state.ts"
import type { AccountMarkets } from "../kept-markets.ts"
import type { Trades } from "./trades.ts"
import type { UserOrder } from "./user-messages.ts"

/** What rings so soon after a look is looked at together, ms. */
const GATHER = 100
/** Trades that lack are asked for again after these, ms, and then as after the last. */
const AGAIN = [300, 1_000, 3_000, 10_000]
/** After so many looks the account is said to tell late. */
const LATE = 12
/** Trades told of lately: what is told twice is told once. */
const TOLD = 20_000
/** Orders said to be taken. */
const ACCEPTED = 20_000

/** An order that something happened to, of which not all has been told. */
interface Ringing {
  order: UserOrder
  looks: number
  dueAt: number
}

const isNewer = (order: UserOrder, before: UserOrder): boolean =>
  compare(order.cumulative_quantity, before.cumulative_quantity) >= 0 || hasEnded(order.status)

/**
 * The channel of own orders tells totals; the trades are REST's. What it tells rings: the order's trades are read there and
 * told under their own ids, and its end once they make up what was filled.
 */
export const makeBell = (known: KnownOrders, trades: Trades, markets: AccountMarkets) => {
  const told = new Latest<string>(TOLD)
  const accepted = new Latest<string>(ACCEPTED)
  const ended = new Latest<string>(ACCEPTED)

  /** One connection's worth. */
  const listen = Effect.fnUntraced(function* (tell: (news: AccountNews) => void) {
    const ringing = new Map<string, Ringing>()
    /** What is urgent never waits behind what is not: each has its own looks. */
    const lanes = [
      { leaving: false, rung: yield* Queue.sliding<void>(1) },
      { leaving: true, rung: yield* Queue.sliding<void>(1) }
    ]
    type Lane = (typeof lanes)[number]
    const ringingIn = ({ leaving }: Lane) =>
      [...ringing].filter(([id]) => {
        const of = known.of(id)
        return (of !== undefined && known.leaving.has(of.clientOrderId)) === leaving
      })

    const accept = ({ clientOrderId, orderId, symbol }: KnownOrder, at: Time) => {
      if (!accepted.isNew(orderId)) return
      tell({
        _tag: "Reported",
        symbol,
        report: { _tag: "OrderAccepted", at, clientOrderId, exchangeOrderId: orderId }
      })
    }

    /** Tells what is new of an order; answers whether nothing of it lacks. */
    const report = Effect.fnUntraced(function* (
      of: KnownOrder,
      market: Market,
      order: UserOrder,
      rows: Parameters<Trades["told"]>[0]
    ) {
      const at = (yield* Clock.currentTimeMillis) as Time
      const { clientOrderId, orderId, symbol } = of
      const status = statusOf(order.status)
      if (status === "REJECTED") {
        if (ended.isNew(orderId))
          tell({
            _tag: "Reported",
            symbol,
            report: {
              _tag: "OrderRejected",
              at,
              clientOrderId,
              reason: "EXCHANGE",
              message: `Coinbase took the order and then refused it: ${endWords(order.reject_Reason, order.reject_reason, order.cancel_reason) ?? "it does not say why"}`
            }
          })
        return true
      }
      const filled = lotsOf(market, order.cumulative_quantity)
      const { fills, odd } = yield* trades.told(rows.filter(({ order_id }) => order_id === orderId))
      const ours = !trades.isLiquidation(orderId)
      if (ours && status !== "PENDING" && status !== "UNKNOWN") accept(of, at)
      for (const { report: fill } of fills) {
        const name = `${fill._tag}/${"tradeId" in fill ? fill.tradeId : ""}`
        if (told.isNew(name)) tell({ _tag: "Reported", symbol, report: fill })
      }
      for (const one of odd) {
        if (told.isNew(one))
          tell({ _tag: "Degraded", reason: `Coinbase tells of ${one}, which is no trade: compare your account there` })
      }
      const count = Number(order.number_of_fills ?? 0)
      const whole = filled !== undefined && filledIn(fills) >= filled && fills.length >= count
      if (!whole || !hasEnded(order.status)) return whole
      if (ended.isNew(orderId) && ours && status !== "FILLED") {
        const reason = endWords(order.cancel_reason)
        const end = { at, clientOrderId }
        tell({
          _tag: "Reported",
          symbol,
          report:
            status === "EXPIRED"
              ? { _tag: "OrderExpired", ...end, reason: reason ?? "its time is over" }
              : { _tag: "OrderCancelled", ...end, reason: reason ?? "cancelled at Coinbase" },
          filledQuantity: filled as Quantity
        })
      }
      return true
    })

    /** Looks at all orders of a lane that are due; answers whether Coinbase was asked for it. */
    const look = Effect.fnUntraced(function* (lane: Lane) {
      const now = yield* Clock.currentTimeMillis
      const due = ringingIn(lane).filter(([, { dueAt }]) => dueAt <= now)
      const ids = due.map(([id]) => id)
      if (ids.length === 0) return false
      yield* trades.learnAll(ids)
      const filled = due
        .filter(([, { order }]) => compare(order.cumulative_quantity, "0" as Decimal) > 0)
        .map(([id]) => id)
      const rows = filled.length === 0 ? [] : yield* trades.ofOrders(filled, enoughOf(due))
      for (const [id, one] of due) {
        const { order } = one
        const of = known.of(id)
        const market = of && (yield* markets.of(of.symbol))
        if (of !== undefined && market === undefined) ringing.delete(id)
        else if (of === undefined && order.client_order_id === "") ringing.delete(id)
        else if (of !== undefined && market !== undefined && (yield* report(of, market, order, rows))) {
          // Meanwhile it may have rung again.
          if (one.order === order) ringing.delete(id)
          const wasLate = one.looks >= LATE
          one.looks = 0
          if (wasLate && ![...ringing.values()].some(({ looks }) => looks >= LATE)) tell({ _tag: "Restored" })
        } else if (of !== undefined && one.looks >= LATE && !isOurs(of.clientOrderId)) {
          // The owner's own, of which something can't be read here: nobody waits for it.
          ringing.delete(id)
        } else {
          one.looks++
          one.dueAt = now + (AGAIN[Math.min(one.looks, AGAIN.length) - 1] ?? GATHER)
          if (one.looks === LATE && (of === undefined || isOurs(of.clientOrderId)))
            tell({
              _tag: "Degraded",
              reason: `Coinbase does not list all trades of order ${order.client_order_id}: they are asked for every ten seconds`
            })
        }
      }
      return filled.length > 0
    })

    /** Looks whenever it rings, and when something lacks, at most so often. */
    const workIn = Effect.fnUntraced(function* (lane: Lane) {
      const { leaving, rung } = lane
      const looked = Effect.provideService(look(lane), Asking, leaving ? "URGENT" : "USUAL")
      for (;;) {
        const now = yield* Clock.currentTimeMillis
        const next = Math.min(...ringingIn(lane).map(([, { dueAt }]) => dueAt))
        if (next > now)
          yield* Number.isFinite(next) ? Effect.raceFirst(Queue.take(rung), Effect.sleep(next - now)) : Queue.take(rung)
        if (yield* Effect.retry(looked, patiently)) yield* Effect.sleep(GATHER)
      }
    })
    const work = Effect.forEach(lanes, workIn, { concurrency: "unbounded", discard: true })

    const ring = (order: UserOrder, now: number) => {
      // One without a name of its own is the trader's, unless Coinbase closes a position by it.
      if ((order.client_order_id === "" && !/liquidat/i.test(order.order_type ?? "")) || ended.has(order.order_id))
        return
      const before = ringing.get(order.order_id)
      if (before !== undefined && isNewer(order, before.order)) before.order = order
      if (before !== undefined) before.dueAt = Math.min(before.dueAt, now)
      else ringing.set(order.order_id, { order, looks: 0, dueAt: now })
      for (const { rung } of lanes) Queue.offerUnsafe(rung, undefined)
    }

    /** Takes in what the channel told. What needs no look is told at once. */
    const hear = Effect.fnUntraced(function* (orders: ReadonlyArray<UserOrder>) {
      const now = yield* Clock.currentTimeMillis
      for (const order of orders) {
        const { client_order_id: name, order_id: id } = order
        const of = known.of(id) ?? (name === "" ? undefined : known.learnOurs(id, ClientOrderId.make(name)))
        if (of !== undefined && statusOf(order.status) === "OPEN") accept(of, now as Time)
        ring(order, now)
      }
    })
    return { hear, work }
  })
  return { listen }
}

/** Whether the rows make up what was filled of all that ring: no further page is asked for then. */
const enoughOf =
  (due: ReadonlyArray<readonly [string, Ringing]>) =>
  (rows: ReadonlyArray<{ readonly order_id: string }>): boolean =>
    due.every(
      ([id, { order }]) =>
        isZero(order.cumulative_quantity) ||
        (Number(order.number_of_fills ?? 0) > 0 &&
          rows.filter(({ order_id }) => order_id === id).length >= Number(order.number_of_fills))
    )
