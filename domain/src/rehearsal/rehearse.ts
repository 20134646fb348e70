import { type Fault, faults, type RehearsalRow } from "./rehearsal.ts"
import type { RehearsalOf } from "./rehearsal-of.ts"
import { scenes } from "./scenes.ts"
import { verdictOf } from "./verdict.ts"

/** Plays one fault. */
export const rehearseFault = (of: RehearsalOf, fault: Fault): RehearsalRow => {
  const played = scenes[fault](of)
  const { log, spans } = played.stage
  return {
    fault,
    happened: played.happened,
    did: log.did,
    more: log.more,
    unprotectedSeconds: spans.of.NOBODY + spans.of.PARTLY + spans.of.BARE,
    bare: spans.of.BARE > 0,
    watchedSeconds: spans.of.BOT,
    ...verdictOf(played)
  }
}

/**
 * Rehearses a configuration: it is run against a strict paper account by the same rules once for each fault, from a
 * fresh start each time. The same again gives the same rows.
 *
 * @example
 * rehearse({ market, settings, terms: "alpaca", price, at, seed: 1 }).filter(({ passed }) => !passed)
 */
export const rehearse = (of: RehearsalOf): ReadonlyArray<RehearsalRow> =>
  faults.map((fault) => rehearseFault(of, fault))
