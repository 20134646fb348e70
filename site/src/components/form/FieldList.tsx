import type { Field } from "../../client/contract.ts"
import { Icon } from "../parts/Icon.tsx"
import { isAsked, itemsOf, variantOf } from "./draft.ts"
import { EitherField } from "./EitherField.tsx"
import { useForm } from "./FieldContext.ts"
import { Folded } from "../parts/Folded.tsx"
import { PlainField } from "./PlainField.tsx"

/** One of several shapes: which one, and the fields of that one. */
const UnionField = ({ field, path, label }: { field: Field; path: string; label?: string }) => {
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

/** "Add an indicator". */
const adding = (title: string): string => `Add ${/^[aeiou]/i.test(title) ? "an" : "a"} ${title.toLowerCase()}`

/** A few of the same, to add to and take from. */
const ListField = ({ field, path }: { field: Field; path: string }) => {
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
            {adding(item.title)}
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

/** A field of any kind. */
const OneField = ({ field, path }: { field: Field; path: string }) =>
  field.kind === "UNION" ? (
    <UnionField field={field} path={path} />
  ) : field.kind === "LIST" ? (
    <ListField field={field} path={path} />
  ) : (
    <PlainField field={field} path={path} />
  )

/** Fields one after the other: those not asked for left out, those that say the same behind one switch. */
const Shown = ({
  fields,
  all,
  prefix
}: {
  fields: ReadonlyArray<Field>
  all: ReadonlyArray<Field>
  prefix: string
}) => {
  const { draft } = useForm()
  const asked = fields.filter((field) => field.either !== undefined || isAsked(field, draft, prefix))
  return (
    <div className="fields">
      {asked.map((field) => {
        const group = field.either?.group
        if (group === undefined) return <OneField key={field.name} field={field} path={prefix + field.name} />
        const together = all.filter(({ either }) => either?.group === group)
        return together[0] === field ? (
          <EitherField key={group} group={group} fields={together} prefix={prefix} />
        ) : null
      })}
    </div>
  )
}

/** The fields of a form or of a part of it; those for later are folded away. */
export const FieldList = ({ fields, prefix = "" }: { fields: ReadonlyArray<Field>; prefix?: string }) => {
  const { problems } = useForm()
  // What says the same in another way stands with the first of them.
  const later = fields.filter(
    ({ advanced, either }) =>
      (either === undefined ? advanced : fields.find((one) => one.either?.group === either.group)?.advanced) ?? false
  )
  const wrong = later.some(({ name }) =>
    Object.keys(problems).some((path) => path === prefix + name || path.startsWith(`${prefix}${name}.`))
  )
  return (
    <>
      <Shown fields={fields.filter((field) => !later.includes(field))} all={fields} prefix={prefix} />
      {later.length > 0 && (
        <Folded title="More settings" open={wrong}>
          <Shown fields={later} all={fields} prefix={prefix} />
        </Folded>
      )}
    </>
  )
}
