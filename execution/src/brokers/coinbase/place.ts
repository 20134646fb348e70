import { Clock, Effect, Option, Schema } from "effect"
import type { Symbol } from "@tradetower/domain/market"
import type { OrderRequest } from "@tradetower/domain/order"
import { type ExchangeAccount, OrderDiffers, OrderRejected, OutcomeUnknown } from "../../exchange.ts"
import type { Urgency } from "../../wire/request-pace.ts"
import { CreateAnswer, ErrorAnswer } from "./answers.ts"
import type { Client } from "./client.ts"
import { type OrderBody, orderBody, otherThan } from "./configuration.ts"
import { isContract } from "./futures.ts"
import type { makeFence } from "./futures-fence.ts"
import type { KnownOrders } from "./known-orders.ts"
import type { OrderBook } from "./order-book.ts"
import { paths } from "./paths.ts"
import { isDuplicate, reasonOf, rejected } from "./refusals.ts"
import type { AccountMarkets } from "../kept-markets.ts"
import type { Restriction } from "./restriction.ts"
import { makeStopPreview } from "./stop-preview.ts"

/** With these it refuses what it has read. */
const REFUSED_WITH = [400, 404, 422]

/** How long ago an order may have been sent that is said to be there already, ms. */
const THERE_FOR = 86_400_000

const readAnswer = Schema.decodeUnknownOption(CreateAnswer)
const readError = Schema.decodeUnknownOption(ErrorAnswer)

const invalid = ({ clientOrderId }: OrderRequest, message: string) =>
  new OrderRejected({ clientOrderId, reason: "INVALID", message })

const unknown = (message: string) => new OutcomeUnknown({ message })

/** What ends a position goes before what makes one, in the lane that is kept for cancels. */
const urgencyOf = ({ purpose }: OrderRequest): Urgency =>
  purpose === "CLOSE" || purpose === "STOP_LOSS" ? "URGENT" : "USUAL"

/** Sends orders. */
export const makePlace = (
  client: Client,
  known: KnownOrders,
  book: OrderBook,
  markets: AccountMarkets,
  fence: ReturnType<typeof makeFence>,
  restriction: Restriction
): ExchangeAccount["place"] => {
  const preview = makeStopPreview(client)

  /** Coinbase answers an id that it knows with the order of then, and what is asked for now: only a look tells them apart. */
  const same = Effect.fnUntraced(function* (
    symbol: Symbol,
    order: OrderRequest,
    body: OrderBody,
    id: string | undefined
  ) {
    const { clientOrderId } = order
    const found = yield* book
      .raw({
        symbol,
        clientOrderId,
        sentAt: (yield* client.now) - THERE_FOR,
        ...(id !== undefined && { exchangeOrderId: id })
      })
      .pipe(
        Effect.mapError(({ message }) => unknown(`it was sent twice, and which is there can't be asked: ${message}`))
      )
    if (Option.isNone(found)) return yield* unknown("Coinbase says that it is there, and does not list it yet")
    const other = otherThan(body, found.value)
    if (other !== undefined) return yield* new OrderDiffers({ clientOrderId, message: other })
    return { exchangeOrderId: found.value.order_id }
  })

  const sent = Effect.fnUntraced(function* (symbol: Symbol, order: OrderRequest, body: OrderBody) {
    const { clientOrderId } = order
    const again = known.mayBeThere(clientOrderId)
    known.mean(clientOrderId, symbol)
    known.doubt(clientOrderId)
    const { body: said, status } = yield* client.send(paths.create, JSON.stringify(body), urgencyOf(order))
    // With none of these is an order taken; with another one it may be.
    if (status >= 400 && !REFUSED_WITH.includes(status))
      return yield* unknown(`Coinbase's answer (${status}) does not say what became of it`)
    if (status >= 400) {
      const error = Option.getOrUndefined(Option.flatMap(said, readError))
      return yield* rejected(clientOrderId, { ...error, error: error?.error ?? "INVALID_ARGUMENT" })
    }
    const answer = Option.getOrUndefined(Option.flatMap(said, readAnswer))
    if (answer === undefined) return yield* unknown("Coinbase's answer to the order can't be read")
    if (!answer.success) {
      if (isDuplicate(reasonOf(answer.error_response))) return yield* same(symbol, order, body, undefined)
      yield* restriction.refused(reasonOf(answer.error_response))
      return yield* rejected(clientOrderId, answer.error_response)
    }
    const exchangeOrderId = answer.success_response.order_id
    known.learn(exchangeOrderId, clientOrderId, symbol)
    if (again) return yield* same(symbol, order, body, exchangeOrderId)
    known.taken(clientOrderId, yield* Clock.currentTimeMillis)
    return { exchangeOrderId }
  })

  return Effect.fn("Coinbase.place")(function* (symbol, order) {
    const market = yield* markets.of(symbol)
    if (market === undefined)
      return yield* invalid(order, `${symbol} is not followed here: nothing is known of its steps`)
    // What follows a spot pair for paper accounts is no product there.
    if (market.instrument.kind === "FUTURES" && !isContract(market))
      return yield* invalid(order, `${symbol} is no product of Coinbase's: choose a spot pair, or a future of its own`)
    const body = orderBody(market, order)
    if ("unsayable" in body) return yield* invalid(order, body.unsayable)
    // One that may be there already was let through.
    const none = known.mayBeThere(order.clientOrderId) ? undefined : yield* preview(body)
    if (none !== undefined)
      return yield* invalid(order, `Coinbase takes no such stop for ${symbol} (${none}): it has to be watched here`)
    const send = sent(symbol, order, body)
    return yield* isContract(market) ? fence(market, order, send) : send
  })
}
