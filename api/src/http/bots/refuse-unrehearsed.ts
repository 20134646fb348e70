import { isDeepStrictEqual } from "node:util"
import { Clock, Effect } from "effect"
import {
  addsStop,
  type Fault,
  listedFaults,
  notPassedWords,
  rehearsalState,
  unrehearsed,
  unwaived
} from "@tradetower/domain/rehearsal"
import type { BotDefinition } from "@tradetower/platform"
import { Conflict, CurrentPrincipal, NotPassed } from "../../../contract/index.ts"
import { configurationNow, playRehearsal } from "./play-rehearsal.ts"

/** Nothing is started with real money before its configuration was rehearsed (REHEARSE-11). */
export const refuseUnrehearsed = Effect.fnUntraced(function* (bot: BotDefinition) {
  if (bot.environment !== "LIVE") return
  const detail = unrehearsed(bot.name, bot.rehearsed, yield* configurationNow(bot))
  if (detail !== undefined) return yield* new Conflict({ detail })
})

/** A bot with settings that buy less first than its own (BTD-10): what it was rehearsed with holds for them, too. */
export const buyingLess = Effect.fnUntraced(function* (bot: BotDefinition, settings: BotDefinition["settings"]) {
  const changed = { ...bot, settings }
  const { rehearsed } = bot
  const of = (one: BotDefinition) => Effect.map(configurationNow(one), ({ configuration }) => configuration)
  if (rehearsed === undefined || rehearsed.configuration !== (yield* of(bot))) return changed
  return { ...changed, rehearsed: { ...rehearsed, configuration: yield* of(changed) } }
})

/**
 * A bot that trades real money as it is to go on, with what its changed settings were rehearsed with; refused where they
 * don't come through what was never waived for it (REHEARSE-12). `said` is for the audit trail.
 */
export const rehearsedChange = Effect.fn("api.rehearsedChange")(function* (
  before: BotDefinition,
  changed: BotDefinition,
  named: ReadonlyArray<Fault>
) {
  const unchanged = { changed, said: [] }
  if (changed.environment !== "LIVE" || isDeepStrictEqual(before.settings, changed.settings)) return unchanged
  const known = before.rehearsed
  const state = rehearsalState(known, yield* configurationNow(changed))
  if (state === "PASSED" || state === "WAIVED") return unchanged
  const { rehearsed, rows } = yield* playRehearsal(changed)
  const { failed } = rehearsed
  // A stop that can't be kept all the time is more than none.
  const excused = addsStop(before.settings, changed.settings)
    ? rows.flatMap(({ fault, forStopAlone }) => (forStopAlone === true ? [fault] : []))
    : []
  const judged = failed.filter((fault) => !excused.includes(fault))
  const refused = unwaived(judged, known, named)
  if (refused.length > 0)
    return yield* new NotPassed({ detail: notPassedWords(changed.name, refused), faults: refused, rows })
  const { userDetails } = yield* CurrentPrincipal
  const anew = unwaived(judged, known, [])
  const earlier = known?.waived
  const waived =
    anew.length === 0
      ? earlier
      : { at: yield* Clock.currentTimeMillis, by: userDetails, faults: [...(earlier?.faults ?? []), ...anew] }
  const passed =
    failed.length === 0
      ? "passed its rehearsal"
      : excused.length > 0
        ? `it had no stop before: this one is not kept all the time in ${listedFaults(excused)}`
        : `not passed, and waived before: ${listedFaults(failed)}`
  return {
    changed: { ...changed, rehearsed: { ...rehearsed, ...(waived !== undefined && { waived }) } },
    said: [anew.length === 0 ? passed : `${userDetails} waived of its rehearsal ${listedFaults(anew)}`]
  }
})
