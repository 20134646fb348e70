import { Clock, Effect, Option, Schema } from "effect"
import type { ClientOrderId } from "@tradetower/domain/ids"
import { isOurs } from "@tradetower/domain/order"
import type { ExchangeUnavailable } from "../../unavailable.ts"
import type { Urgency } from "../../wire/request-pace.ts"
import { Execution, OrderRow, OrdersAnswer, OrderStatusAnswer, RowName } from "./answers.ts"
import type { Mirror, Trade } from "./mirror.ts"
import { ofLeg } from "./order-body.ts"
import type { Session } from "./session.ts"
import { there, unreadable } from "./trouble.ts"

const Rows = Schema.Array(Schema.Unknown)
const readOrder = Schema.decodeUnknownOption(OrderRow)
const readTrade = Schema.decodeUnknownOption(Execution)
const readName = Schema.decodeUnknownOption(RowName)

/** As far back as trades are told, days. */
const DAYS = 7

/** A trade as it was heard, with what was known of it before. */
export interface HeardTrade {
  readonly trade: Trade
  readonly before?: Trade
}

export type Listings = ReturnType<typeof listings>

/** What the broker lists of an account's orders and trades; all of it goes into the mirror. */
export const listings = (session: Session, mirror: Mirror) => {
  let ordersAt = -Infinity
  let ordersOf = -1

  /** Whether what can't be read is surely none of ours. */
  const isForeign = (row: unknown): boolean =>
    Option.exists(
      readName(row),
      ({ order_ref, orderId }) => !isOurs(ofLeg(order_ref ?? "")) && !mirror.isOurs(orderId ?? "")
    )

  /** Takes in an order as it is told; what can't be read and may be ours is no small matter. */
  const order = (row: unknown, now: number): ClientOrderId | undefined | "UNREADABLE" => {
    const read = readOrder(row)
    if (Option.isSome(read)) return mirror.take(read.value, now)
    return isForeign(row) ? undefined : "UNREADABLE"
  }

  const trade = (row: unknown): HeardTrade | undefined | "UNREADABLE" => {
    const read = readTrade(row)
    if (Option.isSome(read)) return mirror.trade(read.value)
    return isForeign(row) ? undefined : "UNREADABLE"
  }

  /** Orders of this session, and those good till cancelled of earlier ones. Filters would empty it: there are none. */
  const orders = Effect.fn("Ibkr.orders")(function* (
    urgency: Urgency = "USUAL",
    patience?: number
  ): Effect.fn.Return<ReadonlyArray<ClientOrderId>, ExchangeUnavailable> {
    const { orders: rows } = yield* there(
      session.read(
        { path: "/iserver/account/orders", slot: "orders", urgency, ...(patience !== undefined && { patience }) },
        OrdersAnswer
      )
    )
    const now = yield* Clock.currentTimeMillis
    const ours: Array<ClientOrderId> = []
    for (const row of rows) {
      const taken = order(row, now)
      if (taken === "UNREADABLE") return yield* unreadable
      if (taken !== undefined) ours.push(taken)
    }
    ordersAt = now
    ordersOf = session.count()
    return ours
  })

  /** Trades of the last week, those of ours; each that is new or was corrected. */
  const trades = Effect.fn("Ibkr.trades")(function* (
    urgency: Urgency = "USUAL",
    patience?: number
  ): Effect.fn.Return<ReadonlyArray<HeardTrade>, ExchangeUnavailable> {
    const rows = yield* there(
      session.read(
        {
          path: "/iserver/account/trades",
          query: { days: String(DAYS) },
          slot: "trades",
          urgency,
          ...(patience !== undefined && { patience })
        },
        Rows
      )
    )
    const heard: Array<HeardTrade> = []
    for (const row of rows) {
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
    return mirror.takeStatus(found.value, reference, yield* Clock.currentTimeMillis)
  })

  /** Whether orders were listed since then, in the session that there is. */
  const listedSince = (at: number): boolean => ordersAt >= at && ordersOf === session.count()

  return { byId, listedSince, order, orders, trade, trades }
}
