import { useState } from "react"
import { PairChoice } from "./PairChoice.tsx"
import type { Place } from "./place.ts"
import type { Searched } from "./use-pair-options.ts"

const none: ReadonlyArray<Searched> = []

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
  searched = none,
  note,
  onChoose
}: {
  places: ReadonlyArray<Place>
  chosen: Place
  /** What the strategy can trade. */
  usable: "SPOT" | "FUTURES" | "BOTH"
  label: string
  nameOf?: (place: Place) => string
  /** Venues of which more can be searched than these places. */
  searched?: ReadonlyArray<Searched>
  /** What is said of the chosen one below it; absent: its own note. */
  note?: string
  onChoose: (place: { venue: string; symbol: string }) => void
}) => {
  const [kind, setKind] = useState<"SPOT" | "FUTURES">()
  const there = kinds.filter(([one]) => places.some(({ market }) => market.instrument.kind === one))
  const shown = usable === "BOTH" ? (kind ?? chosen.market.instrument.kind) : usable
  const offered = places.filter(({ market }) => market.instrument.kind === shown)
  const choose = (place: Place | undefined) =>
    place !== undefined && onChoose({ venue: place.venue, symbol: place.market.symbol })
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
      <PairChoice
        label={label}
        places={offered}
        chosen={chosen}
        searched={shown === "SPOT" ? searched : none}
        kind={shown}
        nameOf={nameOf}
        note={note}
        onChoose={onChoose}
      />
    </div>
  )
}
