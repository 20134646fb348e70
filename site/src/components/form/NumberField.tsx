import type { Field } from "../../client/contract.ts"
import { unitOf } from "../../words/setting-lines.ts"
import { numberOf } from "../../format/typed.ts"
import { useForm } from "./FieldContext.ts"
import { NumberInput } from "./NumberInput.tsx"
import { slid, sliderRange } from "./slider.ts"

/** A number to type, and a slider to move it by where there is a range worth sliding over. */
export const NumberField = ({ field, path, bare = false }: { field: Field; path: string; bare?: boolean }) => {
  const { anchors, change, draft, instrument, problems } = useForm()
  const value = String(draft.values[path] ?? field.default ?? "")
  const problem = problems[path]
  const id = `field-${path}`
  const unit = unitOf(field, instrument)
  const range =
    field.advanced || !["DECIMAL", "COUNT"].includes(field.kind)
      ? undefined
      : sliderRange(field, typeof anchors[path] === "string" ? anchors[path] : undefined, instrument.tickSize)
  const at = Number(numberOf(value))
  return (
    <div className="field">
      <label htmlFor={id} className={bare ? "unseen" : undefined}>
        {field.title}
        {field.optional && field.default === undefined && <span className="soft"> (optional)</span>}
      </label>
      <span className="input" data-bad={problem !== undefined}>
        <NumberInput
          id={id}
          unit={unit}
          inputMode={field.kind === "COUNT" ? "numeric" : field.min?.startsWith("-") ? "text" : "decimal"}
          value={value}
          placeholder={field.default}
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-help`}
          onChange={(typed) => change(path, typed)}
        />
        {unit !== undefined && <span className="unit">{unit}</span>}
      </span>
      {range !== undefined && (
        <input
          type="range"
          className="slider"
          aria-label={`${field.title}, slider`}
          data-testid={`slider-${path}`}
          min={range.min}
          max={range.max}
          step={range.step}
          value={Number.isFinite(at) ? at : range.min}
          // `input` fires while the slider is being moved, which React calls change.
          onInput={(event) => change(path, slid(Number(event.currentTarget.value), range))}
        />
      )}
      <p
        id={`${id}-help`}
        className={problem === undefined ? "help" : "problem"}
        data-testid={problem && `problem-${path}`}
      >
        {problem ?? field.description}
      </p>
    </div>
  )
}
