import type { ReactNode } from "react"
import { Candles } from "../parts/Candles.tsx"
import { RecentResult } from "./RecentResult.tsx"
import type { Place } from "./place.ts"
import type { BotForm } from "./use-bot-form.ts"
import { useTryOut } from "./use-try-out.ts"

const noLines: ReadonlyArray<never> = []

/**
 * Beside a form of settings: their orders on the candles (`moving` where these are still made), and what they would have
 * made over the last days; `children` stand between the two.
 */
export const SettingsPreview = ({
  form: { mode, preset, scale, settings, terms, verdict },
  place,
  moving,
  children
}: {
  form: BotForm
  place: Place
  moving: boolean
  children?: ReactNode
}) => {
  const { venue, market } = place
  const { tried, candles, box } = useTryOut(place, mode === "own" ? settings : undefined, terms)
  return (
    <>
      {moving && (
        <Candles
          key={`${venue}/${market.symbol}`}
          venue={venue}
          market={market}
          lines={verdict?.lines ?? noLines}
          wholeLadder
          initial="15m"
        />
      )}
      {children}
      <RecentResult
        box={box}
        candles={candles}
        preset={preset}
        scale={scale}
        tried={tried}
        unit={market.instrument.quote}
      />
    </>
  )
}
