import { Effect, Option } from "effect"
import { ClientOrderId } from "@tradetower/domain/ids"
import { compare, type Decimal, larger, minus, zero } from "@tradetower/domain/number"
import type { ExchangeAccount } from "../../exchange.ts"
import { type FencedBroker, type Resting, reduceOnlyFence } from "../reduce-only-fence.ts"
import type { Contracts } from "./contracts.ts"
import { ofLeg } from "./leg.ts"
import type { Leg, Mirror } from "./mirror.ts"
import { sizeOf } from "./trades.ts"

export interface FenceOf {
  readonly contracts: Contracts
  readonly mirror: Mirror
  readonly positions: NonNullable<ExchangeAccount["positions"]>
  readonly find: ExchangeAccount["find"]
  /** What rests, as it is listed now where the stream does not tell. */
  readonly listed: Effect.Effect<void, Effect.Error<ReturnType<FencedBroker["resting"]>>>
  /** What is held is asked for anew. */
  readonly changed: () => void
  readonly onlyReduces: FencedBroker["onlyReduces"]
}

const left = ({ filled, total }: Leg): Decimal => larger(minus(total, filled), zero)

/** Keeps what is only to reduce from turning a position round: Interactive Brokers has no such orders. */
export const fenceOf = ({ changed, contracts, find, listed, mirror, onlyReduces, positions }: FenceOf) =>
  reduceOnlyFence({
    broker: "Interactive Brokers",
    sizeOf: (market, { quantity }) => sizeOf(market, quantity),
    closable: Effect.fnUntraced(function* (symbol, side) {
      changed()
      const { market } = yield* contracts.of(symbol)
      const held = (yield* positions).find((one) => one.symbol === symbol)
      const size = (side === "SELL" ? held?.long : held?.short) ?? zero
      return sizeOf(market, market.quantity(size) ?? market.lotsIn(0n))
    }),
    resting: Effect.fnUntraced(function* (symbol, side) {
      yield* listed
      const { conid } = yield* contracts.of(symbol)
      const all = new Map<string, Resting>()
      for (const leg of mirror.open) {
        if (leg.conid !== conid || leg.side !== side) continue
        const clientOrderId = ofLeg(leg.reference)
        const before = all.get(clientOrderId)
        // Of two of which one cancels the other no more than the larger may trade.
        if (before === undefined || compare(left(leg), before.left) > 0)
          all.set(clientOrderId, { clientOrderId, limit: leg.price, left: left(leg) })
      }
      return [...all.values()]
    }),
    left: Effect.fnUntraced(function* (symbol, clientOrderId) {
      const { market } = yield* contracts.of(symbol)
      const found = yield* find({ symbol, clientOrderId, sentAt: 0 })
      return Option.map(found, ({ filledQuantity, quantity, status }) =>
        status === "OPEN" || status === "PENDING" || status === "UNKNOWN"
          ? minus(sizeOf(market, quantity), sizeOf(market, filledQuantity))
          : zero
      )
    }),
    onlyReduces,
    mayBeThere: (id) => mirror.whole(ClientOrderId.make(id)) !== undefined
  })
