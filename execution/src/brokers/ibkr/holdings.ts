import { Clock, Effect, Option, Schema } from "effect"
import { compare, type Decimal, larger, minus, smaller, sum, times, zero } from "@tradetower/domain/number"
import type { BrokerStanding } from "@tradetower/domain/risk"
import type { AccountPosition, Balance, ExchangeUnavailable } from "../../exchange.ts"
import { PassedOver } from "../passed-over.ts"
import { FundsAnswer, LedgerAnswer, PositionRow } from "./answers.ts"
import type { Contracts } from "./contracts.ts"
import type { Listings } from "./listings.ts"
import type { Leg, Mirror } from "./mirror.ts"
import { ofLeg } from "./order-body.ts"
import type { Session } from "./session.ts"
import { baseOf } from "./trades.ts"
import { there, unreadable } from "./trouble.ts"

/** What nothing is known to have changed is as good as new for so long, ms. */
const FRESH = 5_000
/** Positions of a page: a shorter one is the last. */
const PAGE = 100
const Rows = Schema.Array(Schema.Unknown)
const Accounts = Schema.Array(Schema.Unknown)
const readPosition = Schema.decodeUnknownOption(PositionRow)

/** `"825,208 USD"`; undefined of `"Unlimited"` and the like. */
export const amountIn = (text: string | null | undefined) => {
  const [, amount, asset] = /^(-?[\d,]+(?:\.\d+)?) ([A-Z]{3})$/.exec(text ?? "") ?? []
  return amount === undefined || asset === undefined
    ? undefined
    : { amount: amount.replaceAll(",", "") as Decimal, asset }
}

/** What an account holds, as last asked. */
interface Held {
  readonly ledger: typeof LedgerAnswer.Type
  readonly funds: (typeof FundsAnswer.Type)["total"]
  readonly positions: ReadonlyMap<string, Decimal>
}

export interface HoldingsOf {
  readonly session: Session
  readonly mirror: Mirror
  readonly list: Listings
  readonly contracts: Contracts
  readonly isLive: () => boolean
}

/** What an account holds and may do. */
export const holdingsOf = ({ contracts, isLive, list, mirror, session }: HoldingsOf) => {
  const passedOver = new PassedOver("Interactive Brokers")
  const path = `/portfolio/${encodeURIComponent(session.account)}`
  let held: { readonly value: Held; readonly at: number } | undefined
  let stale = true
  /** Of which session the accounts were asked for: else nothing of a portfolio is told. */
  let introduced = -1

  const introduce = Effect.gen(function* () {
    if (introduced === session.count()) return
    yield* session.read({ path: "/portfolio/accounts", slot: "accounts", urgency: "URGENT" }, Accounts)
    introduced = session.count()
  })

  const positions = Effect.gen(function* () {
    // They are kept there for minutes otherwise.
    yield* Effect.ignore(session.send({ method: "POST", path: `${path}/positions/invalidate` }))
    const all = new Map<string, Decimal>()
    for (let page = 0; ; page++) {
      const rows = yield* there(session.read({ path: `${path}/positions/${page}` }, Rows))
      for (const row of rows) {
        const read = Option.getOrUndefined(readPosition(row))
        if (read === undefined) return yield* unreadable
        all.set(read.conid, sum([all.get(read.conid) ?? zero, read.position]))
      }
      if (rows.length < PAGE) return all
    }
  })

  const look = Effect.fn("Ibkr.holdings")(function* (): Effect.fn.Return<Held, ExchangeUnavailable> {
    const now = yield* Clock.currentTimeMillis
    if (held !== undefined && !stale && now - held.at < FRESH) return held.value
    stale = false
    yield* introduce
    const funds = `/iserver/account/${encodeURIComponent(session.account)}/summary/available_funds`
    const value = yield* Effect.all(
      {
        ledger: there(session.read({ path: `${path}/ledger` }, LedgerAnswer)),
        funds: Effect.map(there(session.read({ path: funds }, FundsAnswer)), ({ total }) => total),
        positions
      },
      { concurrency: 3 }
    ).pipe(Effect.tapError(() => Effect.sync(() => (stale = true))))
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
    const { funds, ledger, positions: there } = yield* look()
    if (!isLive()) yield* list.orders()
    const all = yield* contracts.all
    const free = amountIn(funds.current_available)
    const money = Object.entries(ledger).flatMap(([asset, { cashbalance }]): ReadonlyArray<Balance> => {
      // The sum of all, in the account's own currency.
      if (asset === "BASE") return []
      const promised = sum(
        all
          .filter(({ market }) => market.instrument.quote === asset && market.instrument.kind === "SPOT")
          .map(({ conid }) => reserved("BUY", conid, (leg) => times(rest(leg), leg.price ?? zero)))
      )
      // On margin more could be had: only what is there is spent.
      const may = free?.asset === asset ? smaller(cashbalance, free.amount) : cashbalance
      return [{ asset, total: cashbalance, available: larger(minus(may, promised), zero) }]
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

  const standing = Effect.map(look(), ({ funds, ledger }): BrokerStanding => {
    const equity = ledger["BASE"]?.netliquidationvalue ?? ledger["USD"]?.netliquidationvalue
    const power = amountIn(funds.buying_power)?.amount
    const left = /^\d{1,3}$/.test(funds.day_trades_left ?? "") ? Number(funds.day_trades_left) : undefined
    return {
      ...(equity !== undefined && { equity }),
      ...(left !== undefined && { dayTradesLeft: left }),
      ...(power !== undefined && { intradayBuyingPower: power })
    }
  })

  return {
    balances,
    positions: told,
    standing,
    /** Something changed: what is asked next is asked anew. */
    changed: () => void (stale = true)
  }
}
