import { Clock, Effect, Option, Stream } from "effect"
import type { ClientOrderId, Time, TradeId } from "@tradetower/domain/ids"
import { isOurs } from "@tradetower/domain/order"
import { type AccountNews, type AccountReport, ExchangeUnavailable } from "../../exchange.ts"
import { filledIn } from "../filled-in.ts"
import { Latest } from "../latest.ts"
import type { TradeUpdate } from "./answers.ts"
import type { Awaited } from "../awaited.ts"
import { mayPass, silentOrders } from "../silent-orders.ts"
import type { FillList } from "./fill-list.ts"
import type { Known, KnownOrders } from "./known-orders.ts"
import type { Listed, OrderQuestions } from "./order-questions.ts"
import { takesAtOnce } from "./order-state.ts"
import { changesOf } from "./replaced.ts"
import { acceptedBy, endedBy, filledBy, holdsOf, meantBy, takenBack } from "./trade-updates.ts"
import type { Heard } from "./trading-stream.ts"
import { type Executions, voidedBy } from "./voided.ts"

/** So many are kept of what was told, that nothing is told twice. */
const MOST = 10_000
/** How often is looked whether it is time to ask what happened beside the stream, and how often that is, ms. */
const LOOKED_AT = "1 second"
const ELSEWHERE = 3_600_000

export interface NewsOf {
  readonly known: KnownOrders
  readonly awaited: Awaited
  readonly questions: Omit<OrderQuestions, "openOrders">
  readonly fills: FillList
  readonly executions: Executions
  /** What happened to the account beside its stream, asked now. */
  readonly elsewhere: (now: number) => Effect.Effect<ReadonlyArray<AccountNews>, ExchangeUnavailable>
  /** Ends once no order is being placed of which more than one comes about. */
  readonly placing: Effect.Effect<void>
  readonly rate: () => bigint
  /** Something changed what the account holds. */
  readonly changed: () => void
}

const unreadable = new ExchangeUnavailable({
  message: "Alpaca's stream says what can't be read",
  retryable: true,
  cause: "NETWORK"
})

/** An order of the owner's own. */
const isOthers = ({ clientOrderId, several }: Known): boolean => !several && !isOurs(clientOrderId)

/** What can't be read ends the stream, unless it is of another's order. */
const notReadable = (of: Known): Effect.Effect<ReadonlyArray<AccountNews>, ExchangeUnavailable> =>
  isOthers(of) ? Effect.succeed([]) : Effect.fail(unreadable)

const reported = (report: AccountReport): AccountNews => ({ _tag: "Reported", ...report })

/**
 * What an account tells by itself, of one connection: what its stream says, and what that should have said. `letIn` fails
 * once its key is taken no more.
 */
export const newsOf = (
  { awaited, changed, elsewhere, executions, fills, known, placing, questions, rate }: NewsOf,
  heard: Stream.Stream<Heard, ExchangeUnavailable>,
  letIn: Stream.Stream<never, ExchangeUnavailable>
): Stream.Stream<AccountNews, ExchangeUnavailable> => {
  const accepted = new Latest<ClientOrderId>(MOST)
  const ended = new Latest<ClientOrderId>(MOST)
  const trades = new Latest<TradeId>(MOST)
  const noticed = new Latest<string>(MOST)
  /** When is asked next what happened beside the stream: never before it listens. */
  let elsewhereAt = Infinity

  /** What is not only of orders is said once, however often it is found. */
  const once = (news: ReadonlyArray<AccountNews>): ReadonlyArray<AccountNews> =>
    news.filter((one) => one._tag !== "Noticed" || noticed.isNew(one.id))

  const begin = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    awaited.clear()
    elsewhereAt = now
    for (const { answer, whole } of yield* questions.orders("open"))
      awaited.heardOf(whole.state, takesAtOnce(answer), now)
    return [{ _tag: "Connected" } as const]
  })

  /** Whose an event is: by its own id, or as the part of an order that is just being placed. */
  const whose = Effect.fnUntraced(function* ({ order }: TradeUpdate) {
    const before = known.of(order.id)
    if (before?.replaced === true) return before
    if (isOurs(order.client_order_id)) known.learn(order)
    const of = known.of(order.id)
    if (of !== undefined) return of
    yield* placing
    return known.of(order.id)
  })

  /** The end of an order: told once, with what was filled of it in all. */
  const endOf = (report: AccountReport | undefined): ReadonlyArray<AccountNews> =>
    report === undefined || !ended.isNew(report.report.clientOrderId) ? [] : [reported(report)]

  /** What became of an order, asked: trades that were not told, and its end once all of them are listed. */
  const asked = Effect.fnUntraced(function* ({ whole }: Listed) {
    const { clientOrderId, market, state, status } = whole
    const { symbol } = market.instrument
    const now = yield* Clock.currentTimeMillis
    const listed = known.toldAll(whole) ? [] : yield* fills.ofOrder(whole)
    const isWhole = known.toldAll(whole) || filledIn(listed) >= whole.filled
    const news: Array<AccountNews> = listed
      .filter(({ report }) => report._tag === "OrderFilled" && trades.isNew(report.tradeId))
      .map(reported)
    if (news.length > 0) changed()
    if (isWhole) known.allTold(whole)
    news.push(...once(changesOf(whole)))
    if (status === "OPEN" || status === "UNKNOWN") awaited.goesOn(clientOrderId, now)
    else if (!isWhole) awaited.soon(clientOrderId, now)
    else {
      awaited.ended(clientOrderId)
      const about = { at: now as Time, clientOrderId, reason: state.reason ?? "" }
      const end = { symbol, filledQuantity: whole.filled }
      if (status === "CANCELLED") news.push(...endOf({ ...end, report: { _tag: "OrderCancelled", ...about } }))
      if (status === "EXPIRED") news.push(...endOf({ ...end, report: { _tag: "OrderExpired", ...about } }))
      if (status === "REJECTED")
        news.push(
          ...endOf({
            symbol,
            report: { _tag: "OrderRejected", at: now as Time, clientOrderId, reason: "EXCHANGE", message: about.reason }
          })
        )
    }
    return news
  })

  /** One of several that are an order together has ended: the order has once all have, and nothing took its place. */
  const partEnded = ({ clientOrderId, exchangeOrderId }: Known) =>
    Effect.gen(function* () {
      const found = yield* questions.order({ clientOrderId, exchangeOrderId })
      return Option.isNone(found) ? [] : yield* asked(found.value)
    }).pipe(
      (looked) => known.leaving.asks([{ clientOrderId }], looked),
      Effect.catchIf(mayPass, () =>
        Effect.map(Clock.currentTimeMillis, (now): ReadonlyArray<AccountNews> => {
          awaited.soon(clientOrderId, now)
          return []
        })
      )
    )

  const told = Effect.fnUntraced(function* (
    update: TradeUpdate,
    of: Known
  ): Effect.fn.Return<ReadonlyArray<AccountNews>, ExchangeUnavailable> {
    const now = yield* Clock.currentTimeMillis
    const { clientOrderId } = of
    awaited.heardOf(of, takesAtOnce(update.order), now)
    switch (meantBy(update)) {
      case "ACCEPTED":
        return []
      case "FILL": {
        const report = filledBy(update, of, rate())
        if (report?.report._tag !== "OrderFilled") return yield* notReadable(of)
        // A trade before this one may have got lost on the way.
        if (!known.tell(update)) awaited.soon(clientOrderId, now, 0)
        else if (update.event === "fill" && of.replaced) awaited.soon(clientOrderId, now, 0)
        else if (update.event === "fill" && !of.several) awaited.ended(clientOrderId)
        if (typeof update.execution_id === "string") executions.trades.set(update.execution_id, report.report)
        return trades.isNew(report.report.tradeId) ? [reported(report)] : []
      }
      case "END": {
        if (isOthers(of) && update.event === "replaced") return []
        if (of.several || of.replaced || update.event === "replaced") return yield* partEnded(of)
        const report = endedBy(update, of, now)
        if (report === undefined) return yield* notReadable(of)
        awaited.ended(clientOrderId)
        return [...once(holdsOf(update, of)), ...endOf(report)]
      }
      case "LOOK":
        awaited.soon(clientOrderId, now, 0)
        return []
      case "VOIDED":
        if (isOthers(of)) return []
        return once(yield* voidedBy(takenBack(update, now), of, executions, fills))
      case "UNKNOWN":
        if (isOthers(of)) return []
        return yield* new ExchangeUnavailable({
          message: `Alpaca tells of an order what is new here: ${update.event.slice(0, 40)}`,
          retryable: true
        })
    }
  })

  const take = Effect.fnUntraced(function* (
    item: Heard
  ): Effect.fn.Return<ReadonlyArray<AccountNews>, ExchangeUnavailable> {
    if (item._tag === "Listening") return yield* begin
    const { update } = item
    changed()
    const of = yield* whose(update)
    // One of ours was asked for in what is counted here.
    if (of === undefined) return isOurs(update.order.client_order_id) ? yield* unreadable : []
    const first = accepted.isNew(of.clientOrderId) && update.event !== "rejected"
    const rest = yield* told(update, of)
    return first ? [reported(acceptedBy(update, of, yield* Clock.currentTimeMillis)), ...rest] : rest
  })

  const looking = silentOrders({
    awaited,
    find: (one) => known.leaving.asks([one], questions.order(one)),
    open: (due) =>
      known.leaving.asks(
        due,
        Effect.map(questions.orders("open"), (all) => new Map(all.map((one) => [one.whole.clientOrderId, one])))
      ),
    asked: (listed) => known.leaving.asks([listed.whole], asked(listed))
  })
  const happened = Effect.gen(function* () {
    yield* Effect.sleep(LOOKED_AT)
    const now = yield* Clock.currentTimeMillis
    if (now < elsewhereAt) return []
    elsewhereAt = now + ELSEWHERE
    return once(yield* elsewhere(now))
  })
  // What can't be asked now is asked an hour later: the stream itself goes on.
  const beside = Stream.fromEffectRepeat(
    Effect.catchIf(happened, mayPass, () => Effect.succeed<ReadonlyArray<AccountNews>>([]))
  )

  return Stream.mapEffect(heard, take).pipe(
    Stream.ensuring(Effect.sync(() => void (elsewhereAt = Infinity))),
    Stream.merge(Stream.mergeAll([looking, beside, letIn], { concurrency: "unbounded" }), { haltStrategy: "left" }),
    Stream.flattenIterable
  )
}
