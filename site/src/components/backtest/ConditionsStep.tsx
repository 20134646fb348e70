import type { ReactNode } from "react"
import type { Connection } from "../../client/contract.ts"
import { span } from "../../format/time.ts"
import { NumberInput } from "../form/NumberInput.tsx"
import type { RulesOnOffer } from "../../worker/asks.ts"
import { Folded } from "../parts/Folded.tsx"
import { type Conditions, conditionProblems, dated, periodsIn, type There, withPeriod } from "./conditions.ts"
import { RulesField } from "./RulesField.tsx"

const periods: Record<Conditions["period"], string> = {
  "7": "7 days",
  "30": "30 days",
  "90": "90 days",
  "365": "A year",
  ALL: "All there is",
  OWN: "From … to"
}

const Labelled = ({
  id,
  title,
  help,
  problem,
  unit,
  children
}: {
  id: string
  title: string
  help?: string
  problem: string | undefined
  unit?: string
  children: ReactNode
}) => (
  <div className="field">
    <label htmlFor={id}>{title}</label>
    <span className="input" data-bad={problem !== undefined}>
      {children}
      {unit !== undefined && <span className="unit">{unit}</span>}
    </span>
    <p className={problem === undefined ? "help" : "problem"}>{problem ?? help}</p>
  </div>
)

/** Over which time, and at what costs. */
export const ConditionsStep = ({
  conditions,
  there,
  rules,
  accounts,
  makerFee,
  takerFee,
  onChange
}: {
  conditions: Conditions
  /** From when to when there are candles. */
  there: There
  /** By whose rules the market can be traded. */
  rules: ReadonlyArray<RulesOnOffer>
  accounts: ReadonlyArray<Connection>
  /** The fees of those chosen in percent, taken where none is given. */
  makerFee: string
  takerFee: string
  onChange: (conditions: Conditions) => void
}) => {
  const problems = conditionProblems(conditions, there)
  const box = (name: "from" | "to" | "makerFee" | "takerFee" | "basisPoints" | "volumeShare", placeholder = "") => ({
    id: `condition-${name}`,
    value: conditions[name],
    placeholder,
    autoComplete: "off",
    "aria-invalid": problems[name] !== undefined
  })
  const changed = (name: keyof Conditions) => (value: string) => onChange({ ...conditions, [name]: value })
  const day = (name: "from" | "to") => ({
    ...box(name),
    onChange: (event: { currentTarget: HTMLInputElement }) => changed(name)(event.currentTarget.value)
  })
  const number = (name: "makerFee" | "takerFee" | "basisPoints" | "volumeShare", placeholder = "") => ({
    ...box(name, placeholder),
    unit: name === "basisPoints" ? "bp" : "%",
    onChange: changed(name)
  })
  return (
    <section className="step">
      <h2>Time and costs</h2>
      <div className="segments wrap" role="group" aria-label="Time">
        {periodsIn(there).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={conditions.period === one}
            data-testid={`period-${one}`}
            onClick={() => onChange(withPeriod(conditions, one, there))}
          >
            {periods[one]}
            {one === "ALL" && ` (${span(there.to - there.from)})`}
          </button>
        ))}
      </div>
      {conditions.period === "OWN" && (
        <div className="fields">
          <Labelled id="condition-from" title="From" problem={problems["from"]}>
            <input type="date" min={dated(there.from)} max={dated(there.to)} {...day("from")} />
          </Labelled>
          <Labelled id="condition-to" title="To" problem={problems["to"]}>
            <input type="date" min={dated(there.from)} max={dated(there.to)} {...day("to")} />
          </Labelled>
        </div>
      )}
      <RulesField
        offer={rules}
        chosen={conditions.rules}
        feeTier={conditions.feeTier}
        accounts={accounts}
        onChoose={(chosen) => onChange({ ...conditions, ...chosen })}
      />
      <Folded
        title="Other fees, slippage and volume"
        open={["makerFee", "takerFee", "basisPoints", "volumeShare"].some((name) => name in problems)}
      >
        <div className="fields">
          <Labelled id="condition-makerFee" title="Maker fee" problem={problems["makerFee"]} unit="%">
            <NumberInput {...number("makerFee", makerFee)} />
          </Labelled>
          <Labelled id="condition-takerFee" title="Taker fee" problem={problems["takerFee"]} unit="%">
            <NumberInput {...number("takerFee", takerFee)} />
          </Labelled>
          <Labelled
            id="condition-slippage"
            title="Slippage"
            help="How much worse than the price seen a market order fills."
            problem={undefined}
          >
            <select
              id="condition-slippage"
              value={conditions.slippage}
              onChange={({ currentTarget: { value } }) =>
                onChange({ ...conditions, slippage: value === "Fixed" || value === "ByVolume" ? value : "None" })
              }
            >
              <option value="None">None</option>
              <option value="Fixed">Fixed</option>
              <option value="ByVolume">By share of volume</option>
            </select>
          </Labelled>
          {conditions.slippage !== "None" && (
            <Labelled
              id="condition-basisPoints"
              title={conditions.slippage === "Fixed" ? "Slips by" : "Slips, for a whole candle's volume, by"}
              help="Basis points: 5 is 0.05 %."
              problem={problems["basisPoints"]}
              unit="bp"
            >
              <NumberInput {...number("basisPoints")} />
            </Labelled>
          )}
          <Labelled
            id="condition-volumeShare"
            title="Share of volume"
            help="What of a candle's volume its orders may take; empty: all they want."
            problem={problems["volumeShare"]}
            unit="%"
          >
            <NumberInput {...number("volumeShare", "all")} />
          </Labelled>
        </div>
      </Folded>
    </section>
  )
}
