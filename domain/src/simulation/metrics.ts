import { keepsHours } from "../calendar/sessions.ts"
import type { Instrument } from "../market/instrument.ts"

const DAY = 86_400_000

/** Days a year on which a market trades: the periods a year of daily returns. */
export const tradingDays = (instrument: Pick<Instrument, "assetClass">): number => (keepsHours(instrument) ? 252 : 365)

/** Returns from day to day, as shares: `worth[i] / worth[i - 1] - 1`, beginning from what was invested. */
export const dailyReturns = (invested: number, worth: ReadonlyArray<number>): ReadonlyArray<number> => {
  let before = invested
  return worth.map((now) => {
    const change = before > 0 ? now / before - 1 : 0
    before = now
    return change
  })
}

const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / values.length

/**
 * Sharpe ratio: mean daily return over its standard deviation (n - 1), times the root of the periods a year; the
 * riskless rate is taken as zero. `undefined` below two days or without any change.
 * W. F. Sharpe, The Sharpe Ratio, Journal of Portfolio Management 21 (1994).
 */
export const sharpe = (returns: ReadonlyArray<number>, periods: number): number | undefined => {
  if (returns.length < 2) return undefined
  const middle = mean(returns)
  const variance = returns.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (returns.length - 1)
  return variance > 0 ? (middle / Math.sqrt(variance)) * Math.sqrt(periods) : undefined
}

/**
 * Sortino ratio: mean daily return over the downside deviation `sqrt(sum(min(0, r)^2) / n)` from a target of zero,
 * times the root of the periods a year. `undefined` below two days or without a losing day.
 * F. A. Sortino, L. N. Price, Performance Measurement in a Downside Risk Framework, Journal of Investing 3 (1994).
 */
export const sortino = (returns: ReadonlyArray<number>, periods: number): number | undefined => {
  if (returns.length < 2) return undefined
  const downside = Math.sqrt(mean(returns.map((value) => Math.min(0, value) ** 2)))
  return downside > 0 ? (mean(returns) / downside) * Math.sqrt(periods) : undefined
}

/**
 * Compound return a year, as a share: `(1 + total)^(365 days / time) - 1`. `undefined` for less than a day, when
 * everything was lost, and when it is too large to mean anything (a millionfold).
 */
export const annualised = (total: number, millis: number): number | undefined => {
  if (millis < DAY || total <= -1) return undefined
  const yearly = (1 + total) ** ((365 * DAY) / millis) - 1
  return yearly < 1e6 ? yearly : undefined
}

/**
 * Calmar ratio: annualised return over the deepest fall, both as shares. `undefined` without a fall.
 * T. W. Young, Calmar Ratio: A Smoother Tool, Futures 20 (1991).
 */
export const calmar = (yearly: number | undefined, fall: number): number | undefined =>
  yearly === undefined || fall <= 0 ? undefined : yearly / fall

/** How closed trades ended; amounts in the unit of their profits. */
export interface TradeStatistics {
  readonly count: number
  /** Trades with a profit above zero over all; `undefined` without trades. */
  readonly winRate: number | undefined
  /** Sum of profits over sum of losses; `undefined` without a loss. */
  readonly profitFactor: number | undefined
  readonly averageProfit: number | undefined
  readonly averageMillis: number | undefined
  /** Most winning (losing) trades in a row. A trade that ends at zero or below loses. */
  readonly longestWins: number
  readonly longestLosses: number
}

/** Counts trades in the order in which they closed. */
export const tradeStatistics = (
  trades: ReadonlyArray<{ readonly profit: number; readonly millis: number }>
): TradeStatistics => {
  let won = 0
  let wins = 0
  let losses = 0
  let time = 0
  let row = 0
  let longestWins = 0
  let longestLosses = 0
  for (const { profit, millis } of trades) {
    time += millis
    if (profit > 0) {
      won += 1
      wins += profit
      row = row > 0 ? row + 1 : 1
      longestWins = Math.max(longestWins, row)
    } else {
      losses -= profit
      row = row < 0 ? row - 1 : -1
      longestLosses = Math.max(longestLosses, -row)
    }
  }
  const count = trades.length
  const some = count > 0
  return {
    count,
    winRate: some ? won / count : undefined,
    profitFactor: losses > 0 ? wins / losses : undefined,
    averageProfit: some ? (wins - losses) / count : undefined,
    averageMillis: some ? time / count : undefined,
    longestWins,
    longestLosses
  }
}
