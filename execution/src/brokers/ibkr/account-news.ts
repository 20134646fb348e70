import { Clock, Context, Effect, Stream } from "effect"
import type { ClientOrderId, Time } from "@tradetower/domain/ids"
import type { Market } from "@tradetower/domain/market"
import { type AccountNews, type AccountReport, type ExchangeUnavailable } from "../../exchange.ts"
import { Latest } from "../latest.ts"
import type { Contracts } from "./contracts.ts"
import type { HeardTrade, Listings } from "./listings.ts"
import type { Mirror, Whole } from "./mirror.ts"
import { endWords, hasEnded } from "./order-state.ts"
import { baseOf, changeOf, reportOf } from "./trades.ts"

/** So many are kept of what was told, that nothing is told twice. */
const MOST = 20_000

/** How long news may be behind, ms: of an order that lacks trades or was just placed; and how often all is compared. */
export const NewsPatience = Context.Reference<{ readonly behind: number; readonly compared: number }>(
  "@tradetower/execution/IbkrNewsPatience",
  { defaultValue: () => ({ behind: 1_500, compared: 30_000 }) }
)
/** How often is looked whether any is. */
const LOOKED_AT = "250 millis"

/** What a connection tells of an account, once it is let in; what was heard is in the mirror. */
export type Heard =
  | { readonly _tag: "Listening" }
  | {
      readonly _tag: "Heard"
      readonly orders: ReadonlyArray<ClientOrderId>
      readonly trades: ReadonlyArray<HeardTrade>
    }
  /** It goes on, and what happens may be told late or not at all. */
  | { readonly _tag: "Degraded"; readonly reason: string }
  | { readonly _tag: "Restored" }

export interface NewsOf {
  readonly mirror: Mirror
  readonly list: Listings
  readonly contracts: Contracts
  readonly changed: () => void
  /** From here on, or no more, what happens is told. */
  readonly live: (is: boolean) => void
}

/** What an account tells by itself, and orders that news are waited for of. */
export const accountNews = ({ changed, contracts, list, live, mirror }: NewsOf) => {
  const accepted = new Latest<ClientOrderId>(MOST)
  const ended = new Latest<ClientOrderId>(MOST)
  const told = new Latest<string>(MOST)
  /** Of which something lacks, since when. */
  const behind = new Map<ClientOrderId, number>()

  const reported = (
    market: Market,
    report: AccountReport["report"],
    more: Partial<AccountReport> = {}
  ): AccountNews => ({
    _tag: "Reported",
    symbol: market.instrument.symbol,
    report,
    ...more
  })

  const endOf = (whole: Whole, market: Market, at: Time): ReadonlyArray<AccountNews> => {
    const { clientOrderId, filled, legs, status } = whole
    const filledQuantity = market.quantity(baseOf(market, filled))
    const reason = endWords(status, legs.find(({ endedBySystem }) => endedBySystem !== undefined)?.endedBySystem)
    const about = { at, clientOrderId, reason }
    const more = filledQuantity === undefined ? {} : { filledQuantity }
    switch (status) {
      case "CANCELLED":
        return [reported(market, { _tag: "OrderCancelled", ...about }, more)]
      case "EXPIRED":
        return [reported(market, { _tag: "OrderExpired", ...about }, more)]
      case "REJECTED":
        return [reported(market, { _tag: "OrderRejected", at, clientOrderId, reason: "EXCHANGE", message: reason })]
      default:
        return []
    }
  }

  /** What is new of an order: that it is there, its trades, and its end once all of them are told. */
  const newsOf = Effect.fnUntraced(function* (
    id: ClientOrderId
  ): Effect.fn.Return<ReadonlyArray<AccountNews>, ExchangeUnavailable> {
    const whole = mirror.whole(id)
    const trades = mirror.tradesOf(id)
    const conid = whole?.legs[0]?.conid ?? trades[0]?.execution.conid ?? ""
    const market = yield* contracts.marketOf(conid)
    const at = (yield* Clock.currentTimeMillis) as Time
    // What it is of is not known yet: it is asked for again, and nothing of it is passed over.
    if (market === undefined) {
      if (!behind.has(id)) behind.set(id, at)
      return []
    }
    const news: Array<AccountNews> = []
    const first = whole?.legs[0]
    const isThere = trades.length > 0 || !["PENDING", "REJECTED", "UNKNOWN"].includes(whole?.status ?? "UNKNOWN")
    if (first !== undefined && isThere && accepted.isNew(id))
      news.push(reported(market, { _tag: "OrderAccepted", at, clientOrderId: id, exchangeOrderId: first.orderId }))
    for (const trade of trades) {
      const fill = reportOf(market, trade)
      if (fill !== undefined && told.isNew(trade.prefix)) news.push(reported(market, fill))
    }
    if (whole === undefined) return news
    const twins = whole.legs.filter(({ reference }) => reference === id)
    if (twins.length > 1 && told.isNew(`twins/${id}`))
      news.push({
        _tag: "Degraded",
        reason: `Interactive Brokers has ${twins.length} orders under ${id} (${twins.map(({ orderId }) => orderId).join(", ")}): take the later one back there`
      })
    if (!mirror.isWhole(whole) || whole.status === "PENDING") {
      if (!behind.has(id)) behind.set(id, at)
      return news
    }
    behind.delete(id)
    if (hasEnded(whole.status) && ended.isNew(id)) news.push(...endOf(whole, market, at))
    return news
  })

  const newsOfAll = (ids: Iterable<ClientOrderId>) =>
    Effect.map(Effect.forEach(new Set(ids), newsOf), (all) => all.flat())

  /** What became of trades that were told before: what they cost, or others in their place. */
  const changedTrades = Effect.fnUntraced(function* (heard: ReadonlyArray<HeardTrade>) {
    const news: Array<AccountNews> = []
    for (const { before, trade } of heard) {
      const market = yield* contracts.marketOf(trade.execution.conid ?? "")
      if (before === undefined || market === undefined) continue
      for (const report of changeOf(market, trade, before)) {
        const name = `${report._tag}/${"tradeId" in report ? report.tradeId : ""}`
        if (told.isNew(name)) news.push(reported(market, report))
      }
    }
    return news
  })

  /** What trades that were heard say: those that are new with their order, what became of others by itself. */
  const heardTrades = Effect.fnUntraced(function* (heard: ReadonlyArray<HeardTrade>) {
    const news = yield* newsOfAll(heard.map(({ trade }) => trade.clientOrderId))
    return [...news, ...(yield* changedTrades(heard))]
  })

  /** All there is, as of now: whoever hears that it is connected, or restored, asks for what was before. */
  const begin = Effect.fnUntraced(function* (said: "Connected" | "Restored") {
    const [orders, trades] = yield* Effect.all([list.orders("URGENT"), list.trades("URGENT")], { concurrency: 2 })
    behind.clear()
    for (const { trade } of trades) told.isNew(trade.prefix)
    yield* newsOfAll([...orders, ...trades.map(({ trade }) => trade.clientOrderId)])
    live(true)
    // What was told before the connection was lost, and is not so any more.
    return [{ _tag: said }, ...(yield* changedTrades(trades))]
  })

  const take = Effect.fnUntraced(function* (
    item: Heard
  ): Effect.fn.Return<ReadonlyArray<AccountNews>, ExchangeUnavailable> {
    switch (item._tag) {
      case "Listening":
        return yield* begin("Connected")
      case "Restored":
        return yield* begin("Restored")
      case "Degraded":
        live(false)
        return [item]
      case "Heard":
        changed()
        return [...(yield* newsOfAll(item.orders)), ...(yield* heardTrades(item.trades))]
    }
  })

  /** What the stream should have said: asked where something lacks for too long, and now and then of all. */
  const missed = (patience: (typeof NewsPatience)["Service"], last: { at: number }) =>
    Effect.gen(function* () {
      yield* Effect.sleep(LOOKED_AT)
      const now = yield* Clock.currentTimeMillis
      const due = [...behind].filter(([, since]) => now - since >= patience.behind).map(([id]) => id)
      const isTime = now - last.at >= patience.compared
      if (due.length === 0 && !isTime) return []
      last.at = now
      const orders = yield* list.orders("USUAL")
      const trades = yield* list.trades("USUAL")
      // Those that are not in the list any more are asked for by their own ids.
      const gone = mirror.open.filter(({ reference }) => due.includes(reference as ClientOrderId))
      for (const { orderId, reference } of gone)
        if (!orders.includes(reference as ClientOrderId)) yield* list.byId(orderId, reference)
      changed()
      return [...(yield* heardTrades(trades)), ...(yield* newsOfAll([...orders, ...due]))]
    }).pipe(
      Effect.catchIf(
        ({ retryable }) => retryable,
        () => Effect.succeed<ReadonlyArray<AccountNews>>([])
      )
    )

  const reports = (heard: Stream.Stream<Heard, ExchangeUnavailable>) =>
    Stream.unwrap(
      Effect.map(Effect.all([NewsPatience, Clock.currentTimeMillis]), ([patience, at]) => {
        const looking = Stream.fromEffectRepeat(missed(patience, { at }))
        return Stream.merge(Stream.mapEffect(heard, take), looking, { haltStrategy: "left" }).pipe(
          Stream.flattenIterable,
          Stream.ensuring(Effect.sync(() => live(false)))
        )
      })
    )

  const expect = (id: ClientOrderId, now: number) => void (behind.has(id) || behind.set(id, now))
  return { expect, reports }
}
