import { Clock, Effect, Option, Schema } from "effect"
import type { ClientOrderId } from "@tradetower/domain/ids"
import { ExchangeUnavailable, OutcomeUnknown } from "../../exchange.ts"
import { CancelAnswer, Cancelled } from "./answers.ts"
import type { Client } from "./client.ts"
import type { KnownOrders } from "./known-orders.ts"
import type { OrderBook } from "./order-book.ts"
import { hasEnded } from "./order-state.ts"
import { inParts, listOrdersOf } from "./pages.ts"
import { paths } from "./paths.ts"

/** Orders one request may take back. */
const AT_ONCE = 100

/** On its way out already. */
const GOING = "CANCEL_QUEUED"

const readAnswer = Schema.decodeUnknownOption(CancelAnswer)
const isCancelled = Schema.is(Cancelled)

interface ToCancel {
  readonly clientOrderId: ClientOrderId
  readonly exchangeOrderId?: string
}

/** Takes orders back by Coinbase's ids, a hundred at once. */
export const makeCancel = (client: Client, known: KnownOrders, book: OrderBook) => {
  /** Their ids there; one that is neither known nor rests is not there to be taken back. */
  const idsOf = Effect.fnUntraced(function* (orders: ReadonlyArray<ToCancel>) {
    const named = orders.map(({ clientOrderId, exchangeOrderId }) => ({
      clientOrderId,
      id: exchangeOrderId ?? known.idOf(clientOrderId)
    }))
    const resting = named.some(({ id }) => id === undefined)
      ? new Map((yield* book.resting).map((order) => [order.client_order_id, order.order_id]))
      : new Map<string, string>()
    return named.flatMap(({ clientOrderId, id = resting.get(clientOrderId) }) => (id === undefined ? [] : [id]))
  })

  /** Asks for some; answers those that Coinbase did not take up. */
  const asked = Effect.fnUntraced(function* (ids: ReadonlyArray<string>) {
    const { body, status } = yield* client.send(paths.cancel, JSON.stringify({ order_ids: ids }), "URGENT")
    if (status >= 400)
      return yield* new ExchangeUnavailable({
        message: `Coinbase can't make sense of what is to be taken back (${status})`,
        retryable: false
      })
    const answer = Option.getOrUndefined(Option.flatMap(body, readAnswer))
    if (answer === undefined)
      return yield* new OutcomeUnknown({ message: "Coinbase's answer to the cancel can't be read" })
    const taken = new Set(answer.results.filter(isCancelled).map(({ order_id }) => order_id))
    return ids.filter((id) => !taken.has(id))
  })

  /** What Coinbase did not take up may have ended already, or never was; or was taken just now and is not listed yet. */
  const stillThere = Effect.fnUntraced(function* (ids: ReadonlyArray<string>) {
    if (ids.length === 0) return
    const orders = new Map((yield* listOrdersOf(client, ids)).map((order) => [order.order_id, order]))
    const unlisted = known.unlisted(yield* Clock.currentTimeMillis)
    const open = ids.filter((id) => {
      const order = orders.get(id)
      if (order !== undefined) return !hasEnded(order.status) && order.status !== GOING
      const of = known.of(id)
      return of !== undefined && unlisted.has(of.clientOrderId)
    })
    if (open.length > 0)
      return yield* new OutcomeUnknown({
        message: `Coinbase did not take back ${open.length === 1 ? "an order" : `${open.length} orders`} that it took`
      })
  })

  return Effect.fn("Coinbase.cancel")(function* (orders: ReadonlyArray<ToCancel>) {
    const ids = yield* idsOf(orders)
    const left: Array<string> = []
    // An empty list would never be answered.
    for (const some of inParts(ids, AT_ONCE)) left.push(...(yield* asked(some)))
    yield* stillThere(left)
  })
}
