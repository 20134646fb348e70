import { Clock, Effect } from "effect"
import { compare, type Decimal, larger, minus, smaller, sum, times, zero } from "@tradetower/domain/number"
import type { BrokerStanding } from "@tradetower/domain/risk"
import type { AccountMargin, AccountPosition, Balance, ExchangeUnavailable } from "../../exchange.ts"
import { PassedOver } from "../passed-over.ts"
import type { Contracts } from "./contracts.ts"
import type { Listings } from "./listings.ts"
import type { Leg, Mirror } from "./mirror.ts"
import { ofLeg } from "./leg.ts"
import { baseOf } from "./trades.ts"

/** What nothing is known to have changed is as good as new for so long, ms. */
const FRESH = 5_000
/** What an account holds, as the broker tells it. */
export interface Held {
  /** Money of each currency. */
  readonly cash: ReadonlyArray<{ readonly asset: string; readonly amount: Decimal }>
  /** What may be spent, where that is told. */
  readonly free?: { readonly asset: string; readonly amount: Decimal } | undefined
  /** What may be lost before positions are closed, where that is told. */
  readonly excess?: { readonly asset: string; readonly amount: Decimal } | undefined
  readonly equity?: Decimal | undefined
  readonly buyingPower?: Decimal | undefined
  readonly dayTradesLeft?: number | undefined
  /** By contract. */
  readonly positions: ReadonlyMap<string, Decimal>
}

export interface HoldingsOf {
  /** Asks for it. */
  readonly ask: Effect.Effect<Held, ExchangeUnavailable>
  readonly mirror: Mirror
  readonly list: Listings
  readonly contracts: Contracts
  readonly isLive: () => boolean
}

/** What an account holds and may do. */
export const holdingsOf = ({ ask, contracts, isLive, list, mirror }: HoldingsOf) => {
  const passedOver = new PassedOver("Interactive Brokers")
  let held: { readonly value: Held; readonly at: number } | undefined
  let stale = true

  const look = Effect.fn("Ibkr.holdings")(function* (): Effect.fn.Return<Held, ExchangeUnavailable> {
    const now = yield* Clock.currentTimeMillis
    if (held !== undefined && !stale && now - held.at < FRESH) return held.value
    stale = false
    const value = yield* Effect.tapError(ask, () => Effect.sync(() => (stale = true)))
    held = { value, at: now }
    return value
  })

  const rest = ({ filled, total }: Leg): Decimal => larger(minus(total, filled), zero)

  /** What open orders of a side hold of a contract: of two of which one cancels the other, the larger. */
  const reserved = (side: Leg["side"], conid: string, of: (leg: Leg) => string): Decimal => {
    const byOrder = new Map<string, Decimal>()
    for (const leg of mirror.open) {
      if (leg.side !== side || leg.conid !== conid) continue
      const name = ofLeg(leg.reference)
      byOrder.set(name, larger(byOrder.get(name) ?? zero, of(leg) as Decimal))
    }
    return sum(byOrder.values())
  }

  const balances = Effect.gen(function* () {
    const { cash, free, positions: there } = yield* look()
    if (!isLive()) yield* list.orders()
    const all = yield* contracts.all
    const money = cash.map(({ amount, asset }): Balance => {
      const promised = sum(
        all
          .filter(({ market }) => market.instrument.quote === asset && market.instrument.kind === "SPOT")
          .map(({ conid }) => reserved("BUY", conid, (leg) => times(rest(leg), leg.price ?? zero)))
      )
      // On margin more could be had: only what is there is spent.
      const may = free?.asset === asset ? smaller(amount, free.amount) : amount
      return { asset, total: amount, available: larger(minus(may, promised), zero) }
    })
    const shares = all.flatMap(({ conid, market }): ReadonlyArray<Balance> => {
      const position = there.get(conid) ?? zero
      if (market.instrument.kind !== "SPOT" || compare(position, zero) <= 0) return []
      const available = larger(minus(position, reserved("SELL", conid, rest)), zero)
      return [{ asset: market.instrument.base, total: position, available }]
    })
    return [...money, ...shares]
  })

  const told = Effect.gen(function* () {
    const { positions: there } = yield* look()
    const all = yield* contracts.all
    const ours = new Set(all.map(({ conid }) => conid))
    for (const conid of there.keys()) if (!ours.has(conid)) yield* passedOver.tell(`position in contract ${conid}`)
    return all.map(({ conid, market }): AccountPosition => {
      const position = baseOf(market, there.get(conid) ?? zero)
      const isLong = compare(position, zero) >= 0
      return {
        symbol: market.instrument.symbol,
        long: isLong ? position : zero,
        short: isLong ? zero : minus(zero, position)
      }
    })
  })

  const standing = Effect.map(look(), ({ buyingPower, dayTradesLeft, equity }): BrokerStanding => ({
    ...(equity !== undefined && { equity }),
    ...(dayTradesLeft !== undefined && { dayTradesLeft }),
    ...(buyingPower !== undefined && { intradayBuyingPower: buyingPower })
  }))

  /** All futures of an account share its margin, which moves with every price. */
  const margin = Effect.suspend(() => {
    stale = true
    return Effect.map(look(), ({ excess, free }): ReadonlyArray<AccountMargin> =>
      free === undefined
        ? []
        : [{ asset: free.asset, available: larger(free.amount, zero), buffer: (excess ?? free).amount }]
    )
  })

  return {
    balances,
    margin,
    positions: told,
    standing,
    /** Something changed: what is asked next is asked anew. */
    changed: () => void (stale = true)
  }
}
