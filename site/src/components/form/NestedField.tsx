import type { Field } from "../../client/contract.ts"
import { Icon } from "../Icon.tsx"
import { itemsOf, variantOf } from "./draft.ts"
import { useForm } from "./FieldContext.ts"
import { FieldList, OneField } from "./FieldList.tsx"

/** One of several shapes: which one, and the fields of that one. */
export const UnionField = ({ field, path, label }: { field: Field; path: string; label?: string }) => {
  const { change, draft } = useForm()
  const chosen = variantOf(field, draft, path)
  const id = `field-${path}`
  return (
    <div className="nested">
      <div className="field">
        <label htmlFor={id}>{label ?? field.title}</label>
        <span className="input">
          <select
            id={id}
            value={chosen?.tag ?? ""}
            aria-describedby={`${id}-help`}
            onChange={(event) => change(`${path}._tag`, event.currentTarget.value)}
          >
            {(field.variants ?? []).map(({ tag, title }) => (
              <option key={tag} value={tag}>
                {title}
              </option>
            ))}
          </select>
        </span>
        <p id={`${id}-help`} className="help">
          {chosen?.description}
        </p>
      </div>
      {chosen !== undefined && chosen.fields.length > 0 && <FieldList fields={chosen.fields} prefix={`${path}.`} />}
    </div>
  )
}

/** A few of the same, to add to and take from. */
export const ListField = ({ field, path }: { field: Field; path: string }) => {
  const { change, draft } = useForm()
  const { item } = field
  const count = itemsOf(field, draft, path)
  const most = Number(field.max ?? 10)
  if (item === undefined) return null
  return (
    <fieldset className="list-field">
      <legend>{field.title}</legend>
      {Array.from({ length: count }, (_, i) => (
        <div key={i} className="list-item">
          {item.kind === "UNION" ? (
            <UnionField field={item} path={`${path}.${i}`} label={`${item.title} ${i + 1}`} />
          ) : (
            <OneField field={item} path={`${path}.${i}`} />
          )}
        </div>
      ))}
      <div className="row">
        {count < most && (
          <button type="button" className="button" onClick={() => change(`${path}.length`, String(count + 1))}>
            <Icon name="plus" size={16} />
            Add
          </button>
        )}
        {count > Number(field.min ?? 0) && (
          <button type="button" className="button quiet" onClick={() => change(`${path}.length`, String(count - 1))}>
            Remove the last
          </button>
        )}
      </div>
    </fieldset>
  )
}
