import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { backtests, sweeps } from "./backtest-queries.ts"
import type { Backtest, Sweep } from "../../client/contract.ts"
import { possessive } from "../../words/connection-words.ts"
import { strategyWord } from "../../words/words.ts"
import { fixed, trimmed } from "../../format/number.ts"
import { ago, exact, span } from "../../format/time.ts"
import { Percent } from "../parts/Result.tsx"
import { Empty, Missing } from "../parts/Missing.tsx"
import { DataTable, numbers } from "../parts/DataTable.tsx"
import { useNow } from "../parts/use-now.ts"

const stateWords: Record<Backtest["state"], string> = {
  QUEUED: "Waiting",
  RUNNING: "Running",
  DONE: "Done",
  FAILED: "Failed",
  CANCELLED: "Cancelled"
}

const State = ({ job }: { job: Pick<Backtest, "progress" | "state"> }) => (
  <span
    className="chip"
    data-tone={
      job.state === "DONE" ? "up" : job.state === "FAILED" ? "down" : job.state === "CANCELLED" ? "soft" : "accent"
    }
  >
    {stateWords[job.state]}
    {job.state === "RUNNING" && job.progress > 0 && ` ${Math.round(job.progress * 100)} %`}
  </span>
)

const One = ({
  backtest,
  now,
  picked,
  onPick
}: {
  backtest: Backtest
  now: number
  picked: boolean
  onPick: (picked: boolean) => void
}) => {
  const { createdAt, from, headline, id, options, rules, state, strategy, symbol, to } = backtest
  return (
    <tr data-testid="backtest-row">
      <td>
        <input
          type="checkbox"
          aria-label={`Compare ${strategyWord(strategy)} on ${symbol} of ${exact(createdAt)}`}
          checked={picked}
          disabled={state !== "DONE"}
          onChange={(event) => onPick(event.currentTarget.checked)}
        />
      </td>
      <td className="nowrap">
        <a href={`/app/backtest/?id=${encodeURIComponent(id)}`}>
          {strategyWord(strategy)} on {symbol}
        </a>
        {options.terms !== undefined && <small className="soft"> by {possessive(rules)} rules</small>}
      </td>
      <td className="number">{span(to - from)}</td>
      <td>
        <State job={backtest} />
      </td>
      <td className="number">
        <Percent value={headline?.totalPercent} />
      </td>
      <td className="number wide">
        <Percent value={headline?.holdingPercent} />
      </td>
      <td className="number wide">{headline === undefined ? "–" : `${fixed(headline.drawdownPercent, 2)} %`}</td>
      <td className="number wide">{headline === undefined ? "–" : trimmed(String(headline.fills))}</td>
      <td className="number soft nowrap" title={exact(createdAt)}>
        {ago(createdAt, now)}
      </td>
    </tr>
  )
}

const Swept = ({ sweep, now }: { sweep: Sweep; now: number }) => (
  <li>
    <span className="spread">
      <a href={`/app/backtest/?sweep=${encodeURIComponent(sweep.id)}`}>
        {trimmed(String(sweep.sets))} sets of {strategyWord(sweep.strategy)} on {sweep.symbol}
      </a>
      {sweep.options.terms !== undefined && <small className="soft"> by {possessive(sweep.rules)} rules</small>}
    </span>
    <State job={sweep} />
    <small className="soft nowrap" title={exact(sweep.createdAt)}>
      {ago(sweep.createdAt, now)}
    </small>
  </li>
)

/** Earlier backtests, two of which can be compared, and sweeps. */
export const EarlierRuns = () => {
  const asked = useQuery(backtests)
  const swept = useQuery(sweeps)
  const [picked, pick] = useState<ReadonlyArray<string>>([])
  const now = useNow(10_000)
  const [first, second] = picked
  return (
    <>
      <section className="panel" aria-labelledby="earlier-title">
        <header>
          <h2 id="earlier-title">Your backtests</h2>
          <span className="spread" />
          <button
            type="button"
            className="button"
            data-testid="compare"
            disabled={second === undefined}
            onClick={() =>
              location.assign(
                `/app/backtest/?id=${encodeURIComponent(first ?? "")}&against=${encodeURIComponent(second ?? "")}`
              )
            }
          >
            {second === undefined ? "Tick two to compare" : "Compare them"}
          </button>
        </header>
        {asked.data === undefined ? (
          <Missing what="Your backtests can't be shown" asked={[asked]} height={120} />
        ) : asked.data.length === 0 ? (
          <Empty title="No backtest yet">
            <p>Choose a strategy above and run it over the past; what it found stays here.</p>
          </Empty>
        ) : (
          <DataTable
            label="Backtests"
            columns={[
              { title: "Compare", unseen: true },
              "Strategy",
              numbers("Time"),
              "State",
              numbers("Result"),
              numbers("Holding", "number wide"),
              numbers("Max drawdown", "number wide"),
              numbers("Fills", "number wide"),
              numbers("Begun")
            ]}
          >
            {asked.data.map((backtest) => (
              <One
                key={backtest.id}
                backtest={backtest}
                now={now}
                picked={picked.includes(backtest.id)}
                onPick={(on) =>
                  pick(on ? [...picked, backtest.id].slice(-2) : picked.filter((id) => id !== backtest.id))
                }
              />
            ))}
          </DataTable>
        )}
      </section>
      {(swept.data?.length ?? 0) > 0 && (
        <section className="panel" aria-labelledby="sweeps-title">
          <header>
            <h2 id="sweeps-title">Your sweeps</h2>
          </header>
          <ul className="list">
            {swept.data?.map((sweep) => (
              <Swept key={sweep.id} sweep={sweep} now={now} />
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
