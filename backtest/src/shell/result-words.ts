import { type BacktestResult, type MetricRow, metricRows } from "@tradetower/domain/simulation"
import { grouped } from "./figures.ts"

const DAY = 86_400_000
/** Of a shorter time, ms, what is reckoned for a whole year says nothing. */
const MONTH = 30 * DAY
const OF_A_YEAR: ReadonlySet<string> = new Set(["annualisedPercent", "calmar"])

/** The figures of a backtest that say something, and in words which were left out, if any were. */
export const tellingRows = ({
  from,
  metrics,
  to
}: Pick<BacktestResult, "from" | "metrics" | "to">): {
  readonly rows: ReadonlyArray<MetricRow>
  readonly leftOut?: string
} => {
  const all = metricRows(metrics)
  if (to - from >= MONTH) return { rows: all }
  const rows = all.filter(({ name }) => !OF_A_YEAR.has(name))
  const titles = all.flatMap(({ name, title, value }) => (OF_A_YEAR.has(name) && value !== undefined ? [title] : []))
  if (titles.length === 0) return { rows }
  return { rows, leftOut: `Left out, since less than 30 days say nothing of a year: ${titles.join(", ")}.` }
}

/** `"2,000 USD invested"`; where only an amount to trade was set, what it would have cost at the first price. */
export const investedWords = (
  { invested, unbudgeted }: Pick<BacktestResult["metrics"], "invested" | "unbudgeted">,
  quote: string
): string =>
  unbudgeted === true
    ? `${grouped(invested)} ${quote} at the first price, of which percents are`
    : `${grouped(invested)} ${quote} invested`
