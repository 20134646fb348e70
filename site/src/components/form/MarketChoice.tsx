import { useState } from "react"
import type { Place } from "./place.ts"

const kinds = [
  ["SPOT", "Spot"],
  ["FUTURES", "Futures"]
] as const

/** Which market: spot or futures where there are both, then the pair. */
export const MarketChoice = ({
  places,
  chosen,
  usable,
  label,
  nameOf = ({ market }) => market.symbol,
  onChoose
}: {
  places: ReadonlyArray<Place>
  chosen: Place
  /** What the strategy can trade. */
  usable: "SPOT" | "FUTURES" | "BOTH"
  label: string
  nameOf?: (place: Place) => string
  onChoose: (place: { venue: string; symbol: string }) => void
}) => {
  const [kind, setKind] = useState<"SPOT" | "FUTURES">()
  const there = kinds.filter(([one]) => places.some(({ market }) => market.instrument.kind === one))
  const shown = usable === "BOTH" ? (kind ?? chosen.market.instrument.kind) : usable
  const offered = places.filter(({ market }) => market.instrument.kind === shown)
  const choose = (place: Place | undefined) =>
    place !== undefined && onChoose({ venue: place.venue, symbol: place.market.symbol })
  const keyOf = ({ venue, market }: Place) => `${venue}/${market.symbol}`
  return (
    <div className="fields">
      {there.length > 1 && (
        <div className="field">
          <span className="label">Kind of market</span>
          <div className="segments" role="group" aria-label="Kind of market">
            {there.map(([one, title]) => (
              <button
                key={one}
                type="button"
                aria-pressed={shown === one}
                disabled={usable !== "BOTH" && usable !== one}
                onClick={() => {
                  setKind(one)
                  choose(places.find(({ market }) => market.instrument.kind === one))
                }}
              >
                {title}
              </button>
            ))}
          </div>
          {usable !== "BOTH" && (
            <p className="help">This strategy trades {usable === "SPOT" ? "spot" : "futures"} only.</p>
          )}
        </div>
      )}
      <div className="field">
        <label htmlFor="market">{label}</label>
        <span className="input">
          <select
            id="market"
            data-testid="market"
            value={keyOf(chosen)}
            onChange={(event) => choose(offered.find((place) => keyOf(place) === event.currentTarget.value))}
          >
            {offered.map((place) => (
              <option key={keyOf(place)} value={keyOf(place)}>
                {nameOf(place)}
              </option>
            ))}
          </select>
        </span>
      </div>
    </div>
  )
}
