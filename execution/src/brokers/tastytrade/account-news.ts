import { Clock, Effect, Option, Schema, Stream } from "effect"
import type { ClientOrderId, Time, TradeId } from "@tradetower/domain/ids"
import { isOurs } from "@tradetower/domain/order"
import type { AccountNews, AccountReport, ExchangeUnavailable } from "../../exchange.ts"
import type { Awaited } from "../awaited.ts"
import { Latest } from "../latest.ts"
import { silentOrders } from "../silent-orders.ts"
import type { AccountMarkets } from "./account-markets.ts"
import { ComplexAnswer, OrderAnswer, PositionName } from "./answers.ts"
import type { Heard } from "./account-stream.ts"
import type { Holdings } from "./holdings.ts"
import type { KnownOrders } from "./known-orders.ts"
import type { Ledger } from "./ledger.ts"
import { BOTH, type OrderQuestions } from "./order-questions.ts"
import { severalIn, type Whole } from "./order-state.ts"
import { unreadable } from "./words.ts"

/** So many are kept of what was told, that nothing is told twice. */
const MOST = 10_000

export interface NewsOf {
  readonly known: KnownOrders
  readonly awaited: Awaited
  readonly questions: OrderQuestions
  readonly markets: Pick<AccountMarkets, "named">
  readonly ledger: Ledger
  /** Ends once no order is being placed of which more than one comes about. */
  readonly placing: Effect.Effect<void>
  readonly holdings: Pick<Holdings, "changed" | "told">
}

const readOrder = Schema.decodeUnknownOption(OrderAnswer)
const readComplex = Schema.decodeUnknownOption(ComplexAnswer)
const readPosition = Schema.decodeUnknownOption(PositionName)
const reported = (report: AccountReport): AccountNews => ({ _tag: "Reported", ...report })

/**
 * What an account tells by itself, of one connection. Every message has an order whole, with all its trades so far: late,
 * doubled or out of their order, what was not told yet follows from it.
 */
export const newsOf = (
  { awaited, holdings, known, ledger, markets, placing, questions }: NewsOf,
  heard: Stream.Stream<Heard, ExchangeUnavailable>
): Stream.Stream<AccountNews, ExchangeUnavailable> => {
  const accepted = new Latest<ClientOrderId>(MOST)
  const ended = new Latest<ClientOrderId>(MOST)
  const trades = new Latest<TradeId>(MOST)
  const odd = new Latest<string>(MOST)

  const begin = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    awaited.clear()
    holdings.changed()
    for (const { state, status, takesAtOnce } of yield* questions.liveBut([]))
      if (status === "OPEN") awaited.heardOf(state, takesAtOnce, now)
    return [{ _tag: "Connected" } as const]
  })

  /** The end of an order: told once, with what was filled of it in all. */
  const endOf = ({ clientOrderId, filled, market, state, status }: Whole, at: Time): ReadonlyArray<AccountNews> => {
    if (status !== "CANCELLED" && status !== "EXPIRED" && status !== "REJECTED") return []
    if (!ended.isNew(clientOrderId)) return []
    const { symbol } = market.instrument
    const reason = state.reason ?? ""
    if (status === "REJECTED") {
      const about = { at, clientOrderId, reason: "EXCHANGE", message: reason } as const
      return [reported({ symbol, report: { _tag: "OrderRejected", ...about } })]
    }
    const _tag = status === "EXPIRED" ? "OrderExpired" : "OrderCancelled"
    return [reported({ symbol, report: { _tag, at, clientOrderId, reason }, filledQuantity: filled })]
  }

  /** What there is to tell of an order that was not told yet. */
  const tell = Effect.fnUntraced(function* (whole: Whole) {
    const { clientOrderId, fills, isWhole, market, state, status, takesAtOnce } = whole
    const { symbol } = market.instrument
    const now = yield* Clock.currentTimeMillis
    const news: Array<AccountNews> = []
    // What its owner trades there is nobody's here.
    if (!isOurs(clientOrderId)) {
      holdings.changed()
      return news
    }
    if (status === "UNKNOWN" && odd.isNew(state.exchangeOrderId))
      yield* Effect.logWarning(`order ${clientOrderId} has a status at tastytrade that is new here: it is kept as open`)
    const twins = known.twinsOf(clientOrderId)
    if (twins !== undefined && odd.isNew(`twins/${clientOrderId}`))
      news.push({
        _tag: "Degraded",
        reason: `tastytrade has two orders under ${clientOrderId} (${twins.join(", ")}): take the later one back there`
      })
    if (status !== "REJECTED" && accepted.isNew(clientOrderId)) {
      const about = { at: state.placedAt as Time, clientOrderId, exchangeOrderId: state.exchangeOrderId }
      news.push(reported({ symbol, report: { _tag: "OrderAccepted", ...about } }))
    }
    const fresh = fills.filter(({ tradeId }) => trades.isNew(tradeId))
    if (fresh.length > 0) {
      ledger.traded(symbol, now)
      holdings.changed()
    }
    news.push(...fresh.map((report) => reported({ symbol, report })))
    if (status === "OPEN" || status === "UNKNOWN") awaited.heardOf(state, takesAtOnce, now)
    // Its end is known and not all that was filled is: asked for.
    else if (!isWhole) awaited.soon(clientOrderId, now)
    else {
      awaited.ended(clientOrderId)
      news.push(...endOf(whole, now as Time))
    }
    return news
  })

  const order = Effect.fnUntraced(function* (row: unknown) {
    const read = Option.getOrUndefined(readOrder(row))
    // Either part may be told before its order is answered.
    if (read?.["complex-order-id"] !== undefined && read["complex-order-id"] !== null) yield* placing
    const whole = yield* questions.learnRow(row)
    if (whole === undefined) return []
    const { exchangeOrderId } = whole.state
    if (severalIn(exchangeOrderId) !== undefined && known.partsOf(exchangeOrderId) < BOTH) {
      const both = yield* questions.byId(exchangeOrderId)
      return Option.isNone(both) ? [] : yield* tell(both.value)
    }
    return yield* tell(whole)
  })

  const complex = Effect.fnUntraced(function* (row: unknown) {
    const read = Option.getOrUndefined(readComplex(row))
    if (read === undefined) return []
    yield* placing
    let whole: Whole | undefined
    for (const part of read.orders) whole = yield* questions.learn({ ...part, "complex-order-id": read.id })
    return whole === undefined ? [] : yield* tell(whole)
  })

  const position = Effect.fnUntraced(function* (row: unknown) {
    holdings.changed()
    const read = Option.getOrUndefined(readPosition(row))
    if (read === undefined) return yield* unreadable
    const market = yield* markets.named(read["instrument-type"], read.symbol)
    if (market !== undefined) ledger.told(market.instrument.symbol)
    return []
  })

  const take = Effect.fnUntraced(function* (
    item: Heard
  ): Effect.fn.Return<ReadonlyArray<AccountNews>, ExchangeUnavailable> {
    if (item._tag === "Listening") return yield* begin
    switch (item.type) {
      case "Order":
        return yield* order(item.what)
      case "ComplexOrder":
        return yield* complex(item.what)
      case "CurrentPosition":
        return yield* position(item.what)
      case "AccountBalance":
        if (!holdings.told(item.what, yield* Clock.currentTimeMillis)) holdings.changed()
        return []
      default:
        return []
    }
  })

  const looking = silentOrders<Whole>({
    awaited,
    find: questions.order,
    open: () => Effect.map(questions.live, (all) => new Map(all.map((one) => [one.clientOrderId, one]))),
    asked: tell
  })
  return Stream.merge(Stream.mapEffect(heard, take), looking, { haltStrategy: "left" }).pipe(Stream.flattenIterable)
}
