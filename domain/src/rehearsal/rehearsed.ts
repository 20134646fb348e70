import { Schema } from "effect"
import { RULES_VERSION } from "../bot/encode.ts"
import type { Traded } from "../connection/connection.ts"
import { Instrument } from "../market/instrument.ts"
import { Decimal } from "../number/decimal.ts"
import type { BotSettings } from "../strategy/settings.ts"
import type { TermsName } from "../terms/list.ts"
import { faultNames } from "./fault-names.ts"
import { Fault } from "./rehearsal.ts"

/** Which faults were waived for a bot; who of the tenant waived the last of them, and when (ms, UTC). */
export const Waiver = Schema.Struct({ at: Schema.Int, by: Schema.String, faults: Schema.Array(Fault) })

/** What is kept of a bot's last rehearsal: its rows follow from it. */
export const Rehearsed = Schema.Struct({
  /** Of which configuration (`configurationText`): a hash. */
  configuration: Schema.String,
  /** When (market time, ms), which is the seed, too, and at which price: the same again gives the same rows. */
  at: Schema.Int,
  price: Decimal,
  /** By which rules of its market, as its account traded it. */
  instrument: Instrument,
  /** What it did not pass. */
  failed: Schema.Array(Fault),
  waived: Schema.optionalKey(Waiver)
})
export type Rehearsed = typeof Rehearsed.Type

/** How a configuration stands: OUTDATED is one that was rehearsed as it is no more. */
export const RehearsalState = Schema.Literals(["NONE", "OUTDATED", "PASSED", "FAILED", "WAIVED"])
export type RehearsalState = typeof RehearsalState.Type

/** Plain data as JSON, whatever the order of its keys. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one
  )

/** Counts how often faults came to be played or judged otherwise: what was rehearsed before is rehearsed anew. */
const REHEARSAL_VERSION = 1

/** All that a rehearsal is valid for, as text: two configurations that differ in anything have two. */
export const configurationText = (
  { connection, symbol, venue }: Pick<Traded, "connection" | "symbol" | "venue">,
  settings: BotSettings,
  terms: TermsName
): string => sorted({ connection, symbol, venue, settings, terms, rules: RULES_VERSION, rehearsal: REHEARSAL_VERSION })

/** A bot's configuration as it is now: its hash, and its market as its account trades it, while that is on offer. */
export interface ConfigurationNow {
  readonly configuration: string
  readonly instrument?: Instrument
}

/** An instrument's rules; what a future is charged from day to day is none. */
const rulesOf = ({ futures, ...rules }: Instrument): string =>
  sorted({ ...rules, ...(futures !== undefined && { futures: { ...futures, fundingRate: undefined } }) })

/** How a bot's configuration stands after its last rehearsal. */
export const rehearsalState = (rehearsed: Rehearsed | undefined, now: ConfigurationNow): RehearsalState => {
  if (rehearsed === undefined) return "NONE"
  const { failed, instrument, waived } = rehearsed
  if (rehearsed.configuration !== now.configuration) return "OUTDATED"
  if (now.instrument !== undefined && rulesOf(now.instrument) !== rulesOf(instrument)) return "OUTDATED"
  if (failed.length === 0) return "PASSED"
  return waived !== undefined && failed.every((fault) => waived.faults.includes(fault)) ? "WAIVED" : "FAILED"
}

/** Faults as they are told: "crash and restart, halted market". */
export const listedFaults = (some: ReadonlyArray<Fault>): string => some.map((fault) => faultNames[fault]).join(", ")

/** Of what a bot's changed configuration did not pass, what its trader has neither waived for it before nor names now. */
export const unwaived = (
  failed: ReadonlyArray<Fault>,
  before: Rehearsed | undefined,
  named: ReadonlyArray<Fault>
): ReadonlyArray<Fault> =>
  failed.filter((fault) => !named.includes(fault) && before?.waived?.faults.includes(fault) !== true)

/** By which settings a bot stops. */
const STOPS: ReadonlyArray<string> = ["stopLossPercent", "stopLossPrice", "trailingStopPercent"]
const stopsIn = (settings: BotSettings) => Object.entries(settings).filter(([name]) => STOPS.includes(name))
const withoutStops = (settings: BotSettings) =>
  sorted(Object.fromEntries(Object.entries(settings).filter(([name]) => !STOPS.includes(name))))

/** Whether settings have a stop where those before had none, and are the same else: what is held is protected by more. */
export const addsStop = (before: BotSettings, changed: BotSettings): boolean =>
  stopsIn(before).length === 0 && stopsIn(changed).length > 0 && withoutStops(before) === withoutStops(changed)

/** Why a bot of that name may not go on with a changed configuration (REHEARSE-12). */
export const notPassedWords = (name: string, some: ReadonlyArray<Fault>): string =>
  `${name} trades real money, and would not come through this as it is to be: ${listedFaults(some)}. Nobody waived ${some.length === 1 ? "it" : "these"} for it. Choose other settings, waive ${some.length === 1 ? "it" : "each"} by name with the change, or stop it, change it and rehearse it on its page.`

/** Why a bot of that name may not be started with real money; `undefined` when it may (REHEARSE-11). */
export const unrehearsed = (
  name: string,
  rehearsed: Rehearsed | undefined,
  now: ConfigurationNow
): string | undefined => {
  switch (rehearsalState(rehearsed, now)) {
    case "NONE":
      return `${name} would trade real money and was never rehearsed: press “Rehearse” on its page, then start it.`
    case "OUTDATED":
      return `${name} would trade real money and was rehearsed before its settings, its market’s rules or those it trades by were changed: press “Rehearse” on its page again, then start it.`
    case "FAILED":
      return `${name} would trade real money and did not pass its rehearsal (${listedFaults(rehearsed?.failed ?? [])}): change its settings and rehearse it again, or waive these by name on its page.`
    default:
      return undefined
  }
}
