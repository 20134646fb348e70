import type { RunId } from "@tradetower/domain/ids"
import { isLive } from "@tradetower/domain/bot"
import type { Symbol, VenueId } from "@tradetower/domain/market"
import type { StepRecord } from "@tradetower/platform"

/** So long a pair is still followed when its last bot has ended: another one may begin, ms. */
export const GRACE = 120_000

/** For whom a pair is followed: bots come before pages. */
export type For = "BOT" | "PAGE"

/** What of a step says whether its run needs prices. */
export type NeedfulStep = Pick<StepRecord, "venue" | "symbol" | "summary"> & { readonly botRunId: RunId }

interface Need {
  readonly runs: Set<RunId>
  /** When whoever else needs it has enough of it. */
  until: number
}

/** Which instruments somebody needs the prices of, counted: bots that live, pages that are open. */
export class Needs {
  readonly #venues = new Map<VenueId, Map<Symbol, Need>>()
  readonly #runs = new Map<RunId, Need>()

  /** A run's step; answers whether it is needed more or less than before. */
  step({ botRunId, summary, symbol, venue }: NeedfulStep, now: number): boolean {
    const known = this.#runs.get(botRunId)
    const live = isLive(summary.state)
    if (live === (known !== undefined)) return false
    if (known !== undefined) {
      known.runs.delete(botRunId)
      known.until = Math.max(known.until, now + GRACE)
      return this.#runs.delete(botRunId)
    }
    const need = this.#need(venue, symbol)
    need.runs.add(botRunId)
    this.#runs.set(botRunId, need)
    return true
  }

  /** A page needs it until then. */
  page(venue: VenueId, symbol: Symbol, until: number): void {
    const need = this.#need(venue, symbol)
    need.until = Math.max(need.until, until)
  }

  /** What is needed of a venue now, and for whom. */
  of(venue: VenueId, now: number): ReadonlyMap<Symbol, For> {
    const found = new Map<Symbol, For>()
    const known = this.#venues.get(venue)
    for (const [symbol, { runs, until }] of known ?? []) {
      if (runs.size > 0) found.set(symbol, "BOT")
      else if (until > now) found.set(symbol, "PAGE")
      else known?.delete(symbol)
    }
    return found
  }

  #need(venue: VenueId, symbol: Symbol): Need {
    const symbols = this.#venues.get(venue) ?? new Map<Symbol, Need>()
    this.#venues.set(venue, symbols)
    const need = symbols.get(symbol) ?? { runs: new Set(), until: 0 }
    symbols.set(symbol, need)
    return need
  }
}
