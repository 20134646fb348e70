import { useState } from "react"
import { carryTo } from "../../client/carried-settings.ts"
import type { Sweep, SweepResult, SweepSet } from "../../client/contract.ts"
import { fixed, trimmed } from "../../format/number.ts"
import { Percent } from "../parts/Result.tsx"
import { DataTable, numbers } from "../parts/DataTable.tsx"
import { axisDecimals } from "./axis.ts"
import { RefusedSets } from "./RefusedSets.tsx"
import { UseSettings } from "./UseSettings.tsx"

const Row = ({ set, sweep }: { set: SweepSet; sweep: Sweep }) => {
  const { from, options, symbol, to, venue } = sweep
  const { chosenOn, heldOut, heldOutRank, rank, settings, values } = set
  return (
    <tr data-testid="sweep-row">
      <td className="number">{rank ?? "–"}</td>
      {sweep.axes.map((axis) => (
        <td key={axis.field} className="number">
          {fixed(values[axis.field] ?? "0", axisDecimals(axis))}
        </td>
      ))}
      <td className="number">
        <Percent value={chosenOn?.totalPercent} />
      </td>
      <td className="number">{chosenOn === undefined ? "–" : `${fixed(chosenOn.drawdownPercent, 2)} %`}</td>
      <td className="number">{chosenOn?.sharpe === undefined ? "–" : fixed(chosenOn.sharpe, 2)}</td>
      <td className="number held-out">
        <Percent value={heldOut?.totalPercent} />
      </td>
      <td className="number held-out">{heldOutRank ?? "–"}</td>
      <td className="soft">{chosenOn?.ended ?? (heldOut?.ended && `Held out: ${heldOut.ended}`)}</td>
      <td className="number">
        <button
          type="button"
          className="button"
          onClick={() => carryTo("/app/backtest/", { venue, symbol, settings, options, time: { from, to } })}
        >
          Look closer
        </button>
      </td>
    </tr>
  )
}

/** Rows shown before more are asked for. */
const SHOWN = 20

/** A sweep's sets that ran, best first, and those that could not. */
export const SweepSets = ({ result, titleOf }: { result: SweepResult; titleOf: (field: string) => string }) => {
  const [shown, setShown] = useState(SHOWN)
  const { refused, sweep } = result
  const sets = result.sets.filter(({ problem }) => problem === undefined)
  const [best] = sets
  const none = (
    <RefusedSets
      sets={result.sets.filter(({ problem }) => problem !== undefined)}
      count={refused}
      sweep={sweep}
      titleOf={titleOf}
      open={best === undefined}
    />
  )
  if (best === undefined) return <section className="panel">{none}</section>
  return (
    <section className="panel" aria-labelledby="sets-title">
      <header>
        <h2 id="sets-title">Best sets</h2>
        <span className="soft">
          {trimmed(String(Math.min(shown, sets.length)))} of {trimmed(String(sweep.done))}
          {refused > 0 && `, ${trimmed(String(refused))} can't run here`}
        </span>
        <span className="spread" />
        <UseSettings
          carried={{ venue: sweep.venue, symbol: sweep.symbol, settings: best.settings, options: sweep.options }}
          what="the best set"
          testid="use-best"
          primary
        />
      </header>
      <DataTable
        label="Sets"
        columns={[
          numbers("Rank"),
          ...sweep.axes.map(({ field }) => numbers(titleOf(field))),
          numbers("Return"),
          numbers("Max drawdown"),
          numbers("Sharpe ratio"),
          numbers("Held out", "number held-out"),
          numbers("Its rank there", "number held-out"),
          "At the end",
          { title: "Actions", unseen: true }
        ]}
      >
        {sets.slice(0, shown).map((set) => (
          <Row key={set.number} set={set} sweep={sweep} />
        ))}
      </DataTable>
      {shown < sets.length && (
        <div className="row tab-tools">
          <button type="button" className="button" onClick={() => setShown(shown + SHOWN)}>
            Show more
          </button>
        </div>
      )}
      {none}
    </section>
  )
}
