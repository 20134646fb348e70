import { Effect, Option } from "effect"
import { ClientOrderId } from "@tradetower/domain/ids"
import type { Market, Symbol } from "@tradetower/domain/market"
import { compare, type Decimal, minus, plus, zero } from "@tradetower/domain/number"
import { OldestOut } from "@tradetower/domain/oldest-out"
import type { OrderRequest } from "@tradetower/domain/order"
import { OneByOne } from "@tradetower/platform"
import { type ExchangeUnavailable, OrderRejected } from "../../exchange.ts"
import type { Order } from "./answers.ts"
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
/** Orders whose purpose does not say whether they enter: a ladder's. */
const MAY_ENTER = /^tt-.*-(GRID|BASE)-\d+$/
/** Entries remembered: more than may rest. */
const REMEMBERED = 2_000
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
 * What Coinbase's futures exchange does not keep by itself. An order that may only make a position smaller is held back where
 * it, with all that rest on its side to close, could turn it round: one after another, each once it is known what became of the one
 * before. Nothing is entered shortly before the night's margin.
 */
export const makeFence = (client: Client, known: KnownOrders, book: OrderBook) => {
  const turns = new OneByOne()
  /** Orders that reduce, sent by this process, by what they trade. */
  const reducing = new Map<Symbol, Map<ClientOrderId, Decimal>>()
  /** Orders that enter, sent by this process: they may turn a position round. */
  const entries = new OldestOut<string, true>(REMEMBERED)

  /**
   * Whether what rests counts against a position. What this process sent is known; of a grid of before it is not whether
   * it enters or leaves: then it counts where it is filled before.
   */
  const counts = (
    { client_order_id: id, order_configuration }: Order,
    { price, side }: OrderRequest,
    market: Market
  ) => {
    if (entries.peek(id) === true) return false
    if (reducing.get(market.instrument.symbol)?.has(ClientOrderId.make(id)) === true || !MAY_ENTER.test(id)) return true
    const limit = configurationOf({ order_configuration })?.[1].limit_price
    if (price === undefined || limit === undefined || limit === null) return false
    const further = compare(limit, market.priceText(price))
    return side === "SELL" ? further < 0 : further > 0
  }

  const refuse = ({ clientOrderId }: OrderRequest, reason: "MARKET_CLOSED" | "REDUCE_ONLY", message: string) =>
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

  /** Contracts that orders of that side may still close, other than this one. */
  const spokenFor = Effect.fnUntraced(function* (market: Market, asked: OrderRequest) {
    const { clientOrderId, side } = asked
    const { symbol } = market.instrument
    const mine = reducing.get(symbol) ?? new Map<ClientOrderId, Decimal>()
    const listed = yield* listOrders(client, { open: true })
    const rest = new Map<string, Decimal>()
    for (const order of listed) {
      if (order.product_id !== symbol || order.side !== side || order.client_order_id === clientOrderId) continue
      if (!counts(order, asked, market)) continue
      rest.set(order.client_order_id, minus(configurationOf(order)?.[1].base_size ?? zero, order.filled_size))
    }
    for (const [id, size] of mine) {
      if (id === clientOrderId || rest.has(id)) continue
      // Not listed yet, or over: only a look tells.
      const found = yield* book.raw({ symbol, clientOrderId: id, sentAt: yield* client.now })
      if (Option.isNone(found)) rest.set(id, size)
      else if (hasEnded(found.value.status)) mine.delete(id)
      else rest.set(id, minus(size, found.value.filled_size))
    }
    return [...rest.values()].reduce((sum, one) => plus(sum, one), zero)
  })

  const reduces = Effect.fnUntraced(function* (market: Market, order: OrderRequest) {
    const { symbol } = market.instrument
    const size = sizeText(market, order.quantity)
    const held = closableBy(order.side, (yield* readContracts(client, [symbol])).get(symbol))
    const together = plus(size, yield* spokenFor(market, order))
    if (compare(together, held) > 0)
      return yield* refuse(
        order,
        "REDUCE_ONLY",
        `Coinbase has no reduce-only orders: ${together} contracts would be closed, and ${held} are held`
      )
    const mine = reducing.get(symbol) ?? new Map<ClientOrderId, Decimal>()
    reducing.set(symbol, mine.set(order.clientOrderId, size))
  })

  /** Sends an order of a future, unless something is in the way. */
  const through = <A, E>(
    market: Market,
    order: OrderRequest,
    send: Effect.Effect<A, E>
  ): Effect.Effect<A, E | OrderRejected | ExchangeUnavailable> => {
    if (!order.reduceOnly) {
      entries.set(order.clientOrderId, true)
      return Effect.andThen(entering(order), send)
    }
    // One that may be there already was let through.
    if (known.mayBeThere(order.clientOrderId)) return send
    return turns.take(
      market.instrument.symbol,
      Effect.andThen(reduces(market, order), send).pipe(
        Effect.tapError(() =>
          Effect.sync(() => {
            if (!known.mayBeThere(order.clientOrderId))
              reducing.get(market.instrument.symbol)?.delete(order.clientOrderId)
          })
        )
      )
    )
  }
  return through
}
