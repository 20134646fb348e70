import { Clock, Effect, Option, Schema } from "effect"
import { compare, sum, zero } from "@tradetower/domain/number"
import { isOurs } from "@tradetower/domain/order"
import type { AccountFill, ExchangeAccount, ExchangeUnavailable, SentOrder } from "../../exchange.ts"
import { nanosOf, rfc3339 } from "../../wire/instants.ts"
import { filledIn } from "../filled-in.ts"
import { PassedOver } from "../passed-over.ts"
import { ActivityName, FillAnswer } from "./answers.ts"
import { chargeList } from "./charge-list.ts"
import type { KnownOrders } from "./known-orders.ts"
import type { OrderQuestions } from "./order-questions.ts"
import type { Whole } from "./order-state.ts"
import { type Rest, there, unreadable } from "./rest.ts"
import { fillOf } from "./trades.ts"

const PAGE = 100
const Rows = Schema.Array(Schema.Unknown)
const readFill = Schema.decodeUnknownOption(FillAnswer)
const readName = Schema.decodeUnknownOption(ActivityName)
/** A trade may be listed so much later than it happened, ms: that is asked for again, and counts once. */
const OVERLAP = 60_000
/** Without a cursor no further back than this, ms. */
const WEEK = 7 * 24 * 3_600_000
/** Pages of orders that are looked through for those that were filled; the rest is asked for one by one. */
const MOST_PAGES = 3

/** Of one moment they come in any order, and as text times don't sort: by time, then by order, then as it was filled. */
const inOrder = (a: FillAnswer, b: FillAnswer): number =>
  Number(nanosOf(a.transaction_time) - nanosOf(b.transaction_time)) ||
  (a.order_id < b.order_id ? -1 : a.order_id > b.order_id ? 1 : 0) ||
  compare(a.cum_qty, b.cum_qty)

export type FillList = ReturnType<typeof fillList>

/** The trades of an account, by its activities. `rate`: what a trade in coins costs it now. */
export const fillList = (rest: Rest, known: KnownOrders, questions: OrderQuestions, rate: () => bigint) => {
  const { isForeign, isStranger, order, orders } = questions
  const passedOver = new PassedOver("Alpaca")

  const page = (after: number, token: string | undefined) => {
    const from = encodeURIComponent(rfc3339(after))
    const next = token === undefined ? "" : `&page_token=${encodeURIComponent(token)}`
    return there(rest.get(`/v2/account/activities/FILL?direction=asc&page_size=${PAGE}&after=${from}${next}`, Rows))
  }

  /** Those that can be read, and how the list goes on. Another one is passed over where it is surely none of ours. */
  const readable = Effect.fnUntraced(function* (rows: ReadonlyArray<unknown>) {
    const fills: Array<FillAnswer> = []
    let last: string | undefined
    for (const row of rows) {
      const name = readName(row)
      if (Option.isNone(name)) return yield* unreadable
      const { id, order_id } = name.value
      last = id
      const fill = readFill(row)
      if (Option.isSome(fill)) fills.push(fill.value)
      else if (typeof order_id === "string" && (yield* isForeign(order_id))) yield* passedOver.tell(`trade ${id}`)
      else return yield* unreadable
    }
    return { fills, last }
  })

  /** All since then, until these are enough. */
  const since = Effect.fnUntraced(function* (
    after: number,
    enough: (rows: ReadonlyArray<FillAnswer>) => boolean = () => false
  ): Effect.fn.Return<ReadonlyArray<FillAnswer>, ExchangeUnavailable> {
    const rows = new Map<string, FillAnswer>()
    let token: string | undefined
    for (;;) {
      const next = yield* page(after, token)
      const { fills: read, last } = yield* readable(next)
      for (const row of read) rows.set(row.id, row)
      if (next.length < PAGE || last === token || enough(read)) return [...rows.values()].sort(inOrder)
      token = last
    }
  })

  /** Has the orders of these trades known: trades don't say whose they are. */
  const learn = Effect.fnUntraced(function* (rows: ReadonlyArray<FillAnswer>) {
    const ids = new Set(rows.map(({ order_id }) => order_id))
    const strange = () => [...ids].filter((id) => known.of(id) === undefined && !isStranger(id))
    if (strange().length === 0) return
    yield* orders("all", (_, pages) => pages >= MOST_PAGES || strange().length === 0)
    yield* Effect.forEach(strange(), isForeign, { discard: true })
    const now = yield* Clock.currentTimeMillis
    const unlisted = strange()
    for (const { id, order_id, transaction_time } of rows) {
      if (!unlisted.includes(order_id)) continue
      // Its order may be on its way into the list.
      if (now - Date.parse(transaction_time) < OVERLAP) return yield* unreadable
      yield* passedOver.tell(`trade ${id}`)
    }
  })

  /** A trade as it is told; none of an order that is not known, nor of another's that can't be counted here. */
  const told = Effect.fnUntraced(function* (
    row: FillAnswer
  ): Effect.fn.Return<ReadonlyArray<AccountFill>, ExchangeUnavailable> {
    const of = known.of(row.order_id)
    if (of === undefined) return []
    const { clientOrderId, market } = of
    const report = fillOf(
      market,
      {
        clientOrderId,
        orderId: row.order_id,
        side: row.side === "buy" ? "BUY" : "SELL",
        price: row.price,
        quantity: row.qty,
        total: row.cum_qty,
        at: row.transaction_time,
        whole: of.whole,
        leg: of.leg
      },
      rate()
    )
    if (report !== undefined) return [{ symbol: market.instrument.symbol, report }]
    if (of.several || isOurs(clientOrderId)) return yield* unreadable
    return []
  })

  const toldAll = (rows: ReadonlyArray<FillAnswer>) => Effect.map(Effect.forEach(rows, told), (all) => all.flat())

  const chargesAfter = chargeList({
    rest,
    known,
    passedOver,
    trades: (from) => Effect.tap(since(from), learn),
    coinsCost: () => rate() > 0n
  })

  const fills: ExchangeAccount["fills"] = Effect.fn("Alpaca.fills")(function* (cursor) {
    const now = yield* Clock.currentTimeMillis
    const [at = "", charge] = cursor?.split(" ") ?? []
    // One that can't be read is none: all is told anew.
    const until = Number.isNaN(Date.parse(at)) ? undefined : at
    const from = until === undefined ? now - WEEK : Math.max(Date.parse(until) - OVERLAP, now - WEEK)
    const rows = yield* since(from)
    yield* learn(rows)
    // What is charged is told some days later anyway: no trade waits for it.
    const charges = yield* chargesAfter(now, charge).pipe(
      Effect.catchIf(
        ({ cause }) => cause !== "REVOKED",
        ({ message }) => Effect.as(Effect.logDebug(`charges are asked for again: ${message}`), undefined)
      )
    )
    const last = charges?.last ?? charge
    const reached = rows.at(-1)?.transaction_time ?? until ?? rfc3339(now)
    return {
      fills: yield* toldAll(rows),
      ...(charges !== undefined && { costs: charges.costs }),
      cursor: last === undefined ? reached : `${reached} ${last}`,
      completeSince: now - WEEK
    }
  })

  /** The trades of an order that are listed. */
  const ofOrder = Effect.fnUntraced(function* ({ filled, market, parts, state }: Whole) {
    if (filled === 0) return []
    const ids = parts.map(({ id }) => id)
    const mine = (row: FillAnswer) => ids.includes(row.order_id)
    let listed = zero
    const rows = yield* since(state.placedAt - 1_000, (page) => {
      listed = sum([listed, ...page.filter(mine).map(({ qty }) => qty)])
      return compare(listed, market.quantityText(filled)) >= 0
    })
    return yield* toldAll(rows.filter(mine))
  })

  const fillsOf = Effect.fn("Alpaca.fillsOf")(function* (sent: SentOrder) {
    const found = yield* order(sent)
    return Option.isNone(found) ? [] : yield* ofOrder(found.value.whole)
  })

  /** Whether all that was filled of an order is listed. */
  const complete = (whole: Whole) => Effect.map(ofOrder(whole), (listed) => filledIn(listed) >= whole.filled)

  return { fills, fillsOf, ofOrder, complete }
}
