import { useQuery } from "@tanstack/react-query"
import { comparisonOf } from "../../client/backtest-queries.ts"
import { carryTo } from "../../client/carry.ts"
import type { BacktestResult, Comparison } from "../../client/contract.ts"
import { strategyWord } from "../../client/words.ts"
import { signed, trimmed } from "../../format/number.ts"
import { exact, span } from "../../format/time.ts"
import { Percent } from "../Result.tsx"
import { Failed, Loading } from "../States.tsx"
import { TableScroll } from "../TableScroll.tsx"
import { EquityChart } from "./EquityChart.tsx"

const shown = (value: string | undefined, unit: string): string => {
  if (value === undefined) return "–"
  if (unit === "MILLIS") return span(Number(value))
  return unit === "PERCENT" ? `${trimmed(value, 2)} %` : trimmed(value, 4)
}

const Side = ({ result, title }: { result: BacktestResult; title: string }) => {
  const { backtest, equity, metrics } = result
  const quote = backtest.symbol.split("-")[1] ?? ""
  return (
    <section className="panel" aria-label={title}>
      <header>
        <h2>
          <a href={`/app/backtest/?id=${encodeURIComponent(backtest.id)}`}>
            {title}: {strategyWord(backtest.strategy)} on {backtest.symbol}
          </a>
        </h2>
        <span className="spread" />
        <Percent value={metrics.totalPercent} />
      </header>
      <p className="inside soft">
        {exact(backtest.from)} to {exact(backtest.to)}
      </p>
      <EquityChart points={equity} unit={quote} />
      <div className="row tab-tools">
        <button
          type="button"
          className="button"
          onClick={() =>
            carryTo("/app/bots/new/", {
              exchange: backtest.exchange,
              symbol: backtest.symbol,
              settings: backtest.settings
            })
          }
        >
          Use these settings
        </button>
      </div>
    </section>
  )
}

const Differences = ({ differences }: Pick<Comparison, "differences">) => (
  <section className="panel" aria-labelledby="differences-title">
    <header>
      <h2 id="differences-title">Figure by figure</h2>
    </header>
    <TableScroll label="Differences">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col" className="number">
              First
            </th>
            <th scope="col" className="number">
              Second
            </th>
            <th scope="col" className="number">
              Difference
            </th>
            <th scope="col">Better</th>
          </tr>
        </thead>
        <tbody>
          {differences.map(({ better, difference, first, name, second, title, unit }) => (
            <tr key={name}>
              <td>{title}</td>
              <td className="number">{shown(first, unit)}</td>
              <td className="number">{shown(second, unit)}</td>
              <td className="number">{difference === undefined || unit === "MILLIS" ? "" : signed(difference, 2)}</td>
              <td>{better === undefined ? "" : better === "FIRST" ? "First" : "Second"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  </section>
)

/** Two results side by side, and figure by figure. */
export const Compare = ({ first, second }: { first: string; second: string }) => {
  const asked = useQuery(comparisonOf(first, second))
  if (asked.data === undefined)
    return asked.isError ? (
      <Failed what="They can't be compared" error={asked.error} retry={() => void asked.refetch()} />
    ) : (
      <Loading height={420} />
    )
  return (
    <>
      <h1>Two backtests side by side</h1>
      <div className="halves">
        <Side result={asked.data.first} title="First" />
        <Side result={asked.data.second} title="Second" />
      </div>
      <Differences differences={asked.data.differences} />
    </>
  )
}
