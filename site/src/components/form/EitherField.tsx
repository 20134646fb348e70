import type { Field } from "../../client/contract.ts"
import { useForm } from "./FieldContext.ts"
import { PlainField } from "./PlainField.tsx"

/** The same said in one of several ways: a switch between them, and the fields of the one chosen. */
export const EitherField = ({
  group,
  fields,
  prefix
}: {
  group: string
  fields: ReadonlyArray<Field>
  prefix: string
}) => {
  const { choose, draft } = useForm()
  const ways = [...new Set(fields.map(({ either }) => either?.way ?? ""))]
  const chosen = draft.ways[group] ?? ways[0]
  const shown = fields.filter(({ either }) => either?.way === chosen)
  const title = fields[0]?.title ?? ""
  return (
    <fieldset className="either">
      <legend>
        {title}
        {fields.every(({ either, optional }) => optional && either?.needed !== true) && (
          <span className="soft"> (optional)</span>
        )}
      </legend>
      <div className="segments" role="group" aria-label={`${title}: how`}>
        {ways.map((way) => (
          <button key={way} type="button" aria-pressed={way === chosen} onClick={() => choose(group, way)}>
            {way}
          </button>
        ))}
      </div>
      {shown.map((field) => (
        <PlainField key={field.name} field={field} path={prefix + field.name} bare={shown.length === 1} />
      ))}
    </fieldset>
  )
}
