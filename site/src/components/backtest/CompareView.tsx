import { useQuery } from "@tanstack/react-query"
import { comparisonOf } from "./backtest-queries.ts"
import type { Backtest, BacktestResult, Comparison } from "../../client/contract.ts"
import { strategies } from "../../client/queries.ts"
import { strategyWord } from "../../words/words.ts"
import { dateAndMinute } from "../../format/time.ts"
import { Percent } from "../parts/Result.tsx"
import { Missing } from "../parts/Missing.tsx"
import { DataTable, numbers } from "../parts/DataTable.tsx"
import { FigureDifferences } from "./FigureDifferences.tsx"
import { candleLines, costLines, differingLines, runLines } from "./run-lines.ts"
import { useVenueName } from "./use-venue-name.ts"
import { TwoCurves } from "./TwoCurves.tsx"
import { UseSettings } from "./UseSettings.tsx"

type Stretch = Pick<Backtest, "from" | "to">

const Side = ({ result, title }: { result: BacktestResult; title: string }) => {
  const { backtest, metrics } = result
  const { venue, options, settings, symbol } = backtest
  return (
    <section className="panel" aria-label={title}>
      <header>
        <h2>
          <a href={`/app/backtest/?id=${encodeURIComponent(backtest.id)}`}>
            {title}: {strategyWord(backtest.strategy)} on {symbol}
          </a>
        </h2>
        <span className="spread" />
        <Percent value={metrics.totalPercent} />
      </header>
      <p className="inside soft">
        {dateAndMinute(result.from)} to {dateAndMinute(result.to)}
      </p>
      <div className="row tab-tools">
        <UseSettings carried={{ venue, symbol, settings, options }} what="these settings" testid="use-settings" />
      </div>
    </section>
  )
}

/** Times that are this share of the longer one apart are not the same; the newest 30 days move on by the minute. */
const APART = 0.01

const apart = (first: Stretch, second: Stretch): boolean => {
  const longest = Math.max(first.to - first.from, second.to - second.from)
  return Math.abs(first.from - second.from) + Math.abs(first.to - second.to) > APART * longest
}

const asIs = (venue: string): string => venue

/** What makes two runs hard to compare, in a sentence; `undefined` when nothing does. */
const unlike = ({ first, second }: Comparison): string | undefined => {
  const candles = differingLines(candleLines(first.backtest, asIs), candleLines(second.backtest, asIs)).map(
    ({ path }) => path
  )
  const costs = differingLines(costLines(first.backtest), costLines(second.backtest))
  const what = [
    ...(candles.includes("market") ? ["the market"] : []),
    ...(candles.includes("timeframe") ? ["the candles"] : []),
    ...(apart(first.backtest, second.backtest) ? ["the time"] : []),
    ...(costs.length > 0 ? ["the costs"] : [])
  ]
  if (what.length === 0) return undefined
  const list = what.length > 1 ? `${what.slice(0, -1).join(", ")} and ${what[what.length - 1]}` : what[0]
  return `Not like for like: ${list} ${what.length > 1 ? "differ" : "differs"}.`
}

/** What was set otherwise, setting by setting. */
const SetOtherwise = ({ first, second }: Pick<Comparison, "first" | "second">) => {
  const { data } = useQuery(strategies)
  const venueName = useVenueName()
  const linesOf = ({ backtest }: BacktestResult) =>
    runLines(backtest, data?.find(({ strategy }) => strategy === backtest.strategy)?.fields ?? [], venueName)
  const lines = differingLines(linesOf(first), linesOf(second))
  return (
    <section className="panel" aria-labelledby="set-title" data-testid="set-otherwise">
      <header>
        <h2 id="set-title">What differs in how they were run</h2>
      </header>
      {lines.length === 0 ? (
        <p className="inside soft">Nothing: the same settings over the same candles at the same costs.</p>
      ) : (
        <DataTable label="Settings that differ" columns={["Setting", numbers("First"), numbers("Second")]}>
          {lines.map((line) => (
            <tr key={line.path}>
              <td>{line.title}</td>
              <td className="number">{line.first ?? "–"}</td>
              <td className="number">{line.second ?? "–"}</td>
            </tr>
          ))}
        </DataTable>
      )}
    </section>
  )
}

/** Two results over one scale, what was set otherwise, and figure by figure. */
export const CompareView = ({ first, second }: { first: string; second: string }) => {
  const asked = useQuery(comparisonOf(first, second))
  if (asked.data === undefined) return <Missing what="They can't be compared" asked={[asked]} height={420} />
  const warning = unlike(asked.data)
  return (
    <>
      <h1>Two backtests side by side</h1>
      {warning !== undefined && (
        <div className="notice" data-tone="warn" data-testid="unlike">
          {warning}
        </div>
      )}
      <div className="halves">
        <Side result={asked.data.first} title="First" />
        <Side result={asked.data.second} title="Second" />
      </div>
      <section className="panel" aria-labelledby="returns-title">
        <header>
          <h2 id="returns-title">Return over time</h2>
        </header>
        <TwoCurves first={asked.data.first} second={asked.data.second} />
      </section>
      <SetOtherwise first={asked.data.first} second={asked.data.second} />
      <FigureDifferences comparison={asked.data} />
    </>
  )
}
