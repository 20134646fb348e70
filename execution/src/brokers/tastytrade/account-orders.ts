import { Clock, Effect, Option, Semaphore } from "effect"
import type { ClientOrderId } from "@tradetower/domain/ids"
import type { Symbol } from "@tradetower/domain/market"
import { leaves, type OrderRequest } from "@tradetower/domain/order"
import {
  type ExchangeAccount,
  ExchangeUnavailable,
  OrderDiffers,
  OrderRejected,
  OutcomeUnknown
} from "../../exchange.ts"
import { differs } from "../../same-order.ts"
import type { NotAnswered } from "@tradetower/platform/wire/not-answered"
import type { Awaited } from "../awaited.ts"
import type { ReduceOnlyFence } from "../reduce-only-fence.ts"
import type { AccountMarkets, Traded } from "./account-markets.ts"
import { isContract } from "./account-markets.ts"
import { inData, PlacedAnswer, PlacedComplexAnswer } from "./answers.ts"
import { coinRefusal } from "./coins.ts"
import { closingSoon } from "./contract-end.ts"
import { without } from "./key.ts"
import type { KnownOrders } from "./known-orders.ts"
import type { Ledger } from "./ledger.ts"
import { NotTaken, type OrderBody, orderBody } from "./order-body.ts"
import type { OrderQuestions } from "./order-questions.ts"
import { severalIn, type Whole } from "./order-state.ts"
import { meaningOf } from "./refusal.ts"
import type { Rest } from "./rest.ts"
import { readable } from "./words.ts"

export interface OrdersOf {
  readonly rest: Rest
  readonly known: KnownOrders
  readonly awaited: Awaited
  readonly questions: OrderQuestions
  readonly markets: AccountMarkets
  readonly ledger: Ledger
  readonly fence: ReduceOnlyFence
  /** An order that can't be found after this was never taken, ms. */
  readonly settles: number
  /** When the market of shares, or of futures, opens next, where it is closed. */
  readonly closedUntil: (of: "Equity" | "Future") => Effect.Effect<string | undefined, ExchangeUnavailable>
}

const unknown = (message: string) => new OutcomeUnknown({ message })

/** What never left is not there; what may have left has an unknown outcome. */
const unanswered = (error: NotAnswered): ExchangeUnavailable | OutcomeUnknown =>
  error.sent === "NO"
    ? new ExchangeUnavailable({
        message: `tastytrade can't be reached: ${error.message}`,
        retryable: true,
        cause: "NETWORK"
      })
    : unknown(error.message)

/** Places orders of an account and takes them back. Nothing is ever sent twice: the same id again would be another order. */
export const accountOrders = ({
  awaited,
  closedUntil,
  fence,
  known,
  ledger,
  markets,
  questions,
  rest,
  settles
}: OrdersOf) => {
  /** Orders of which several come about are placed one after another: who hears of their parts waits for that. */
  const several = Semaphore.makeUnsafe(1)

  const refused = ({ clientOrderId }: OrderRequest, reason: OrderRejected["reason"], message: string): OrderRejected =>
    new OrderRejected({ clientOrderId, reason, message: without(rest.key, message) })

  /** An order under this id is there: whether it is this one, and was taken. */
  const there = ({ market }: Traded, order: OrderRequest, { state }: Whole) => {
    const { symbol } = market.instrument
    const other =
      state.symbol === symbol
        ? differs(market, order, state)
        : `an order for ${state.symbol} is there under the id of one for ${symbol}`
    if (other !== undefined) return new OrderDiffers({ clientOrderId: order.clientOrderId, message: other })
    return state.status === "REJECTED" ? refused(order, "EXCHANGE", state.reason ?? "") : undefined
  }

  const send = Effect.fnUntraced(function* (
    traded: Traded,
    order: OrderRequest,
    { body, path }: OrderBody
  ): Effect.fn.Return<
    { readonly exchangeOrderId: string },
    OrderRejected | OrderDiffers | ExchangeUnavailable | OutcomeUnknown
  > {
    const { clientOrderId } = order
    const urgency = leaves(order) && order.purpose !== "TAKE_PROFIT" ? "URGENT" : "USUAL"
    known.doubt(clientOrderId, yield* Clock.currentTimeMillis)
    const answered = yield* rest.send({ method: "POST", path: `${rest.account}${path}`, body, urgency }).pipe(
      Effect.catchTag("NotAnswered", (error) => Effect.fail(unanswered(error))),
      Effect.tapError(({ _tag }) =>
        Effect.sync(() => {
          if (_tag === "ExchangeUnavailable") known.notThere(clientOrderId)
        })
      )
    )
    if (answered.status >= 200 && answered.status < 300) {
      const whole = yield* placed(path, answered.body).pipe(
        Effect.mapError(({ message }) => unknown(`taken, as it seems: ${message}`))
      )
      if (whole === undefined) return yield* unknown("tastytrade's answer to the order can't be read")
      awaited.heardOf(whole.state, whole.takesAtOnce, yield* Clock.currentTimeMillis)
      const other = there(traded, order, whole)
      return other === undefined ? { exchangeOrderId: whole.state.exchangeOrderId } : yield* other
    }
    const meaning = meaningOf(answered)
    if (meaning._tag === "Refused" || meaning._tag === "NotFound") {
      known.notThere(clientOrderId)
      return yield* meaning._tag === "Refused"
        ? refused(order, meaning.reason, meaning.message)
        : refused(order, "INVALID", `tastytrade does not know ${traded.theirs}`)
    }
    return yield* unknown(meaning._tag === "Unclear" ? without(rest.key, meaning.message) : "no clear answer")
  })

  /** Reads the answer to an order that was placed. */
  const placed = Effect.fnUntraced(function* (
    path: OrderBody["path"],
    body: Parameters<typeof readable>[1]
  ): Effect.fn.Return<Whole | undefined, ExchangeUnavailable> {
    if (path === "/orders") {
      const { data } = yield* readable(inData(PlacedAnswer), body)
      return yield* questions.learn(data.order)
    }
    const { data } = yield* readable(inData(PlacedComplexAnswer), body)
    const { id, orders } = data["complex-order"]
    let whole: Whole | undefined
    for (const part of orders) whole = yield* questions.learn({ ...part, "complex-order-id": id })
    return whole
  })

  /** What was sent under this id before, where that is not known: looked for, and never sent again while it may yet arrive. */
  const sentBefore = Effect.fnUntraced(function* (order: OrderRequest) {
    const { clientOrderId } = order
    const doubtedAt = known.doubtedAt(clientOrderId)
    if (doubtedAt === undefined) return known.of(clientOrderId)
    const found = yield* questions
      .order({ clientOrderId })
      .pipe(
        Effect.mapError(({ message }) =>
          unknown(`it was sent before, and what became of it can't be asked: ${message}`)
        )
      )
    if (Option.isSome(found)) return found.value
    if ((yield* Clock.currentTimeMillis) - doubtedAt < settles)
      return yield* unknown("it was sent before, and may yet arrive")
    return undefined
  })

  const place: ExchangeAccount["place"] = Effect.fn("Tastytrade.place")(function* (symbol, order) {
    const now = yield* Clock.currentTimeMillis
    const coin = coinRefusal(symbol, now)
    if (coin !== undefined) return yield* refused(order, "EXCHANGE", coin)
    const traded = yield* markets.of(symbol)
    const { market } = traded
    const body = orderBody(traded, order)
    if (body instanceof NotTaken) return yield* refused(order, "INVALID", `tastytrade ${body.why}`)
    const before = yield* sentBefore(order)
    if (before !== undefined) {
      const other = there(traded, order, before)
      return other === undefined ? { exchangeOrderId: before.state.exchangeOrderId } : yield* other
    }
    if (order.type === "MARKET") {
      const opens = yield* closedUntil(isContract(market) ? "Future" : "Equity")
      if (opens !== undefined)
        return yield* refused(
          order,
          "MARKET_CLOSED",
          `the market is closed by tastytrade's calendar, where an order at market would wait for ${opens}: send a limit order, or wait`
        )
    }
    const ends = order.reduceOnly || leaves(order) ? undefined : closingSoon(traded, now)
    if (ends !== undefined) return yield* refused(order, "RISK_LIMIT", ends)
    if (!isContract(market) && order.side === "SELL") yield* ledger.caughtUp(symbol)
    const sent = send(traded, order, body)
    const one = body.path === "/complex-orders" ? several.withPermits(1)(sent) : sent
    return yield* isContract(market) ? fence(market, order, one) : one
  })

  const cancel = Effect.fn("Tastytrade.cancel")(function* (
    _: Symbol,
    order: { readonly clientOrderId: ClientOrderId; readonly exchangeOrderId?: string }
  ): Effect.fn.Return<void, ExchangeUnavailable | OutcomeUnknown> {
    const { clientOrderId } = order
    const known_ = order.exchangeOrderId ?? known.idOf(clientOrderId)
    const id = known_ ?? Option.getOrUndefined(yield* questions.order(order))?.state.exchangeOrderId
    if (id === undefined) return
    const complex = severalIn(id)
    const path =
      complex === undefined ? `/orders/${encodeURIComponent(id)}` : `/complex-orders/${encodeURIComponent(complex)}`
    const answered = yield* rest
      .send({ method: "DELETE", path: `${rest.account}${path}`, urgency: "URGENT" })
      .pipe(Effect.catchTag("NotAnswered", (error) => Effect.fail(unanswered(error))))
    const now = yield* Clock.currentTimeMillis
    const meaning = answered.status < 300 ? undefined : meaningOf(answered)
    if (meaning?._tag === "Unclear") return yield* unknown(without(rest.key, meaning.message))
    // Taken is not ended, and one that can't be cancelled may have ended unheard: what became of it is asked for.
    const whole = known.byId(id)
    if (whole !== undefined) awaited.heardOf(whole.state, whole.takesAtOnce, now)
    awaited.soon(clientOrderId, now, meaning === undefined ? undefined : 0)
  })

  /** Ends once no order is being placed of which several come about. */
  const placing = several.withPermits(1)(Effect.void)
  return { place, cancel, placing }
}
