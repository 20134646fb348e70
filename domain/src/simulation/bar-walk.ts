import type { Candle } from "../market/candle.ts"
import { candleAt, type CandleSeries } from "../market/candle-series.ts"
import type { Instrument } from "../market/instrument.ts"
import type { Price } from "../market/market.ts"
import { barPath, type PathPoint } from "./bar-path.ts"
import type { Move } from "../exchange/price-moved.ts"
import type { PaperRun } from "./paper-run.ts"

/** A pause of more than this between two bars of a stock is a closed session. */
const SESSION_BREAK = 3_600_000

/** Whether the market was closed between two bars and opens with an auction; crypto never closes. */
export const opensAfterBreak = (
  instrument: Pick<Instrument, "assetClass">,
  before: Pick<Candle, "at"> | undefined,
  candle: Pick<Candle, "at">,
  length: number
): boolean =>
  instrument.assetClass === "EQUITY" && before !== undefined && candle.at - before.at - length > SESSION_BREAK

const afterBreak: Move = { gap: true }

/** Takes the run from where the price is to a point, stopping only where something would happen. */
const walk = (run: PaperRun, from: Price, to: PathPoint, withVolume: boolean): void => {
  if (withVolume) run.price(from, to.at, { volume: to.volume })
  else run.passed(to.at)
  for (let price = from; price !== to.price;) {
    if (to.price > price) price = run.above < to.price ? (Math.max(run.above, price + 1) as Price) : to.price
    else price = run.below > to.price ? (Math.min(run.below, price - 1) as Price) : to.price
    run.price(price, to.at)
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
export const barWalk = (series: CandleSeries, instrument: Instrument, withVolume: boolean): BarWalk => {
  const { step } = series
  return {
    show: (run, candle, before, reversed) => {
      const bar = candleAt(series, candle)
      const gap = before >= 0 && opensAfterBreak(instrument, candleAt(series, before), bar, step)
      const [open, first, second, close] = barPath(bar, step, reversed)
      run.price(open.price, open.at, withVolume ? { gap, volume: open.volume } : gap ? afterBreak : undefined)
      walk(run, open.price, first, withVolume)
      walk(run, first.price, second, withVolume)
      walk(run, second.price, close, withVolume)
    },
    skipTo: (run, candle) => {
      const [, , , close] = barPath(candleAt(series, candle), step)
      run.price(close.price, close.at, withVolume ? { volume: close.volume } : undefined)
    }
  }
}
