import { Clock, Effect, Option, Schema } from "effect"
import { ClientOrderId } from "@tradetower/domain/ids"
import { isOurs } from "@tradetower/domain/order"
import type { ExchangeUnavailable, SentOrder, UnreadOrder } from "../../exchange.ts"
import type { Urgency } from "../../wire/request-pace.ts"
import { rfc3339 } from "../../wire/instants.ts"
import { PassedOver } from "../passed-over.ts"
import { unreadOrder } from "../unread-order.ts"
import type { AccountMarkets } from "./account-markets.ts"
import { ComplexAnswer, OfOurs, OrderAnswer, OrderName } from "./answers.ts"
import type { KnownOrders } from "./known-orders.ts"
import { severalIn, type Whole } from "./order-state.ts"
import type { Rest } from "./rest.ts"
import { unreadable } from "./words.ts"

/** Rows of a page of orders. */
const PAGE = 200
/** An order that was just sent is looked for among those of the last day, which begins a day earlier in New York. */
const DAY = 86_400_000
/** So many orders are one that cancels the other. */
export const BOTH = 2
/** Nothing is asked of before, ms. */
export const WEEK = 7 * DAY

const isOfOurs = Schema.is(OfOurs)
/** The id of ours that a row has. */
const clientIdIn = (row: unknown): ClientOrderId | undefined =>
  isOfOurs(row) ? ClientOrderId.make(row["external-identifier"]) : undefined
const readOrder = Schema.decodeUnknownOption(OrderAnswer)
const readName = Schema.decodeUnknownOption(OrderName)

export type OrderQuestions = ReturnType<typeof orderQuestions>

/** What tastytrade is asked of an account's orders. */
export const orderQuestions = (rest: Rest, known: KnownOrders, markets: AccountMarkets) => {
  const passedOver = new PassedOver("tastytrade")

  /** Takes in an order; none that can't be counted here, which is none of ours. */
  const learn = Effect.fnUntraced(function* (
    answer: OrderAnswer
  ): Effect.fn.Return<Whole | undefined, ExchangeUnavailable> {
    const [leg] = answer.legs
    const market = yield* markets.named(leg["instrument-type"], leg.symbol)
    const whole = market && known.learn(market, answer)
    // Whatever is there under an id of ours was asked for in what is counted here.
    if (whole === undefined && isOurs(answer["external-identifier"] ?? "")) return yield* unreadable
    return whole
  })

  /** Takes in whatever a list or the stream has; what can't be read there and is none of ours is passed over. */
  const learnRow = Effect.fnUntraced(function* (
    row: unknown
  ): Effect.fn.Return<Whole | undefined, ExchangeUnavailable> {
    const read = readOrder(row)
    if (Option.isSome(read)) return yield* learn(read.value)
    if (isOfOurs(row)) return yield* unreadable
    yield* passedOver.tell(`order ${Option.getOrUndefined(readName(row))?.id ?? "without an id"}`)
    return undefined
  })

  /** Fails with one of ours that can't be read, unless these go into `unread`. */
  const listed = Effect.fnUntraced(function* (path: string, urgency?: Urgency, unread?: Array<UnreadOrder>) {
    const rows = yield* rest.list(`${rest.account}${path}`, urgency)
    // Of several that are an order together the last word is known once all of them were told.
    const ids = new Set<string>()
    for (const row of rows) {
      const whole = yield* Effect.catchIf(
        learnRow(row),
        (error) => error === unreadable && unread !== undefined,
        () => Effect.sync(() => void unread?.push(unreadOrder(clientIdIn(row))))
      )
      if (whole !== undefined) ids.add(whole.state.exchangeOrderId)
    }
    return [...ids].flatMap((id) => known.byId(id) ?? [])
  })

  /** Every order that was touched today, and all that rest. */
  const liveBut = (unread: Array<UnreadOrder> | undefined) =>
    Effect.withSpan(listed(`/orders/live?per-page=${PAGE}`, "URGENT", unread), "Tastytrade.live")
  const live = liveBut(undefined)

  /** Orders from a moment on, the oldest first. */
  const since = (at: number, unread?: Array<UnreadOrder>) =>
    Effect.withSpan(
      listed(`/orders?start-at=${encodeURIComponent(rfc3339(at))}&per-page=${PAGE}&sort=Asc`, undefined, unread),
      "Tastytrade.since"
    )

  /** By tastytrade's own id, of an order or of one of several that are one here. */
  const byId: (id: string) => Effect.Effect<Option.Option<Whole>, ExchangeUnavailable> = Effect.fnUntraced(
    function* (id) {
      const complex = severalIn(id)
      if (complex !== undefined) {
        const path = `${rest.account}/complex-orders/${encodeURIComponent(complex)}`
        const found = yield* rest.get(path, ComplexAnswer, "URGENT")
        if (Option.isNone(found)) return Option.none()
        for (const part of found.value.orders) yield* learn({ ...part, "complex-order-id": found.value.id })
      } else {
        const found = yield* rest.get(`${rest.account}/orders/${encodeURIComponent(id)}`, OrderAnswer, "URGENT")
        if (Option.isNone(found)) return Option.none()
        const whole = yield* learn(found.value)
        // Of one of several the others are there, too.
        const all = whole?.state.exchangeOrderId
        if (all !== undefined && all !== id && known.partsOf(all) < BOTH) return yield* byId(all)
      }
      return Option.fromUndefinedOr(known.byId(id) ?? known.byPart(id))
    }
  )

  /** An order of ours as it stands now; none that tastytrade does not know. */
  const order = Effect.fn("Tastytrade.order")(function* ({
    clientOrderId,
    exchangeOrderId
  }: Pick<SentOrder, "clientOrderId" | "exchangeOrderId">): Effect.fn.Return<
    Option.Option<Whole>,
    ExchangeUnavailable
  > {
    const id = exchangeOrderId ?? known.idOf(clientOrderId)
    if (id !== undefined) {
      const found = yield* byId(id)
      if (Option.isSome(found)) return found
    }
    const unread: Array<UnreadOrder> = []
    yield* liveBut(unread)
    if (known.of(clientOrderId) === undefined) yield* since((yield* Clock.currentTimeMillis) - 2 * DAY, unread)
    const found = known.of(clientOrderId)
    // One that can't be read may be it: that it is not there is never said of it.
    const mayBeIt = unread.some((one) => one.clientOrderId === undefined || one.clientOrderId === clientOrderId)
    return found === undefined && mayBeIt ? yield* unreadable : Option.fromUndefinedOr(found)
  })

  /** All that is there, before anything is sent: what can't be read is doubted, so that it is never sent again. */
  const begin = Effect.gen(function* () {
    const unread: Array<UnreadOrder> = []
    const now = yield* Clock.currentTimeMillis
    yield* liveBut(unread)
    yield* since(now - WEEK, unread)
    for (const { clientOrderId } of unread) {
      if (clientOrderId === undefined) return yield* unreadable
      known.doubt(clientOrderId, now)
    }
  })

  return { begin, learn, learnRow, live, liveBut, since, byId, order }
}
