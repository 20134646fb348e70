import { Clock, Effect, Option, Schema } from "effect"
import { ClientOrderId } from "@tradetower/domain/ids"
import { isOurs } from "@tradetower/domain/order"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import type { Urgency } from "../../../wire/request-pace.ts"
import { Execution, OrderRow, OrdersAnswer, OrderStatusAnswer, RowName } from "./answers.ts"
import type { HeardTrade, Listings } from "../listings.ts"
import { ofLeg } from "../leg.ts"
import type { Mirror } from "../mirror.ts"
import type { Session } from "./session.ts"
import { there, unreadable } from "./trouble.ts"

const Rows = Schema.Array(Schema.Unknown)
const readOrder = Schema.decodeUnknownOption(OrderRow)
const readTrade = Schema.decodeUnknownOption(Execution)
const readName = Schema.decodeUnknownOption(RowName)

/** As far back as trades are told, days. */
const DAYS = 7

/** The same, and what is told one by one: what can't be read and may be ours is no small matter. */
export interface WebListings extends Listings {
  readonly order: (row: unknown, now: number) => ClientOrderId | undefined | "UNREADABLE"
  readonly trade: (row: unknown) => HeardTrade | undefined | "UNREADABLE"
}

/** What the Web API lists. */
export const listings = (session: Session, mirror: Mirror): WebListings => {
  let ordersAt = -Infinity
  let ordersOf = -1
  let unread: ReadonlyArray<ClientOrderId | undefined> = []

  /** Whether what can't be read is surely none of ours. */
  const isForeign = (row: unknown): boolean =>
    Option.exists(
      readName(row),
      ({ order_ref, orderId }) => !isOurs(ofLeg(order_ref ?? "")) && !mirror.isOurs(orderId ?? "")
    )

  /** The id of ours that what can't be read has, where it says it. */
  const idIn = (row: unknown): ClientOrderId | undefined => {
    const id = ofLeg(Option.getOrUndefined(readName(row))?.order_ref ?? "")
    return isOurs(id) ? ClientOrderId.make(id) : undefined
  }

  const order: WebListings["order"] = (row, now) => {
    const read = readOrder(row)
    if (Option.isSome(read)) return mirror.take(read.value, now)
    return isForeign(row) ? undefined : "UNREADABLE"
  }

  const trade: WebListings["trade"] = (row) => {
    const read = readTrade(row)
    if (Option.isSome(read)) return mirror.trade(read.value)
    return isForeign(row) ? undefined : "UNREADABLE"
  }

  /** Orders of this session, and those good till cancelled of earlier ones. Filters would empty it: there are none. */
  const orders = Effect.fn("Ibkr.orders")(function* (
    urgency: Urgency = "USUAL"
  ): Effect.fn.Return<ReadonlyArray<ClientOrderId>, ExchangeUnavailable> {
    const { orders: rows } = yield* there(
      session.read({ path: "/iserver/account/orders", slot: "orders", urgency }, OrdersAnswer)
    )
    const now = yield* Clock.currentTimeMillis
    const ours: Array<ClientOrderId> = []
    const odd: Array<ClientOrderId | undefined> = []
    for (const row of rows) {
      const taken = order(row, now)
      if (taken === "UNREADABLE") odd.push(idIn(row))
      else if (taken !== undefined) ours.push(taken)
    }
    unread = odd
    ordersAt = now
    ordersOf = session.count()
    return ours
  })

  /** Trades of the last week, those of ours; each that is new or was corrected. */
  const trades = Effect.fn("Ibkr.trades")(function* (
    urgency: Urgency = "USUAL"
  ): Effect.fn.Return<ReadonlyArray<HeardTrade>, ExchangeUnavailable> {
    const rows = yield* there(
      session.read(
        {
          path: "/iserver/account/trades",
          query: { days: String(DAYS) },
          slot: "trades",
          urgency
        },
        Rows
      )
    )
    const heard: Array<HeardTrade> = []
    // The newest come first: what the broker closed itself is told by what traded before it.
    for (const row of rows.toReversed()) {
      const taken = trade(row)
      if (taken === "UNREADABLE") return yield* unreadable
      if (taken !== undefined) heard.push(taken)
    }
    return heard
  })

  /** One order by the broker's id: also of earlier sessions, where it still knows it. */
  const byId = Effect.fn("Ibkr.order")(function* (orderId: string, reference: string) {
    const found = yield* session.read(
      { path: `/iserver/account/order/status/${encodeURIComponent(orderId)}` },
      OrderStatusAnswer
    )
    if (Option.isNone(found)) return undefined
    const { conid, cum_fill, limit_price, order_id, order_status, side, stop_price, total_size } = found.value
    const price = limit_price ?? stop_price
    return mirror.take(
      {
        orderId: order_id,
        order_ref: mirror.referenceOf(order_id) ?? reference,
        conid,
        side,
        status: order_status,
        totalSize: total_size,
        filledQuantity: cum_fill,
        ...(typeof price === "string" && { price })
      },
      yield* Clock.currentTimeMillis
    )
  })

  const listedSince = (at: number): boolean => ordersAt >= at && ordersOf === session.count()

  return { byId, listedSince, order, orders, trade, trades, unread: () => unread }
}
