import type { Environment } from "@tradetower/domain/connection"
import type { TenantId } from "@tradetower/domain/ids"
import type { VenueId, Market } from "@tradetower/domain/market"
import { worthAt } from "@tradetower/domain/risk"
import type { Gate, GuardedAccount } from "./gate.ts"
import type { Holdings } from "./holdings.ts"

/** A tenant's accounts in use. */
export type AccountsOf = (tenantId: TenantId) => Iterable<{ readonly account: GuardedAccount }>

/** The spot market at a venue that prices one asset in another. */
export type Pricing = (venue: VenueId, base: string, quote: string) => Market | undefined

/**
 * What all of a tenant's accounts of real money, or those of paper money, are worth in a quote asset, at the last prices (units of `10^-18`): the asset itself,
 * every other that a spot market prices in it, and what futures positions have made or lost so far. One whose pair nobody
 * follows counts at the price an earlier process left, or as nothing: limits are stricter then, never off (RISK-21).
 * Undefined while no account told what it holds.
 */
export const equityBy =
  (
    pricing: Pricing,
    keptPrice: (market: Market) => bigint | undefined,
    accountsOf: AccountsOf,
    gate: Pick<Gate, "fundsOf">,
    holdings: Holdings
  ) =>
  (tenantId: TenantId, environment: Environment, quote: string): bigint | undefined => {
    let equity: bigint | undefined
    for (const of of accountsOf(tenantId)) {
      if (of.account.connection.environment !== environment) continue
      for (const [asset, total] of gate.fundsOf(of.account)?.totals ?? []) {
        if (total === 0n) continue
        const market = asset === quote ? undefined : pricing(of.account.connection.venue, asset, quote)
        if (asset !== quote && market === undefined) continue
        const price = market === undefined ? undefined : (holdings.price(market) ?? keptPrice(market) ?? 0n)
        equity = (equity ?? 0n) + (price === undefined ? total : worthAt(total, price))
      }
    }
    return equity === undefined ? undefined : equity + holdings.unrealised(tenantId, environment, quote)
  }
