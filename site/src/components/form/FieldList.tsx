import type { Field } from "../../client/contract.ts"
import { isAsked } from "./draft.ts"
import { EitherField } from "./EitherField.tsx"
import { useForm } from "./FieldContext.ts"
import { ListField, UnionField } from "./NestedField.tsx"
import { PlainField } from "./PlainField.tsx"

/** A field of any kind. */
export const OneField = ({ field, path }: { field: Field; path: string }) =>
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
        <details className="folded" open={wrong || undefined}>
          <summary>More settings</summary>
          <Shown fields={later} all={fields} prefix={prefix} />
        </details>
      )}
    </>
  )
}
