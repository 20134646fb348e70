import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../../client/ask.ts"
import { goesOn, sweepOf, sweepResult, sweeps } from "../../client/backtest-queries.ts"
import { carryTo } from "../../client/carry.ts"
import type { Sweep, SweepSet } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"
import { strategies } from "../../client/queries.ts"
import { strategyWord } from "../../client/words.ts"
import { fixed, trimmed } from "../../format/number.ts"
import { exact } from "../../format/time.ts"
import { toast } from "../../live/store.ts"
import { Percent } from "../Result.tsx"
import { Failed, Loading } from "../States.tsx"
import { TableScroll } from "../TableScroll.tsx"
import { HeatMap } from "./HeatMap.tsx"
import { Progress } from "./Progress.tsx"
import { UseSettings } from "./UseSettings.tsx"

const Row = ({ set, sweep }: { set: SweepSet; sweep: Sweep }) => {
  const { exchange, symbol } = sweep
  const { chosenOn, heldOut, heldOutRank, rank, settings, values } = set
  return (
    <tr data-testid="sweep-row">
      <td className="number">{rank ?? "–"}</td>
      {sweep.axes.map(({ field }) => (
        <td key={field} className="number">
          {trimmed(values[field] ?? "0", 6)}
        </td>
      ))}
      <td className="number">
        <Percent value={chosenOn?.totalPercent} />
      </td>
      <td className="number">{chosenOn === undefined ? "–" : `${fixed(chosenOn.drawdownPercent, 2)} %`}</td>
      <td className="number">{chosenOn?.sharpe ?? "–"}</td>
      <td className="number held-out">
        <Percent value={heldOut?.totalPercent} />
      </td>
      <td className="number held-out">{heldOutRank ?? "–"}</td>
      <td className="number">
        <button
          type="button"
          className="button"
          onClick={() => carryTo("/app/backtest/", { exchange, symbol, settings })}
        >
          Look closer
        </button>
      </td>
    </tr>
  )
}

/** Rows shown before more are asked for. */
const SHOWN = 20

/** `stopLossPrice: must be ...` as "Stop loss at price: must be ...". */
const inWords = (problem: string, titleOf: (field: string) => string): string =>
  problem.replace(/^(\w+):/, (_, field: string) => `${titleOf(field)}:`)

const Refused = ({
  sets,
  sweep,
  titleOf
}: {
  sets: ReadonlyArray<SweepSet>
  sweep: Sweep
  titleOf: (field: string) => string
}) =>
  sets.length === 0 ? null : (
    <details className="folded tab-tools">
      <summary>{trimmed(String(sets.length))} sets that can't run here, and why</summary>
      <ul className="plain-list">
        {sets.slice(0, 5 * SHOWN).map(({ number, problem, values }) => (
          <li key={number}>
            <span className="figure">
              {sweep.axes.map(({ field }) => `${titleOf(field)} ${trimmed(values[field] ?? "0", 6)}`).join(", ")}
            </span>
            <span className="soft">{inWords(problem ?? "", titleOf)}</span>
          </li>
        ))}
      </ul>
    </details>
  )

const Done = ({ sweep, titleOf }: { sweep: Sweep; titleOf: (field: string) => string }) => {
  const asked = useQuery(sweepResult(sweep.id))
  const [shown, setShown] = useState(SHOWN)
  if (asked.data === undefined)
    return asked.isError ? (
      <Failed what="The sweep's result can't be shown" error={asked.error} retry={() => void asked.refetch()} />
    ) : (
      <Loading height={420} />
    )
  const { refused, warning } = asked.data
  const sets = asked.data.sets.filter(({ problem }) => problem === undefined)
  const [best] = sets
  return (
    <>
      <div className="notice" data-tone="warn" data-testid="sweep-warning">
        {warning}
      </div>
      <HeatMap sweep={sweep} titleOf={titleOf} />
      <section className="panel" aria-labelledby="sets-title">
        <header>
          <h2 id="sets-title">Best sets</h2>
          <span className="soft">
            {trimmed(String(Math.min(shown, sets.length)))} of {trimmed(String(sweep.sets))}
            {refused > 0 && `, ${trimmed(String(refused))} can't run here`}
          </span>
          <span className="spread" />
          {best !== undefined && (
            <UseSettings
              carried={{ exchange: sweep.exchange, symbol: sweep.symbol, settings: best.settings }}
              what="the best set"
              testid="use-best"
              primary
            />
          )}
        </header>
        <TableScroll label="Sets">
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="number">
                  Rank
                </th>
                {sweep.axes.map(({ field }) => (
                  <th key={field} scope="col" className="number">
                    {titleOf(field)}
                  </th>
                ))}
                <th scope="col" className="number">
                  Return
                </th>
                <th scope="col" className="number">
                  Max drawdown
                </th>
                <th scope="col" className="number">
                  Sharpe
                </th>
                <th scope="col" className="number held-out">
                  Held out
                </th>
                <th scope="col" className="number held-out">
                  Its rank there
                </th>
                <th scope="col">
                  <span className="unseen">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {sets.slice(0, shown).map((set) => (
                <Row key={set.number} set={set} sweep={sweep} />
              ))}
            </tbody>
          </table>
        </TableScroll>
        {shown < sets.length && (
          <div className="row tab-tools">
            <button type="button" className="button" onClick={() => setShown(shown + SHOWN)}>
              Show more
            </button>
          </div>
        )}
        <Refused
          sets={asked.data.sets.filter(({ problem }) => problem !== undefined)}
          sweep={sweep}
          titleOf={titleOf}
        />
      </section>
    </>
  )
}

/** One sweep: how far it is, then its sets as a map and a table. */
export const SweepView = ({ id }: { id: string }) => {
  const asked = useQuery(sweepOf(id))
  const known = useQuery(strategies)
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => ask("DELETE /sweeps/:sweepId", { params: { sweepId: id } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: sweeps.queryKey })
      location.assign("/app/backtest/")
    },
    onError: (error) => toast(sentenceOf(error), "down")
  })
  if (asked.data === undefined)
    return asked.isError ? (
      <Failed what="This sweep can't be shown" error={asked.error} retry={() => void asked.refetch()} />
    ) : (
      <Loading height={320} />
    )
  const sweep = asked.data
  const fields = known.data?.find(({ strategy }) => strategy === sweep.strategy)?.fields ?? []
  const titleOf = (name: string): string => fields.find((field) => field.name === name)?.title ?? name
  return (
    <>
      <div className="page-head">
        <div className="bot-head spread">
          <h1>
            {trimmed(String(sweep.sets))} sets of {strategyWord(sweep.strategy)} on {sweep.symbol}
          </h1>
          <p className="soft">
            From {exact(sweep.from)} to {exact(sweep.to)}; held out from {exact(sweep.heldOutFrom)}
          </p>
        </div>
        <button type="button" className="button danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
          Delete
        </button>
      </div>
      {goesOn(sweep) ? (
        <Progress
          title={sweep.state === "QUEUED" ? "Waiting for its turn" : "Trying the sets"}
          note={`${trimmed(String(sweep.done))} of ${trimmed(String(sweep.sets))} done. You can leave this page; it goes on.`}
          share={sweep.progress}
          cancel={() => ask("POST /sweeps/:sweepId/cancel", { params: { sweepId: id } })}
        />
      ) : sweep.state === "DONE" ? (
        <Done sweep={sweep} titleOf={titleOf} />
      ) : (
        <div className="notice" data-tone={sweep.state === "FAILED" ? "down" : "warn"}>
          {sweep.state === "FAILED" ? (sweep.failure ?? "It failed.") : "It was cancelled before it was done."}
        </div>
      )}
    </>
  )
}
