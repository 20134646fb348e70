import { useQueries } from "@tanstack/react-query"
import { useDeferredValue } from "react"
import { pairs, SHOWN } from "./pair-query.ts"
import type { Place } from "./place.ts"

/** A venue of which more can be searched than the page knows. */
export interface Searched {
  readonly id: string
  readonly name: string
}

/** A pair that can be picked. */
export interface PairOption {
  readonly venue: string
  readonly symbol: string
  /** Beside the pair. */
  readonly says: string
  /** It is followed once it is chosen. */
  readonly found: boolean
}

const bare = (text: string): string => text.toUpperCase().replaceAll(/[^A-Z0-9.]/g, "")

/** Tells a pair from all others. */
export const keyOf = ({ symbol, venue }: Pick<PairOption, "symbol" | "venue">): string => `${venue}/${symbol}`

/** What answers `typed`, nothing while that is absent: the page's own first, then what venues that list thousands have of that name. */
export const usePairOptions = (
  typed: string | undefined,
  places: ReadonlyArray<Place>,
  nameOf: (place: Place) => string,
  searched: ReadonlyArray<Searched>,
  kind: "SPOT" | "FUTURES"
) => {
  const text = useDeferredValue(typed?.trim() ?? "")
  const asks = typed !== undefined && text !== ""
  const asked = useQueries({ queries: searched.map(({ id }) => ({ ...pairs(id, text), enabled: asks })) })
  const own = (typed === undefined ? [] : places)
    .filter((place) => bare(nameOf(place)).includes(bare(text)))
    .map((place): PairOption => ({
      venue: place.venue,
      symbol: place.market.symbol,
      says: nameOf(place).slice(place.market.symbol.length),
      found: place.market.rests === true
    }))
  const shown = own.slice(0, SHOWN)
  const known = new Set(shown.map(keyOf))
  const answers = asks
    ? searched.flatMap((venue, index) => {
        const data = asked[index]?.data
        return data === undefined ? [] : [{ ...data, venue }]
      })
    : []
  const more = answers.flatMap(({ found, venue }) =>
    found
      .filter(({ instrument }) => instrument.kind === kind)
      .map(({ symbol }): PairOption => ({ venue: venue.id, symbol, says: ` · ${venue.name}`, found: true }))
      .filter((one) => !known.has(keyOf(one)))
  )
  /** Counted by their venue, whether the page knows them or not. */
  const counted = new Set(answers.map(({ venue }) => venue.id))
  return {
    text,
    options: [...shown, ...more].slice(0, 2 * SHOWN),
    // Those of the other kind that came with an answer are no choice here.
    total: answers.reduce(
      (sum, { found, total }) => sum + total - found.filter(({ instrument }) => instrument.kind !== kind).length,
      own.filter(({ venue }) => !counted.has(venue)).length
    ),
    looking: asked.some(({ isFetching }) => isFetching),
    error: asked.find(({ error }) => error !== null)?.error ?? null
  }
}
