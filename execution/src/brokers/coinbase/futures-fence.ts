import { Effect, Option } from "effect"
import type { Market } from "@tradetower/domain/market"
import { minus, zero } from "@tradetower/domain/number"
import type { OrderRequest } from "@tradetower/domain/order"
import { type ExchangeUnavailable, OrderRejected } from "../../exchange.ts"
import type { OnlyReduces } from "../recorded-orders.ts"
import { reduceOnlyFence } from "../reduce-only-fence.ts"
import type { Client } from "./client.ts"
import { configurationOf, sizeText } from "./configuration.ts"
import { closableBy, readContracts } from "./futures.ts"
import { MarginSettingAnswer } from "./futures-answers.ts"
import type { KnownOrders } from "./known-orders.ts"
import type { OrderBook } from "./order-book.ts"
import { hasEnded } from "./order-state.ts"
import { listOrders } from "./pages.ts"

/** When the day's margin gives way to the night's, which is more than twice as much, minutes of New York's day. */
const NIGHT_BEGINS = 16 * 60
/** From when nothing is entered any more, where the account has the day's margin. */
const NOT_AFTER = 15 * 60 + 30
const BY_DAY = "INTRADAY_MARGIN_SETTING_INTRADAY"

const clock = new Intl.DateTimeFormat("en-US", {
  timeZone: "America/New_York",
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23"
})

/** Whether the night's margin is about to begin: half an hour before it does, on weekdays. */
export const isLate = (at: number): boolean => {
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, value]))
  const minutes = Number(parts.get("hour")) * 60 + Number(parts.get("minute"))
  return parts.get("weekday")?.startsWith("S") === false && minutes >= NOT_AFTER && minutes < NIGHT_BEGINS
}

/**
 * What Coinbase's futures exchange does not keep by itself: orders that only reduce, and that nothing is entered shortly
 * before the night's margin.
 */
export const makeFence = (client: Client, known: KnownOrders, book: OrderBook, onlyReduces: OnlyReduces) => {
  const refuse = ({ clientOrderId }: OrderRequest, reason: "MARKET_CLOSED", message: string) =>
    new OrderRejected({ clientOrderId, reason, message })

  const entering = Effect.fnUntraced(function* (order: OrderRequest) {
    const now = yield* client.now
    if (!isLate(now)) return
    const setting = yield* client.read("/cfm/intraday/margin_setting", MarginSettingAnswer)
    if (Option.isSome(setting) && setting.value.setting === BY_DAY)
      return yield* refuse(
        order,
        "MARKET_CLOSED",
        "From 16:00 in New York Coinbase asks for more than twice the margin: nothing is entered from 15:30 until then"
      )
  })

  const reducing = reduceOnlyFence({
    broker: "Coinbase",
    sizeOf: (market, { quantity }) => sizeText(market, quantity),
    closable: (symbol, side) =>
      Effect.map(readContracts(client, [symbol]), (held) => closableBy(side, held.get(symbol))),
    resting: (symbol, side) =>
      Effect.map(listOrders(client, { open: true }), (listed) =>
        listed
          .filter((order) => order.product_id === symbol && order.side === side)
          .map((order) => {
            const asks = configurationOf(order)?.[1]
            return {
              clientOrderId: order.client_order_id,
              limit: asks?.limit_price ?? undefined,
              left: minus(asks?.base_size ?? zero, order.filled_size)
            }
          })
      ),
    left: Effect.fnUntraced(function* (symbol, clientOrderId, size) {
      const found = yield* book.raw({ symbol, clientOrderId, sentAt: yield* client.now })
      return Option.map(found, (order) => (hasEnded(order.status) ? zero : minus(size, order.filled_size)))
    }),
    mayBeThere: (id) => known.mayBeThere(id),
    onlyReduces
  })

  /** Sends an order of a future, unless something is in the way. */
  return <A, E>(
    market: Market,
    order: OrderRequest,
    send: Effect.Effect<A, E>
  ): Effect.Effect<A, E | OrderRejected | ExchangeUnavailable> =>
    reducing(market, order, order.reduceOnly ? send : Effect.andThen(entering(order), send))
}
