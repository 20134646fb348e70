import type { RunConfig } from "../bot/run-config.ts"
import { decimalsOn, openAccount } from "../exchange/account.ts"
import type { FillModel } from "../exchange/fill-model.ts"
import type { Time } from "../ids.ts"
import { candleAt, type CandleSeries } from "../market/candle-series.ts"
import type { Price } from "../market/market.ts"
import { barPath } from "./bar-path.ts"
import { openingBalances } from "./opening-balances.ts"
import { type PaperRun, paperRun } from "./paper-run.ts"
import type { RunStep } from "./surroundings.ts"
import { stakeOf } from "./stake.ts"

/** What the plain loop knows of a run when it is through. */
export interface EveryBar {
  readonly run: PaperRun
  /** Deepest falls of the worth at closes: quote units, and the share of the high before it. */
  readonly fall: { readonly amount: number; readonly share: number }
}

/**
 * The plain way to backtest, as bar loops such as grademark's go: every bar, every point of its path, every close. It
 * knows no index and skips nothing. Kept as the oracle that `simulate` is compared with, and for its time beside it.
 */
export const everyBar = (
  config: RunConfig,
  series: CandleSeries,
  fillModel?: FillModel,
  onStep?: (step: RunStep) => void
): EveryBar => {
  const { market } = config
  const first = (series.open[0] ?? 0) as Price
  const money = openingBalances(config, series, 0, series.length, fillModel)
  const run = paperRun(
    config,
    openAccount(config.runId, money, fillModel, {
      decimals: decimalsOn(market),
      ...(config.terms !== undefined && { terms: config.terms })
    }),
    {
      onStep
    }
  )
  const stake = stakeOf(config, first)
  const volume = fillModel?.volumeSharePercent !== undefined || fillModel?.slippage._tag === "ByVolume"
  run.happen({ _tag: "Started", at: (series.at[0] ?? 0) as Time, actor: "TRADER" })
  let peak = Number(stake.invested)
  let amount = 0
  let share = 0
  for (let i = 0; i < series.length; i++) {
    const candle = candleAt(series, i)
    const heardUntil = (series.at[i - 1] ?? candle.at) + series.step
    if (candle.at > heardUntil) run.silent(heardUntil)
    const [open, ...rest] = barPath(candle, series.step)
    run.price(open.price, open.at, volume ? { volume: open.volume } : {})
    let price: number = open.price
    for (const point of rest) {
      run.price(price as Price, point.at, volume ? { volume: point.volume } : {})
      for (const way = Math.sign(point.price - price); price !== point.price;) {
        const next = way > 0 ? Math.max(run.above, price + 1) : Math.min(run.below, price - 1)
        price = way > 0 ? Math.min(next, point.price) : Math.max(next, point.price)
        run.price(price as Price, point.at)
      }
    }
    const worth = Number(stake.worthAt(run.state, candle.close))
    if (worth > peak) peak = worth
    if (peak - worth > amount) amount = peak - worth
    if (peak > 0 && (peak - worth) / peak > share) share = (peak - worth) / peak
  }
  return { run, fall: { amount, share } }
}
