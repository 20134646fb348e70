import type { Field } from "../../client/contract.ts"
import { counted, trimmed } from "../../format/number.ts"
import { NumberInput } from "../form/NumberInput.tsx"
import type { BotForm } from "../form/use-bot-form.ts"
import { Icon } from "../parts/Icon.tsx"
import { type AxisDraft, axisProblem, firstAxis, ladderProblem, MOST_SETS, sweepable, valuesIn } from "./axis.ts"

const Axis = ({
  axis,
  at,
  fields,
  onChange,
  onRemove
}: {
  axis: AxisDraft
  at: number
  fields: ReadonlyArray<Field>
  onChange: (axis: AxisDraft) => void
  onRemove: (() => void) | undefined
}) => {
  const problem = axisProblem(axis)
  const count = valuesIn(axis)
  const bound = (name: "from" | "to" | "step", title: string) => (
    <div className="field">
      <label htmlFor={`axis-${at}-${name}`}>{title}</label>
      <span className="input" data-bad={problem !== undefined}>
        <NumberInput
          id={`axis-${at}-${name}`}
          data-testid={`axis-${at}-${name}`}
          value={axis[name]}
          onChange={(value) => onChange({ ...axis, [name]: value })}
        />
      </span>
    </div>
  )
  return (
    <fieldset className="axis">
      <legend className="unseen">Range {at + 1}</legend>
      <div className="field">
        <label htmlFor={`axis-${at}-field`}>Setting</label>
        <span className="input">
          <select
            id={`axis-${at}-field`}
            value={axis.field}
            onChange={(event) => onChange({ ...axis, field: event.currentTarget.value })}
          >
            {fields.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </span>
      </div>
      {bound("from", "From")}
      {bound("to", "To")}
      {bound("step", "Step")}
      <p className={problem === undefined ? "help" : "problem"}>
        {problem ?? counted(count ?? 0, "value")}
        {onRemove !== undefined && (
          <button type="button" className="button quiet" onClick={onRemove}>
            Remove
          </button>
        )}
      </p>
    </fieldset>
  )
}

/** Which settings a sweep walks over which ranges, and how many sets that makes. */
export const AxesStep = ({
  form,
  axes,
  onChange
}: {
  form: BotForm
  axes: ReadonlyArray<AxisDraft>
  onChange: (axes: ReadonlyArray<AxisDraft>) => void
}) => {
  const values = form.draft?.values ?? {}
  const fields = sweepable(form.fields, values)
  const begin = (field: Field) =>
    firstAxis(field, String(values[field.name] ?? ""), form.market?.instrument.tickSize ?? "0.01")
  const next = fields.find(({ name }) => !axes.some(({ field }) => field === name))
  const ladder = ladderProblem(axes, values)
  const sets = axes.reduce((product, axis) => product * (valuesIn(axis) ?? 0), 1)
  return (
    <section className="step">
      <h2>Ranges</h2>
      <p className="soft">
        Every combination is run on the first two thirds of the time and ranked by it; the last third is held out and
        shows how much of that was luck.
      </p>
      {axes.map((axis, at) => (
        <Axis
          key={at}
          axis={axis}
          at={at}
          fields={fields}
          onChange={(changed) => {
            const field = fields.find(({ name }) => name === changed.field)
            const moved = changed.field !== axis.field && field !== undefined ? begin(field) : changed
            onChange(axes.with(at, moved))
          }}
          onRemove={axes.length > 1 ? () => onChange(axes.filter((_, i) => i !== at)) : undefined}
        />
      ))}
      {ladder !== undefined && (
        <p className="problem" data-testid="ladder-problem">
          {ladder}
        </p>
      )}
      <div className="row">
        {axes.length < 3 && next !== undefined && (
          <button
            type="button"
            className="button"
            data-testid="add-axis"
            onClick={() => onChange([...axes, begin(next)])}
          >
            <Icon name="plus" size={16} />
            Add a setting
          </button>
        )}
        {axes.length > 0 && (
          <span className={sets > MOST_SETS ? "problem" : "soft"} data-testid="sweep-sets">
            {counted(sets, "set")}
            {sets > MOST_SETS && `; at most ${trimmed(String(MOST_SETS))}: take larger steps or fewer settings`}
          </span>
        )}
      </div>
    </section>
  )
}
