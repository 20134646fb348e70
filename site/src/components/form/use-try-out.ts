import { skipToken, useQuery } from "@tanstack/react-query"
import { useMemo } from "react"
import type { Connection, Market, Settings } from "../../client/contract.ts"
import type { Tried } from "../../worker/asks.ts"
import { useLatest } from "../../worker/use-latest.ts"
import { askWorker } from "../../worker/ask-worker.ts"
import { seriesName, takeInMonth } from "./last-month.ts"
import { useNear } from "../parts/use-near.ts"
import type { Place } from "./place.ts"

interface Input {
  readonly series: string
  readonly instrument: Market["instrument"]
  readonly settings: Settings
  readonly terms?: Connection["terms"]
}
const tryOut = (ask: Input) => askWorker("tryOut", ask)

/**
 * What the trader's own settings would have made in the last 30 days, tried out again whenever they change, once where it
 * is shown comes near the screen: `box` is that place's `ref`. Nothing for a preset (`settings` undefined): laid out by
 * those days it would be flattered by them, and its earlier starts tell instead. `candles`: how many are at hand.
 */
export const useTryOut = (
  place: Place | undefined,
  settings: Settings | undefined,
  terms?: Connection["terms"]
): {
  readonly tried: Tried | undefined
  readonly candles: number | undefined
  readonly box: (element: Element | null) => void
} => {
  const [near, box] = useNear()
  const series = place === undefined ? "" : seriesName(place)
  const past = place?.market.past
  const { data: month } = useQuery({
    // Anew with each day that comes of its past, and once it is there.
    queryKey: ["last-month", series, past === undefined ? "all" : Math.floor(past.days)],
    queryFn: place === undefined || !near ? skipToken : ({ signal }) => takeInMonth(place, signal),
    staleTime: Infinity,
    retry: false
  })
  const instrument = place?.market.instrument
  const input = useMemo(
    () =>
      settings === undefined || instrument === undefined || (month?.count ?? 0) === 0
        ? undefined
        : { series, instrument, settings, ...(terms !== undefined && { terms }) },
    [series, instrument, settings, terms, month]
  )
  return { tried: useLatest(tryOut, input)?.answer, candles: month?.count, box }
}
