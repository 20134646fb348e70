import type { Sweep, SweepSet } from "../../client/contract.ts"
import { counted, trimmed } from "../../format/number.ts"
import { reasonsOf } from "./refusal-reasons.ts"

/** Sets that are listed, of each reason. */
const LISTED = 20

/** Sets that can't run on this market, by why. */
export const RefusedSets = ({
  sets,
  count,
  sweep,
  titleOf,
  open
}: {
  /** The sets that are known, and how many there are. */
  sets: ReadonlyArray<SweepSet>
  count: number
  sweep: Sweep
  titleOf: (field: string) => string
  open: boolean
}) =>
  count === 0 ? null : (
    <details className="folded tab-tools" open={open}>
      <summary>{counted(count, "set")} that can't run here, and why</summary>
      {reasonsOf(sets, titleOf).map(({ reason, sets: refused }) => (
        <section key={reason}>
          <p>{reason}</p>
          <ul className="plain-list soft">
            {refused.slice(0, LISTED).map(({ number, values }) => (
              <li key={number} className="figure">
                {sweep.axes.map(({ field }) => `${titleOf(field)} ${trimmed(values[field] ?? "0", 6)}`).join(", ")}
              </li>
            ))}
            {refused.length > LISTED && <li>and {counted(refused.length - LISTED, "more set")}</li>}
          </ul>
        </section>
      ))}
    </details>
  )
