import { RunId } from "@tradetower/domain/ids"
import type { IndicatorStart } from "@tradetower/domain/indicator"
import { decodeSeries, firstAt, type PriceIndex, priceIndex } from "@tradetower/domain/market"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { type Beginnings, beginningsOf, latelyOf, walkedPresets, WarmUpTooShort } from "@tradetower/domain/simulation"
import { type BotSettings, validateSettings, runConfig } from "@tradetower/domain/strategy"
import type { Connection, Market, Preset, Settings } from "../client/contract.ts"
import type { Tried } from "./asks.ts"
import { tradedBy } from "./traded-by.ts"

/** Fewer candles say nothing. */
const FEWEST = 100
/** Points of the curve: more than its width on a screen would hold are not drawn. */
const POINTS = 240
const DAY = 86_400_000
/** Settings are tried over so many. */
const DAYS = 30

/** Markets whose candles are at hand: some megabytes each, taken in anew by a page that comes back to one. */
const MARKETS = 16
const kept = new OldestOut<string, PriceIndex>(MARKETS)

/** Takes candles in under a name; answers how many there are. */
export const takeIn = (name: string, bytes: ArrayBuffer): number => {
  const index = priceIndex(decodeSeries(new Uint8Array(bytes)))
  kept.set(name, index)
  return index.series.length
}

/** Ready settings for a market from its own candles, with what their earlier starts made; none when there are too few. */
export const presetsFor = (
  name: string,
  instrument: Market["instrument"],
  strategy: Settings["_tag"],
  investment: string,
  terms?: Connection["terms"]
): ReadonlyArray<Preset> => {
  const index = kept.get(name)
  if (index === undefined || index.series.length < FEWEST) return []
  const market = tradedBy(terms, instrument)
  return walkedPresets(market, strategy, index, investment, { points: POINTS, ...(terms !== undefined && { terms }) })
}

/** What waits for a hand or an alert can't be told from candles: it is tried as if it began at once. */
const atOnce = (settings: Settings): Settings => ({ ...settings, start: { _tag: "IMMEDIATELY" } }) as Settings
const untold = ({ start }: Settings): boolean => start._tag === "MANUAL" || start._tag === "TRADINGVIEW"

/** What settings would have done over candles, by the very rules that will trade; `undefined` when there are too few. */
export const tryOut = (
  name: string,
  instrument: Market["instrument"],
  settings: Settings,
  terms?: Connection["terms"]
): Tried | undefined => {
  const index = kept.get(name)
  if (index === undefined || index.series.length < FEWEST) return undefined
  const market = tradedBy(terms, instrument, settings)
  const asIf = untold(settings)
  const byRules = terms === undefined ? {} : { terms }
  // Checked by the form: brands are only the compiler's.
  if (validateSettings(market, settings as BotSettings, undefined, terms).length > 0) return undefined
  const since = performance.now()
  const { series } = index
  const begin = series.at[0] ?? 0
  const end = (series.at[series.length - 1] ?? 0) + series.step
  const month = end - DAYS * DAY
  // Candles before the month warm its indicators up; where there is no more than the month, its first ones do.
  const from = month > begin ? month : undefined
  const run = (wanted: Settings, since?: number) =>
    latelyOf(runConfig({ runId: RunId.make("try-out"), market, settings: wanted as BotSettings, ...byRules }), index, {
      points: POINTS,
      ...(since !== undefined && { from: since })
    })
  const lately = firstThatCan(
    () => ({ ...run(asIf ? atOnce(settings) : settings, from), atOnce: asIf }),
    () => ({ ...run(settings), atOnce: false }),
    () => ({ ...run(atOnce(settings), from), atOnce: true })
  )
  const { start } = settings
  return {
    ...lately,
    candles: series.length - firstAt(series, lately.from),
    took: performance.now() - since,
    ...(start._tag === "INDICATORS" && {
      beginnings: beginningsKept(name, index, start as IndicatorStart, Math.max(begin, month))
    })
  }
}

/** The first of several ways to try that has candles enough for its indicators; the last must. */
const firstThatCan = <A>(...ways: readonly [() => A, ...ReadonlyArray<() => A>]): A => {
  const [way, ...others] = ways
  try {
    return way()
  } catch (error) {
    const [next, ...rest] = others
    if (error instanceof WarmUpTooShort && next !== undefined) return firstThatCan(next, ...rest)
    throw error
  }
}

let counted: { readonly of: string; readonly index: PriceIndex; readonly told: Beginnings } | undefined

/** While a slider moves the start stays as it is: it is counted once. */
const beginningsKept = (name: string, index: PriceIndex, start: IndicatorStart, from: number): Beginnings => {
  const of = JSON.stringify([name, start])
  if (counted?.of !== of || counted.index !== index)
    counted = { of, index, told: beginningsOf(start, index.series, from) }
  return counted.told
}
