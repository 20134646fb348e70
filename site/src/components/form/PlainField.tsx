import type { Field } from "../../client/contract.ts"
import { choiceWords } from "../../words/words.ts"
import { first } from "./draft.ts"
import { useForm } from "./FieldContext.ts"
import { NumberField } from "./NumberField.tsx"

/** A tick: yes or no. */
const Flag = ({ field, path }: { field: Field; path: string }) => {
  const { change, draft } = useForm()
  return (
    <label className="check">
      <input
        type="checkbox"
        id={`field-${path}`}
        checked={(draft.values[path] ?? first(field)) === true}
        onChange={(event) => change(path, event.currentTarget.checked)}
      />
      <span>
        {field.title}
        <span className="help">{field.description}</span>
      </span>
    </label>
  )
}

/** One of a few words. */
const Choice = ({ field, path }: { field: Field; path: string }) => {
  const { change, draft, problems } = useForm()
  const id = `field-${path}`
  const problem = problems[path]
  return (
    <div className="field">
      <label htmlFor={id}>{field.title}</label>
      <span className="input" data-bad={problem !== undefined}>
        <select
          id={id}
          value={String(draft.values[path] ?? first(field) ?? "")}
          aria-describedby={`${id}-help`}
          onChange={(event) => change(path, event.currentTarget.value)}
        >
          {(field.choices ?? []).map((choice) => (
            <option key={choice} value={choice}>
              {choiceWords(choice)}
            </option>
          ))}
        </select>
      </span>
      <p id={`${id}-help`} className={problem === undefined ? "help" : "problem"}>
        {problem ?? field.description}
      </p>
    </div>
  )
}

/** A tick, a choice or a number, by its kind. */
export const PlainField = ({ field, path, bare }: { field: Field; path: string; bare?: boolean }) =>
  field.kind === "FLAG" ? (
    <Flag field={field} path={path} />
  ) : field.kind === "CHOICE" ? (
    <Choice field={field} path={path} />
  ) : (
    <NumberField field={field} path={path} {...(bare === true && { bare })} />
  )
