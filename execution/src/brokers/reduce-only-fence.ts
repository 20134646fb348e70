import { Effect, Option } from "effect"
import { ClientOrderId } from "@tradetower/domain/ids"
import type { Market, Symbol } from "@tradetower/domain/market"
import { compare, type Decimal, sum } from "@tradetower/domain/number"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { isOurs, type OrderRequest, type Side } from "@tradetower/domain/order"
import { OneByOne } from "@tradetower/platform"
import { type ExchangeUnavailable, OrderRejected } from "../exchange.ts"
import type { OnlyReduces } from "./recorded-orders.ts"

/** Orders whose purpose does not say whether they enter: a ladder's. */
const MAY_ENTER = /^tt-.*-(GRID|BASE)-\d+$/
/** Entries remembered: more than may rest. */
const REMEMBERED = 2_000

/** An order that rests, and what of it may still trade, in contracts. */
export interface Resting {
  readonly clientOrderId: string
  /** Its limit, where it has one. */
  readonly limit?: Decimal | undefined
  readonly left: Decimal
}

export interface FencedBroker {
  readonly broker: string
  /** How much an order is for, in contracts. */
  readonly sizeOf: (market: Market, order: OrderRequest) => Decimal
  /** How many contracts orders of that side would close. */
  readonly closable: (symbol: Symbol, side: Side) => Effect.Effect<Decimal, ExchangeUnavailable>
  /** What is listed to rest on that side. */
  readonly resting: (symbol: Symbol, side: Side) => Effect.Effect<ReadonlyArray<Resting>, ExchangeUnavailable>
  /** What one that is not listed may still trade: nothing where it is over; none where it is not there, or not yet. */
  readonly left: (
    symbol: Symbol,
    clientOrderId: ClientOrderId,
    size: Decimal
  ) => Effect.Effect<Option.Option<Decimal>, ExchangeUnavailable>
  /** Whether an order may be there before it is sent. */
  readonly mayBeThere: (clientOrderId: ClientOrderId) => boolean
  readonly onlyReduces: OnlyReduces
}

/** Sends an order of a future, unless it may only make a position smaller and could turn it round. */
export type ReduceOnlyFence = <A, E>(
  market: Market,
  order: OrderRequest,
  send: Effect.Effect<A, E>
) => Effect.Effect<A, E | OrderRejected | ExchangeUnavailable>

/**
 * What a broker of futures without reduce-only orders does not keep by itself: an order that may only make a position
 * smaller is held back where it, with all that rest on its side to close, could turn it round: one after another, each
 * once it is known what became of the one before.
 */
export const reduceOnlyFence = ({
  broker,
  closable,
  left,
  mayBeThere,
  onlyReduces,
  resting,
  sizeOf
}: FencedBroker): ReduceOnlyFence => {
  const turns = new OneByOne()
  /** Orders that reduce, sent by this process, by what they trade. */
  const reducing = new Map<Symbol, Map<ClientOrderId, Decimal>>()
  /** Orders that enter, sent by this process: they may turn a position round. */
  const entries = new OldestOut<string, true>(REMEMBERED)

  /**
   * Whether what rests counts against a position. What this process sent it knows, what another sent its record says; where
   * that says nothing, of a grid it is not known whether it enters or leaves: then it counts where it is filled before.
   */
  const counts = Effect.fnUntraced(function* ({ clientOrderId, limit }: Resting, asked: OrderRequest, market: Market) {
    const id = ClientOrderId.make(clientOrderId)
    if (entries.peek(id) === true) return false
    if (reducing.get(market.instrument.symbol)?.has(id) === true) return true
    const recorded = isOurs(id) ? yield* onlyReduces(id) : undefined
    if (recorded === false) entries.set(id, true)
    if (recorded !== undefined) return recorded
    const { price, side } = asked
    if (!MAY_ENTER.test(id)) return true
    if (price === undefined || limit === undefined) return false
    const further = compare(limit, market.priceText(price))
    return side === "SELL" ? further < 0 : further > 0
  })

  /** Contracts that orders of that side may still close, other than this one. */
  const spokenFor = Effect.fnUntraced(function* (market: Market, asked: OrderRequest) {
    const { clientOrderId, side } = asked
    const { symbol } = market.instrument
    const mine = reducing.get(symbol) ?? new Map<ClientOrderId, Decimal>()
    const rest = new Map<string, Decimal>()
    for (const one of yield* resting(symbol, side))
      if (one.clientOrderId !== clientOrderId && (yield* counts(one, asked, market)))
        rest.set(one.clientOrderId, one.left)
    for (const [id, size] of mine) {
      if (id === clientOrderId || rest.has(id)) continue
      // Not listed yet, or over: only a look tells.
      const more = yield* left(symbol, id, size)
      if (Option.isNone(more)) rest.set(id, size)
      else if (compare(more.value, "0") <= 0) mine.delete(id)
      else rest.set(id, more.value)
    }
    return sum(rest.values())
  })

  const reduces = Effect.fnUntraced(function* (market: Market, order: OrderRequest) {
    const { symbol } = market.instrument
    const { clientOrderId } = order
    const size = sizeOf(market, order)
    const held = yield* closable(symbol, order.side)
    const together = sum([size, yield* spokenFor(market, order)])
    if (compare(together, held) > 0)
      return yield* new OrderRejected({
        clientOrderId,
        reason: "REDUCE_ONLY",
        message: `${broker} has no reduce-only orders: ${together} contracts would be closed, and ${held} are held`
      })
    const mine = reducing.get(symbol) ?? new Map<ClientOrderId, Decimal>()
    reducing.set(symbol, mine.set(clientOrderId, size))
  })

  return (market, order, send) => {
    if (!order.reduceOnly) {
      entries.set(order.clientOrderId, true)
      return send
    }
    // One that may be there already was let through.
    if (mayBeThere(order.clientOrderId)) return send
    return turns.take(
      market.instrument.symbol,
      Effect.andThen(reduces(market, order), send).pipe(
        Effect.tapError(() =>
          Effect.sync(() => {
            if (!mayBeThere(order.clientOrderId)) reducing.get(market.instrument.symbol)?.delete(order.clientOrderId)
          })
        )
      )
    )
  }
}
