import {
  backtest,
  candleAt,
  type BotSettings,
  decodeSeries,
  marketOf,
  presets,
  type PriceIndex,
  priceIndex,
  RunId,
  validateSettings,
  WarmUpTooShort
} from "@tradetower/domain"
import type { Market, Preset, Settings } from "../client/contract.ts"
import type { Tried } from "./asks.ts"

/** Fewer candles say nothing. */
const FEWEST = 100
/** Points of the curve: more than its width on a screen would hold are not drawn. */
const POINTS = 240

const kept = new Map<string, PriceIndex>()

/** Takes candles in under a name; answers how many there are. */
export const takeIn = (name: string, bytes: ArrayBuffer): number => {
  const index = priceIndex(decodeSeries(new Uint8Array(bytes)))
  kept.set(name, index)
  return index.series.length
}

/** Ready settings for a market from its own candles; none when there are too few. */
export const presetsFor = (
  name: string,
  instrument: Market["instrument"],
  strategy: Settings["_tag"],
  investment: string
): ReadonlyArray<Preset> => {
  const series = kept.get(name)?.series
  if (series === undefined || series.length < FEWEST) return []
  const market = marketOf(instrument as Parameters<typeof marketOf>[0])
  const candles = Array.from({ length: series.length }, (_, i) => candleAt(series, i))
  const price = candleAt(series, series.length - 1).close
  return presets(market, strategy, candles, price, investment)
}

/** What waits for a hand or an alert can't be told from candles: it is tried as if it began at once. */
const atOnce = (settings: Settings): Settings => ({ ...settings, start: { _tag: "IMMEDIATELY" } }) as Settings
const untold = ({ start }: Settings): boolean => start._tag === "MANUAL" || start._tag === "TRADINGVIEW"

/** What settings would have done over candles, by the very rules that will trade; `undefined` when there are too few. */
export const tryOut = (name: string, instrument: Market["instrument"], settings: Settings): Tried | undefined => {
  const index = kept.get(name)
  if (index === undefined || index.series.length < FEWEST) return undefined
  const market = marketOf(instrument as Parameters<typeof marketOf>[0])
  const asIf = untold(settings)
  // Checked by the form: brands are only the compiler's.
  if (validateSettings(market, settings as BotSettings).length > 0) return undefined
  const since = performance.now()
  const run = (wanted: Settings) =>
    backtest({ runId: RunId.make("try-out"), market, settings: wanted as BotSettings }, index, { points: POINTS })
  const tried = (() => {
    try {
      return { result: run(asIf ? atOnce(settings) : settings), asIf }
    } catch (error) {
      // Thirty days may be too few for its indicators.
      if (error instanceof WarmUpTooShort) return { result: run(atOnce(settings)), asIf: true }
      throw error
    }
  })()
  const { from, to, metrics, equity } = tried.result
  return {
    from,
    to,
    days: ((to - from) / 86_400_000).toFixed(1),
    total: metrics.total,
    percent: metrics.totalPercent,
    holdingPercent: metrics.holdingPercent,
    roundTrips: metrics.roundTrips,
    fills: metrics.fills,
    fees: metrics.fees,
    maxDrawdownPercent: metrics.drawdown.percent,
    curve: equity.map(({ at, worth }) => [at, worth] as const),
    candles: index.series.length,
    took: performance.now() - since,
    atOnce: tried.asIf
  }
}
