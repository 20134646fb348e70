import { useMemo } from "react"
import type { Market, Settings } from "../../client/contract.ts"
import type { Verdict } from "../../workshop/judge.ts"
import { useLatest } from "../../workshop/use-latest.ts"
import { workshop } from "../../workshop/workshop.ts"

const judge = (ask: { readonly market: Market; readonly settings: Settings }) => workshop("judge", ask)

/** What the domain's rules say of settings, again whenever they or the price change. */
export const useVerdict = (market: Market | undefined, settings: Settings | undefined): Verdict | undefined => {
  const input = useMemo(
    () => (market === undefined || settings === undefined ? undefined : { market, settings }),
    [market, settings]
  )
  return useLatest(judge, input)
}
