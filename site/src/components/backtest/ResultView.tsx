import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { ask } from "../../client/ask.ts"
import { backtestOf, backtests, goesOn, resultOf } from "./backtest-queries.ts"
import { carryTo } from "../../client/carried-settings.ts"
import type { Backtest, BacktestResult } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"
import { strategyWord } from "../../words/words.ts"
import { counted, fixed, signed } from "../../format/number.ts"
import { dateAndMinute, span } from "../../format/time.ts"
import { toast } from "../../live/store.ts"
import { Percent, Result } from "../parts/Result.tsx"
import { Loading, Missing } from "../parts/Missing.tsx"
import { RuleList } from "../parts/RuleList.tsx"
import { EquityChart } from "./EquityChart.tsx"
import { MetricsPanel } from "./MetricsPanel.tsx"
import { Progress } from "./Progress.tsx"
import { rulesText } from "./run-lines.ts"
import { RunSettings } from "./RunSettings.tsx"
import { TradesChart } from "./TradesChart.tsx"
import { TradesTable } from "./TradesTable.tsx"
import { UseSettings } from "./UseSettings.tsx"

/** What it would have made, in one sentence a trader would say. */
const Sentence = ({ result, unit }: { result: BacktestResult; unit: string }) => {
  const { band, from, metrics, to } = result
  return (
    <p className="bot-sentence" data-testid="backtest-sentence">
      It would have made{" "}
      <span className="sum">
        <Result value={metrics.total} percent={metrics.totalPercent} unit={unit} still testid="backtest-total" />
      </span>{" "}
      in {span(to - from)} with {counted(metrics.fills, "fill")} and {fixed(metrics.fees, 2)} {unit} in fees; holding
      would have made <Percent value={metrics.holdingPercent} />.
      {band !== undefined && band.worst !== band.best && (
        <>
          {" "}
          Which way the price went inside a candle isn't known: between {signed(band.worstPercent)} % and{" "}
          {signed(band.bestPercent)} %.
        </>
      )}
    </p>
  )
}

const Done = ({ backtest }: { backtest: Backtest }) => {
  const asked = useQuery(resultOf(backtest.id))
  if (asked.data === undefined)
    return (
      <Missing what="The result can't be shown" asked={[asked]}>
        <Loading height={64} />
        <Loading height={420} />
      </Missing>
    )
  const result = asked.data
  const { instrument } = backtest
  const { base, quote } = instrument
  return (
    <>
      {result.warnings.map((warning) => (
        <div key={warning} className="notice" data-tone="warn">
          {warning}
        </div>
      ))}
      <Sentence result={result} unit={quote} />
      {result.byRules.length > 0 && (
        <div data-testid="by-rules">
          <RuleList meaning={result.byRules} />
        </div>
      )}
      <section className="panel" aria-labelledby="equity-title">
        <header>
          <h2 id="equity-title">Worth over time</h2>
        </header>
        <EquityChart points={result.equity} unit={quote} />
      </section>
      <TradesChart backtest={backtest} />
      <RunSettings run={backtest} />
      <MetricsPanel metrics={result.metrics} base={base} quote={quote} />
      <section className="panel" aria-label="All trades">
        <TradesTable backtestId={backtest.id} instrument={instrument} />
      </section>
    </>
  )
}

/** One backtest: how far it is, then everything it found out. */
export const ResultView = ({ id }: { id: string }) => {
  const asked = useQuery(backtestOf(id))
  const client = useQueryClient()
  const { data: all } = useQuery(backtests)
  const remove = useMutation({
    mutationFn: () => ask("DELETE /backtests/:backtestId", { params: { backtestId: id } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: backtests.queryKey })
      location.assign("/app/backtest/")
    },
    onError: (error) => toast(sentenceOf(error), "down")
  })
  if (asked.data === undefined) return <Missing what="This backtest can't be shown" asked={[asked]} height={320} />
  const backtest = asked.data
  const { venue, from, options, settings, state, symbol, to } = backtest
  const carried = { venue, symbol, settings, options }
  const others = (all ?? []).filter((one) => one.id !== id && one.state === "DONE")
  return (
    <>
      <div className="page-head">
        <div className="bot-head spread">
          <h1>
            {strategyWord(settings._tag)} on {symbol}
          </h1>
          <p className="soft">
            Backtest from {dateAndMinute(from)} to {dateAndMinute(to)} ·{" "}
            <span data-testid="backtest-by">{rulesText(backtest)}</span>
          </p>
        </div>
        <div className="row result-controls">
          {state === "DONE" && <UseSettings carried={carried} what="these settings" testid="use-settings" primary />}
          <button
            type="button"
            className={state === "FAILED" ? "button primary" : "button"}
            onClick={() => carryTo("/app/backtest/", { ...carried, time: { from, to } })}
          >
            Change and run again
          </button>
          {others.length > 0 && (
            <label className="input">
              <span className="unseen">Compare with</span>
              <select
                data-testid="compare-with"
                value=""
                onChange={({ currentTarget: { value } }) =>
                  location.assign(`/app/backtest/?id=${encodeURIComponent(id)}&against=${encodeURIComponent(value)}`)
                }
              >
                <option value="">Compare with …</option>
                {others.map((one) => (
                  <option key={one.id} value={one.id}>
                    {strategyWord(one.strategy)} on {one.symbol}, {signed(one.headline?.totalPercent ?? "0")} %
                  </option>
                ))}
              </select>
            </label>
          )}
          <button type="button" className="button danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
            Delete
          </button>
        </div>
      </div>
      {goesOn(backtest) ? (
        <Progress
          title={state === "QUEUED" ? "Waiting for its turn" : "Trading through the candles"}
          note="You can leave this page; it goes on."
          share={backtest.progress === 0 ? undefined : backtest.progress}
          since={backtest.startedAt ?? backtest.createdAt}
          cancel={() => ask("POST /backtests/:backtestId/cancel", { params: { backtestId: id } })}
        />
      ) : state === "DONE" ? (
        <Done backtest={backtest} />
      ) : (
        <div className="notice" data-tone={state === "FAILED" ? "down" : "warn"}>
          {state === "FAILED" ? (backtest.failure ?? "It failed.") : "It was cancelled before it was done."}
        </div>
      )}
    </>
  )
}
