import { Effect, Option, Schema } from "effect"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { ClientOrderId } from "@tradetower/domain/ids"
import { isZero } from "@tradetower/domain/number"
import { isOurs } from "@tradetower/domain/order"
import { Symbol } from "@tradetower/domain/market"
import type { AccountMarkets } from "../kept-markets.ts"
import { type AccountFill, ExchangeUnavailable } from "../../exchange.ts"
import type { PassedOver } from "../passed-over.ts"
import { type Fill, FillName, type Order } from "./answers.ts"
import type { Client } from "./client.ts"
import { readCursor, shortOf } from "../fill-cursor.ts"
import { cursorAfter, oldestFirst, OVERLAP } from "./fill-cursor.ts"
import { nanosOf, rfc3339 } from "../../wire/instants.ts"
import type { KnownOrder, KnownOrders } from "./known-orders.ts"
import { listFills, listFillsOf, listOrders, listOrdersOf } from "./pages.ts"
import type { Restriction } from "./restriction.ts"
import { liquidationOf, tradeOf, voidedBy } from "./trade.ts"

/** How far back fills are asked for where none is known, ms. */
const AT_THE_START = 7 * 86_400_000
/** Orders that are the trader's own, and of those that nothing can be told exactly of. */
const STRANGERS = 5_000

/** By which Coinbase closes a position for want of margin. */
const isLiquidation = ({ is_liquidation, order_type }: Order): boolean =>
  is_liquidation === true || order_type === "LIQUIDATION"

const notListed = new ExchangeUnavailable({
  message: "Coinbase lists a trade of an order that it does not list yet",
  retryable: true,
  retryAfter: 1_000
})

const unreadable = new ExchangeUnavailable({
  message: "Coinbase lists a trade that can't be read and may be of an order of ours",
  retryable: true
})
const readName = Schema.decodeUnknownOption(FillName)

/** Of which orders trades are that can't be read; one that does not say it may be of any. */
const namesIn = (
  rows: ReadonlyArray<unknown>
): Effect.Effect<ReadonlyArray<typeof FillName.Type>, ExchangeUnavailable> =>
  Effect.forEach(rows, (row) => Option.match(readName(row), { onNone: () => unreadable, onSome: Effect.succeed }))

/** The trades of an account as Coinbase's REST lists them: the record of what was filled. */
export const makeTrades = (
  client: Client,
  known: KnownOrders,
  markets: AccountMarkets,
  settles: number,
  passedOver: PassedOver,
  restriction: Restriction
) => {
  const strangers = new OldestOut<string, true>(STRANGERS)
  /** Orders by which Coinbase itself closes positions. */
  const liquidations = new OldestOut<string, true>(STRANGERS)

  /** The order of ours that last traded something there, of those from before a moment: what happens to a position is told by it. */
  const lastOwn = Effect.fnUntraced(function* (symbol: Symbol, before = Infinity) {
    const traded = (order: Order) =>
      isOurs(order.client_order_id) && !isZero(order.filled_size) && Date.parse(order.created_time) < before
    const orders = yield* listOrders(client, { products: [symbol] }, (all) => all.some(traded))
    const found = orders.find(traded)
    return found && ClientOrderId.make(found.client_order_id)
  })

  const learnLiquidation = Effect.fnUntraced(function* ({ order_id, product_id }: Order) {
    const symbol = Symbol.make(product_id)
    const by = yield* lastOwn(symbol)
    if (by === undefined) return strangers.set(order_id, true)
    liquidations.set(order_id, true)
    known.learnAs(order_id, by, symbol)
  })

  /** Which orders these are: those nobody here knows are asked for, some at once. */
  const learnAll = Effect.fnUntraced(function* (ids: Iterable<string>) {
    const unknown = [...new Set(ids)].filter((id) => known.of(id) === undefined && strangers.peek(id) === undefined)
    for (const order of yield* listOrdersOf(client, unknown)) {
      if (isLiquidation(order)) yield* learnLiquidation(order)
      else learn(order)
    }
    return unknown.filter((id) => known.of(id) === undefined)
  })

  /** Takes in which order is which; one without a name of its own is the trader's. */
  const learn = (order: Order): KnownOrder | undefined => {
    if (isLiquidation(order)) return known.of(order.order_id)
    if (order.client_order_id === "") {
      strangers.set(order.order_id, true)
      return undefined
    }
    const clientOrderId = ClientOrderId.make(order.client_order_id)
    known.listed(clientOrderId)
    return known.learn(order.order_id, clientOrderId, Symbol.make(order.product_id))
  }

  /** Rows as the port tells them, oldest first; `odd`: what is no trade and can't be told of, in words. */
  const told = Effect.fnUntraced(function* (rows: ReadonlyArray<Fill>) {
    const fills: Array<AccountFill> = []
    const odd: Array<string> = []
    const voided = new Set<string>()
    for (const row of oldestFirst(rows)) {
      const of = known.of(row.order_id)
      const market = of && (yield* markets.of(of.symbol))
      if (of === undefined || market === undefined) continue
      const fill =
        row.trade_type === "FILL"
          ? liquidations.peek(row.order_id) === true
            ? liquidationOf(market, of.clientOrderId, row)
            : tradeOf(market, of.clientOrderId, row)
          : row.trade_type === "REVERSAL"
            ? voidedBy(market, of.clientOrderId, row, rows, voided)
            : undefined
      if (fill?.report._tag === "FillVoided") voided.add(fill.report.tradeId)
      if (fill?.report._tag === "PositionLiquidated") restriction.liquidated(fill.report.at)
      if (fill !== undefined) fills.push(fill)
      else odd.push(`${row.trade_type} ${row.trade_id} of order ${of.clientOrderId}`)
    }
    return { fills, odd }
  })

  /** Passes over trades that can't be read and are surely of no order of ours. */
  const passOver = (names: ReadonlyArray<typeof FillName.Type>) =>
    Effect.forEach(
      names,
      ({ order_id, trade_id }) => {
        const of = known.of(order_id)
        const foreign = strangers.peek(order_id) ?? (of !== undefined && !isOurs(of.clientOrderId))
        return foreign ? passedOver.tell(`trade ${trade_id ?? ""} of order ${order_id}`) : unreadable
      },
      { discard: true }
    )

  const ofOrders = Effect.fnUntraced(function* (
    ids: ReadonlyArray<string>,
    enough?: (fills: ReadonlyArray<Fill>) => boolean
  ) {
    const { fills, odd } = yield* listFillsOf(client, ids, enough)
    yield* passOver((yield* namesIn(odd)).filter(({ order_id }) => ids.includes(order_id)))
    return fills
  })

  /** Trades after a cursor, oldest first, and the cursor after them. */
  const after = Effect.fn("Coinbase.fills")(function* (cursor: string | undefined) {
    const now = yield* client.now
    const before = readCursor(cursor)
    const from = before === undefined ? now - AT_THE_START : Date.parse(before.at) - OVERLAP
    const since = nanosOf(rfc3339(from))
    const listed = yield* listFills(client, { since: rfc3339(from) })
    // A place in the list of long ago, as of nothing, makes no trade of today an old one.
    const rows = listed.fills.filter(({ sequence_timestamp, trade_time }) =>
      [sequence_timestamp, trade_time].some((time) => nanosOf(time) >= since)
    )
    const names = yield* namesIn(listed.odd)
    const all = [...rows, ...names]
    // Of one that does not say when it was, it may have been now.
    const isRecent = (time: unknown) => !(now - Date.parse(String(time)) >= settles)
    for (const id of yield* learnAll(all.map(({ order_id }) => order_id))) {
      const recent = all.some(({ order_id, trade_time }) => order_id === id && isRecent(trade_time))
      // It may be one of ours, on its way into the list.
      if (recent) return yield* notListed
      strangers.set(id, true)
    }
    yield* passOver(names)
    const { fills, odd } = yield* told(rows)
    for (const one of odd) yield* Effect.logWarning(`Coinbase tells of what is no trade: ${one}`)
    const isNew = ({ report }: AccountFill) => "tradeId" in report && before?.told.has(shortOf(report)) !== true
    return { fills: fills.filter(isNew), cursor: cursorAfter(rows, fills, before?.at ?? rfc3339(now - OVERLAP)) }
  })

  return {
    after,
    isLiquidation: (id: string) => liquidations.peek(id) === true,
    lastOwn,
    learn,
    learnAll,
    ofOrders,
    told
  }
}
export type Trades = ReturnType<typeof makeTrades>
