import { useMemo } from "react"
import type { Connection, Market, RiskLimits, Settings } from "../../client/contract.ts"
import type { Verdict } from "../../worker/judge.ts"
import { useLatest } from "../../worker/use-latest.ts"
import { askWorker } from "../../worker/ask-worker.ts"

interface Input {
  readonly market: Market
  readonly settings: Settings
  readonly limits?: RiskLimits["limits"]
  readonly freeBase?: string
  readonly terms?: Connection["terms"]
  readonly freeQuote?: string
  readonly beside?: string
}
const judge = (ask: Input) => askWorker("judge", ask)

/**
 * What the domain's rules, by those of the `account`, and the trader's limits when given, say of settings, again whenever they or the price change.
 * `waiting`: it is of earlier settings or of another market, and those of now are still being judged. A newer price
 * alone is nothing to wait for: a button must not go out from under a finger with every tick.
 */
export const useVerdict = (
  market: Market | undefined,
  settings: Settings | undefined,
  limits?: RiskLimits["limits"],
  freeBase?: string,
  account?: Pick<Connection, "terms"> & Partial<Pick<Connection, "balances">>,
  beside?: string
): { readonly verdict: Verdict | undefined; readonly waiting: boolean } => {
  const terms = account?.terms
  const isCross = settings !== undefined && "marginType" in settings && settings.marginType === "CROSS"
  const quote = market?.instrument.quote
  const freeQuote = isCross ? account?.balances?.find(({ asset }) => asset === quote)?.free : undefined
  const input = useMemo(
    () =>
      market === undefined || settings === undefined
        ? undefined
        : {
            market,
            settings,
            ...(limits !== undefined && { limits }),
            ...(freeBase !== undefined && { freeBase }),
            ...(terms !== undefined && { terms }),
            ...(freeQuote !== undefined && { freeQuote }),
            ...(beside !== undefined && { beside })
          },
    [market, settings, limits, freeBase, terms, freeQuote, beside]
  )
  const latest = useLatest(judge, input)
  // What is said of another strategy says nothing of this one.
  const same = latest !== undefined && latest.asked.settings._tag === settings?._tag
  const waiting = latest?.asked.settings !== settings || latest?.asked.market.symbol !== market?.symbol
  return { verdict: same ? latest.answer : undefined, waiting }
}
