import { useQuery } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import type { Market, Preset, Settings } from "../../client/contract.ts"

/** The simulation is loaded when the first own value is tried. */
const tools = () => import("./try-out.ts")

/** A value is being typed: wait until it rests, ms. */
const REST = 200

/** What the settings would have done in the last 30 days, tried out again whenever they change. */
export const useTryOut = (exchange: string, market: Market, settings: Settings | undefined): Preset["lately"] => {
  const { data: rows } = useQuery({
    queryKey: ["last-month", exchange, market.symbol],
    queryFn: async ({ signal }) => (await tools()).lastMonth(exchange, market.symbol, signal),
    enabled: settings !== undefined,
    staleTime: Infinity
  })
  const [tried, setTried] = useState<Preset["lately"]>()
  const { instrument } = market
  useEffect(() => {
    if (settings === undefined || rows === undefined) return
    let changed = false
    const timer = setTimeout(() => {
      void tools().then(({ tryOut }) => {
        if (!changed) setTried(tryOut(instrument, settings, rows))
      })
    }, REST)
    return () => {
      changed = true
      clearTimeout(timer)
    }
  }, [instrument, settings, rows])
  return settings === undefined ? undefined : tried
}
