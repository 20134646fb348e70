import { Clock, Effect, Option, Semaphore } from "effect"
import type { ClientOrderId } from "@tradetower/domain/ids"
import type { Market, Symbol } from "@tradetower/domain/market"
import { compare } from "@tradetower/domain/number"
import { leaves, type OrderRequest } from "@tradetower/domain/order"
import {
  type ExchangeAccount,
  ExchangeUnavailable,
  OrderDiffers,
  OrderRejected,
  OutcomeUnknown,
  type SentOrder
} from "../../exchange.ts"
import { differs } from "../../same-order.ts"
import type { NotAnswered } from "@tradetower/platform/wire/not-answered"
import type { Awaited } from "../awaited.ts"
import type { Holdings } from "./holdings.ts"
import { without } from "./key.ts"
import type { KnownOrders } from "./known-orders.ts"
import { NotTaken, orderBody } from "./order-body.ts"
import { type OrderQuestions, placedOrder } from "./order-questions.ts"
import { takesAtOnce } from "./order-state.ts"
import { meaningOf, meaningOfCancel } from "./refusal.ts"
import type { Rest } from "./rest.ts"

export interface OrdersOf {
  readonly rest: Rest
  readonly known: KnownOrders
  readonly awaited: Awaited
  readonly questions: OrderQuestions
  readonly holdings: Holdings
  /** What an order for a symbol is counted in. */
  readonly marketOf: (symbol: Symbol) => Effect.Effect<Market, ExchangeUnavailable>
  /** Whether more than is held could be sold. */
  readonly mayShort: Effect.Effect<boolean, ExchangeUnavailable>
  /** When the stock market opens next, where it is closed. */
  readonly closedUntil: Effect.Effect<string | undefined, ExchangeUnavailable>
}

/** What never left is not there; what may have left has an unknown outcome. */
const unanswered = (error: NotAnswered): ExchangeUnavailable | OutcomeUnknown =>
  error.sent === "NO"
    ? new ExchangeUnavailable({
        message: `Alpaca can't be reached: ${error.message}`,
        retryable: true,
        cause: "NETWORK"
      })
    : new OutcomeUnknown({ message: error.message })

const orUnknown = <A, E extends { readonly message: string }>(effect: Effect.Effect<A, E>) =>
  Effect.mapError(effect, ({ message }) => new OutcomeUnknown({ message }))

/** Places orders of an account and takes them back. */
export const accountOrders = ({
  awaited,
  closedUntil,
  holdings,
  known,
  marketOf,
  mayShort,
  questions,
  rest
}: OrdersOf) => {
  /** Orders of which several come about are placed one after another: who tells of their parts waits for that. */
  const several = Semaphore.makeUnsafe(1)
  /** Sales that could go short are checked and sent one after another. */
  const sales = Semaphore.makeUnsafe(1)

  /** An order under this id is there: whether it is this one, only looking at it tells. */
  const duplicate = Effect.fnUntraced(function* (market: Market, order: OrderRequest) {
    const { clientOrderId } = order
    const found = yield* orUnknown(questions.order({ clientOrderId }))
    if (Option.isNone(found)) return yield* new OutcomeUnknown({ message: "said to be there, and not found" })
    const { state } = found.value.whole
    const { symbol } = market.instrument
    const other =
      state.symbol === symbol
        ? differs(market, order, state)
        : `an order for ${state.symbol} is there under the id of one for ${symbol}`
    if (other !== undefined) return yield* new OrderDiffers({ clientOrderId, message: other })
    return { exchangeOrderId: state.exchangeOrderId }
  })

  const refused = (
    { clientOrderId }: OrderRequest,
    { message, ...more }: Pick<OrderRejected, "reason" | "message"> & Partial<Pick<OrderRejected, "missing">>
  ) => new OrderRejected({ clientOrderId, message: without(rest.key, message), ...more })

  const send = Effect.fnUntraced(function* (market: Market, order: OrderRequest, body: string) {
    const { instrument } = market
    const urgency = leaves(order) && order.purpose !== "TAKE_PROFIT" ? "URGENT" : "USUAL"
    const answered = yield* rest
      .send({ method: "POST", path: "/v2/orders", body, urgency })
      .pipe(Effect.catchTag("NotAnswered", (error) => Effect.fail(unanswered(error))))
    holdings.changed()
    if (answered.status >= 200 && answered.status < 300) {
      const answer = yield* orUnknown(placedOrder(answered.body))
      known.learn(answer)
      const { clientOrderId } = order
      awaited.heardOf(
        { clientOrderId, exchangeOrderId: answer.id },
        takesAtOnce(answer),
        yield* Clock.currentTimeMillis
      )
      return { exchangeOrderId: answer.id }
    }
    const meaning = meaningOf(answered, instrument.base)
    switch (meaning._tag) {
      case "Duplicate":
        return yield* duplicate(market, order)
      case "Refused": {
        const { message, missing, reason } = meaning
        return yield* refused(order, { reason, message, ...(missing !== undefined && { missing }) })
      }
      case "Unclear":
        return yield* new OutcomeUnknown({ message: without(rest.key, meaning.message) })
      default:
        return yield* refused(order, { reason: "INVALID", message: `Alpaca does not know ${instrument.symbol}` })
    }
  })

  /** A sale of no more than is held and not promised to other orders (Alpaca itself would go short). */
  const covered = Effect.fnUntraced(function* (market: Market, order: OrderRequest, body: string) {
    const { base, symbol } = market.instrument
    const free = yield* holdings.sellable(symbol)
    const asked = market.quantityText(order.quantity)
    if (compare(free, asked) >= 0) return yield* send(market, order, body)
    // One that is there already holds what it sells: that is no second sale.
    const there = yield* orUnknown(questions.order({ clientOrderId: order.clientOrderId }))
    if (Option.isSome(there)) return yield* duplicate(market, order)
    return yield* refused(order, {
      reason: "INSUFFICIENT_FUNDS",
      message: `${asked} ${base} are to be sold and ${free} are free: more would be a short sale`
    })
  })

  const place: ExchangeAccount["place"] = Effect.fn("Alpaca.place")(function* (symbol, order) {
    const market = yield* marketOf(symbol)
    const body = orderBody(market, order)
    if (body instanceof NotTaken) return yield* refused(order, { reason: "INVALID", message: `Alpaca ${body.why}` })
    const isStock = market.instrument.assetClass === "EQUITY"
    const opens = isStock && order.type === "MARKET" ? yield* closedUntil : undefined
    if (opens !== undefined)
      return yield* refused(order, {
        reason: "MARKET_CLOSED",
        message: `the market is closed by Alpaca's clock, where an order at market would wait for ${opens}: send a limit order, or wait`
      })
    const sent =
      isStock && order.side === "SELL" && (yield* mayShort)
        ? sales.withPermits(1)(covered(market, order, body))
        : send(market, order, body)
    return yield* order.stopPrice === undefined ? sent : several.withPermits(1)(sent)
  })

  /** Alpaca's own id of what rests there for an order; none where it has none. */
  const idOf = Effect.fnUntraced(function* (order: Pick<SentOrder, "clientOrderId" | "exchangeOrderId">) {
    if (order.exchangeOrderId !== undefined) return known.restingFor(order.exchangeOrderId)
    const found = yield* questions.order(order)
    return Option.isSome(found) ? known.restingFor(found.value.answer.id) : undefined
  })

  const cancel: ExchangeAccount["cancel"] = Effect.fn("Alpaca.cancel")(function* (
    symbol: Symbol,
    order: { readonly clientOrderId: ClientOrderId; readonly exchangeOrderId?: string }
  ): Effect.fn.Return<void, ExchangeUnavailable | OutcomeUnknown> {
    const id = yield* idOf(order)
    if (id === undefined) return
    const answered = yield* rest
      .send({ method: "DELETE", path: `/v2/orders/${encodeURIComponent(id)}`, urgency: "URGENT" })
      .pipe(Effect.catchTag("NotAnswered", (error) => Effect.fail(unanswered(error))))
    holdings.changed()
    const now = yield* Clock.currentTimeMillis
    // Taken is not ended: that is told, or asked for after a minute.
    awaited.goesOn(order.clientOrderId, now)
    if (answered.status >= 200 && answered.status < 300) return
    const meaning = meaningOfCancel(answered)
    if (meaning._tag === "Unclear") return yield* new OutcomeUnknown({ message: without(rest.key, meaning.message) })
    if (meaning._tag === "Refused")
      return yield* new ExchangeUnavailable({ message: without(rest.key, meaning.message), retryable: false })
    // It is over, or was asked for before: how it ended is heard at once where it was not.
    awaited.soon(order.clientOrderId, now, 1_000)
    if (meaning._tag === "Ended" && meaning.surely) return
    // Another one may have taken its place there, which is what is to be taken back.
    const found = yield* Effect.orElseSucceed(questions.order(order), () => Option.none())
    if (Option.isNone(found) || found.value.whole.status !== "OPEN") return
    if (known.restingFor(found.value.answer.id) !== id) return yield* cancel(symbol, order)
    return yield* new ExchangeUnavailable({ message: "Alpaca is just changing this order", retryable: true })
  })

  /** Ends once no order is being placed of which several come about. */
  const placing = several.withPermits(1)(Effect.void)
  return { place, cancel, placing }
}
