import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { ask } from "../../client/ask.ts"
import { goesOn, sweepOf, sweepResult, sweeps } from "./backtest-queries.ts"
import type { Field, Sweep } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"
import { strategies } from "../../client/queries.ts"
import { strategyWord } from "../../words/words.ts"
import { counted, trimmed } from "../../format/number.ts"
import { dateAndMinute } from "../../format/time.ts"
import { toast } from "../../live/store.ts"
import { Missing } from "../parts/Missing.tsx"
import { HeatMap } from "./HeatMap.tsx"
import { Progress } from "./Progress.tsx"
import { reasonsOf } from "./refusal-reasons.ts"
import { rulesText } from "./run-lines.ts"
import { SweepSets } from "./SweepSets.tsx"

/** What the sets found out: as a map and a table, or why none of them could run. */
const Found = ({ sweep, fields }: { sweep: Sweep; fields: ReadonlyArray<Field> }) => {
  const asked = useQuery(sweepResult(sweep.id))
  if (asked.data === undefined) return <Missing what="The sweep's result can't be shown" asked={[asked]} height={420} />
  const { refused, sets, warning } = asked.data
  const titleOf = (name: string): string => fields.find((field) => field.name === name)?.title ?? name
  const [reason] = reasonsOf(sets, titleOf)
  if (sets.every(({ problem }) => problem !== undefined))
    return (
      <>
        <div className="notice" data-tone="down" data-testid="sweep-none">
          None of the {counted(refused, "set")} can run here. {reason?.reason}. Change the ranges or the other values.
        </div>
        <SweepSets result={asked.data} titleOf={titleOf} />
      </>
    )
  return (
    <>
      <div className="notice" data-tone="warn" data-testid="sweep-warning">
        {warning}
      </div>
      <HeatMap sweep={sweep} fields={fields} />
      <SweepSets result={asked.data} titleOf={titleOf} />
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
  if (asked.data === undefined) return <Missing what="This sweep can't be shown" asked={[asked]} height={320} />
  const sweep = asked.data
  const fields = known.data?.find(({ strategy }) => strategy === sweep.strategy)?.fields ?? []
  return (
    <>
      <div className="page-head">
        <div className="bot-head spread">
          <h1>
            {trimmed(String(sweep.sets))} sets of {strategyWord(sweep.strategy)} on {sweep.symbol}
          </h1>
          <p className="soft">
            From {dateAndMinute(sweep.from)} to {dateAndMinute(sweep.to)}; held out from{" "}
            {dateAndMinute(sweep.heldOutFrom)} · <span data-testid="sweep-by">{rulesText(sweep)}</span>
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
          since={sweep.startedAt ?? sweep.createdAt}
          cancel={() => ask("POST /sweeps/:sweepId/cancel", { params: { sweepId: id } })}
        />
      ) : sweep.state === "FAILED" ? (
        <div className="notice" data-tone="down">
          {sweep.failure ?? "It failed."}
        </div>
      ) : (
        <>
          {sweep.state === "CANCELLED" && (
            <div className="notice" data-tone="warn" data-testid="sweep-cancelled">
              Cancelled after {trimmed(String(sweep.done))} of {counted(sweep.sets, "set")}
              {sweep.done > 0 && ": here is what was done until then"}.
            </div>
          )}
          {sweep.done > 0 && <Found sweep={sweep} fields={fields} />}
        </>
      )}
    </>
  )
}
