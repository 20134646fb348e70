import { FIRST_DECISIONS } from "@tradetower/domain/rehearsal"
import type { RehearsalRow } from "../../client/contract.ts"
import { counted } from "../../format/number.ts"
import { faultTitle, unprotectedWords } from "../../words/rehearsal-words.ts"
import { stateWords } from "../../words/words.ts"
import { DataTable } from "../parts/DataTable.tsx"

type Decision = RehearsalRow["did"][number]

const what = ({ count, kind, state }: Decision): string =>
  kind === "STATE"
    ? state === undefined
      ? ""
      : stateWords[state].title
    : `${kind === "PLACE" ? "Places" : "Takes back"} ${counted(count, "order")}`

const Decided = ({ decision }: { decision: Decision }) => (
  <li>
    <span className="soft nowrap">{decision.after} s</span> {what(decision)}:{" "}
    <span className="soft">{decision.why}</span>
    {decision.rule !== undefined && <span className="rule-tag">{decision.rule}</span>}
  </li>
)

/** What the bot did about a fault: the first of it and the last. */
const Did = ({ row: { did, more } }: { row: RehearsalRow }) => {
  if (did.length === 0) return <span className="soft">Nothing had to be done.</span>
  const said = (some: ReadonlyArray<Decision>, from: number) =>
    // Two may say the same: a decision's place is what it is.
    some.map((decision, place) => <Decided key={from + place} decision={decision} />)
  return (
    <ul>
      {said(did.slice(0, FIRST_DECISIONS), 0)}
      {more > 0 && <li className="soft">… {counted(more, "more step")} …</li>}
      {said(did.slice(FIRST_DECISIONS), FIRST_DECISIONS)}
    </ul>
  )
}

const Row = ({ row }: { row: RehearsalRow }) => {
  const { beside, title } = unprotectedWords(row)
  return (
    <tr data-testid="rehearsal-row" data-fault={row.fault} data-passed={row.passed}>
      <td>
        <strong>{faultTitle(row.fault)}</strong>
      </td>
      <td>{row.happened}</td>
      <td>
        <Did row={row} />
      </td>
      <td data-title="Unprotected">
        <span className={row.unprotectedSeconds > 0 ? "down" : ""}>{title}</span>
        {beside !== "" && <small className="soft">{beside}</small>}
      </td>
      <td>
        <span className="chip" data-tone={row.passed ? (row.bare ? "warn" : "up") : "down"}>
          {row.passed ? (row.bare ? "Passed, no stop" : "Passed") : "Not passed"}
        </span>
        <p>{row.why}</p>
      </td>
    </tr>
  )
}

/** A row for each fault: what happened, what the bot did, for how long nobody protected what it held. */
export const RehearsalTable = ({ rows }: { rows: ReadonlyArray<RehearsalRow> }) => (
  <DataTable
    label="Rehearsal"
    look="rehearsal"
    columns={["Fault", "What happened", "What the bot did", "Unprotected", "Result"]}
  >
    {rows.map((row) => (
      <Row key={row.fault} row={row} />
    ))}
  </DataTable>
)
