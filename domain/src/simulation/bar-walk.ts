import { keepsHours } from "../calendar/sessions.ts"
import type { Candle } from "../market/candle.ts"
import type { Instrument } from "../market/instrument.ts"
import type { Price } from "../market/market.ts"
import { counted, type Whole } from "../number/whole.ts"
import { closeAt, type PriceIndex, timeAt } from "../market/price-index.ts"
import { goesLowFirst, reachedAt, restOfVolume, shareOfVolume } from "./bar-path.ts"
import type { Move } from "../exchange/price-moved.ts"
import type { PaperRun } from "./paper-run.ts"

/** A pause of so much between two bars of what keeps hours is a closed session: the daily break of futures is no longer. */
const SESSION_BREAK = 3_600_000

/** Whether the market was closed between two bars and opens with an auction; crypto never closes. */
export const opensAfterBreak = (
  instrument: Pick<Instrument, "assetClass">,
  before: Pick<Candle, "at"> | undefined,
  candle: Pick<Candle, "at">,
  length: number
): boolean => keepsHours(instrument) && before !== undefined && candle.at - before.at - length > SESSION_BREAK

const afterBreak: Move = { gap: true }

/** Takes the run from where the price is to a point, stopping only where something would happen. */
const walk = (run: PaperRun, from: number, to: number, at: number, volume: Whole | undefined): void => {
  // Nobody is met and nobody is woken on the way.
  if (volume === undefined && at < run.due && (to > from ? to < run.above : to > run.below)) return
  if (volume === undefined) run.stands(from as Price)
  else run.price(from as Price, at, { volume })
  run.passed(at)
  for (let price = from; price !== to;) {
    if (to > price) price = run.above < to ? Math.max(run.above, price + 1) : to
    else price = run.below > to ? Math.min(run.below, price - 1) : to
    run.price(price as Price, at)
  }
}

export interface BarWalk {
  /**
   * Shows a run one bar, the usual way or the other way round (`barPath`). `before`: the bar in which the market last
   * traded; -1 for none.
   */
  readonly show: (run: PaperRun, candle: number, before: number, reversed: boolean) => void
  /** The bars up to this one, and it too, meant nothing to the run: where the price and its volume stand now. */
  readonly skipTo: (run: PaperRun, candle: number) => void
}

/** Takes runs through the bars of a series. */
export const barWalk = (index: PriceIndex, instrument: Instrument, withVolume: boolean): BarWalk => {
  const { bars, series } = index
  const { step } = series
  const mayBreak = keepsHours(instrument)
  const volumeOf = (candle: number): Whole => counted(series.volume[candle] ?? 0)
  // The points of `barPath`, without an object for each: of a year, few bars are shown, but of a sweep many.
  return {
    show: (run, candle, before, reversed) => {
      const at = timeAt(index, candle)
      const open = bars[4 * candle] ?? 0
      const close = bars[4 * candle + 3] ?? 0
      const lowFirst = goesLowFirst(open, close, reversed)
      const first = bars[4 * candle + (lowFirst ? 2 : 1)] ?? 0
      const second = bars[4 * candle + (lowFirst ? 1 : 2)] ?? 0
      const gap = mayBreak && before >= 0 && opensAfterBreak(instrument, { at: timeAt(index, before) }, { at }, step)
      const whole = withVolume ? volumeOf(candle) : 0
      const volume = withVolume ? shareOfVolume(whole) : undefined
      const move = volume !== undefined ? { gap, volume: restOfVolume(whole, volume) } : gap ? afterBreak : undefined
      run.price(open as Price, at, move)
      walk(run, open, first, reachedAt(at, step, 1), volume)
      walk(run, first, second, reachedAt(at, step, 2), volume)
      walk(run, second, close, reachedAt(at, step, 3), volume)
      run.stands(close as Price)
    },
    skipTo: (run, candle) => {
      const price = closeAt(index, candle) as Price
      if (withVolume)
        run.price(price, reachedAt(timeAt(index, candle), step, 3), { volume: shareOfVolume(volumeOf(candle)) })
      else run.stands(price)
    }
  }
}
