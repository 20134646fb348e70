import type { Field } from "../../client/contract.ts"
import { choiceWords } from "../../words/words.ts"
import { refusal } from "../../format/typed.ts"
import { NumberInput } from "./NumberInput.tsx"

/** Limits as they are entered, by name; an empty one does not hold. */
export type LimitDraft = Readonly<Record<string, string>>

export const limitDraft = (limits: object): LimitDraft =>
  Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, String(value)]))

/** What was typed as the API takes it, empty ones left out; the API checks every value. */
export const readLimits = (fields: ReadonlyArray<Field>, draft: LimitDraft): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    fields.flatMap(({ kind, name }) => {
      const value = draft[name] ?? ""
      return value === "" ? [] : [[name, kind === "COUNT" ? Number(value) : value]]
    })
  )

/** Why limits can't be read, by name. */
export const limitRefusals = (draft: LimitDraft): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(draft).flatMap(([name, value]) => {
      const why = refusal(value)
      return why === undefined ? [] : [[name, why]]
    })
  )

/** One limit to be typed or chosen; what is optional may be left empty. */
const One = ({
  field,
  value,
  usual,
  empty,
  problem,
  change
}: {
  field: Field
  value: string
  usual: string | undefined
  empty: string | undefined
  problem: string | undefined
  change: (value: string) => void
}) => {
  const id = `limit-${field.name}`
  const help = `${field.description}${usual === undefined ? "" : ` ${usual}`}`
  return (
    <div className="field">
      <label htmlFor={id}>{field.title}</label>
      <span className="input" data-bad={problem !== undefined}>
        {field.kind === "CHOICE" ? (
          <select id={id} value={value} onChange={(event) => change(event.currentTarget.value)}>
            {empty !== undefined && <option value="">{empty}</option>}
            {(field.choices ?? []).map((choice) => (
              <option key={choice} value={choice}>
                {choiceWords(choice)}
              </option>
            ))}
          </select>
        ) : (
          <NumberInput
            id={id}
            unit={field.unit === "PERCENT" ? "%" : undefined}
            inputMode={field.kind === "COUNT" ? "numeric" : "decimal"}
            placeholder={empty}
            value={value}
            aria-invalid={problem !== undefined}
            aria-describedby={`${id}-help`}
            onChange={change}
          />
        )}
        {field.unit === "PERCENT" && <span className="unit">%</span>}
      </span>
      <p id={`${id}-help`} className={problem === undefined ? "help" : "problem"}>
        {problem ?? help}
      </p>
    </div>
  )
}

/** A form's limits side by side. `usual` says what each is by default, `empty` what leaving it out means, where it may be. */
export const LimitFields = ({
  fields,
  draft,
  usual,
  empty,
  problems,
  change
}: {
  fields: ReadonlyArray<Field>
  draft: LimitDraft
  usual: (field: Field) => string | undefined
  empty: (field: Field) => string | undefined
  problems: Readonly<Record<string, string>>
  change: (draft: LimitDraft) => void
}) => (
  <div className="fields">
    {fields.map((field) => (
      <One
        key={field.name}
        field={field}
        value={draft[field.name] ?? ""}
        usual={usual(field)}
        empty={empty(field)}
        problem={problems[field.name]}
        change={(value) => change({ ...draft, [field.name]: value })}
      />
    ))}
  </div>
)
