import { useId } from "react"
import type { Connectable } from "../../client/contract.ts"

/** A value for each field that a broker asks for. */
export type Secret = Readonly<Record<string, string>>

export const isWhole = (fields: Connectable["secret"], secret: Secret): boolean =>
  fields.every(({ name, optional }) => optional === true || (secret[name] ?? "").trim() !== "")

/** What a form for these begins with. */
export const usualOf = (fields: Connectable["secret"]): Secret =>
  Object.fromEntries(fields.flatMap(({ name, usual }) => (usual === undefined ? [] : [[name, usual] as const])))

/** What a broker asks for: what is secret is typed unseen, and nothing of it is ever shown again. */
export const SecretFields = ({
  fields,
  secret,
  change
}: {
  fields: Connectable["secret"]
  secret: Secret
  change: (secret: Secret) => void
}) => {
  // A dialog asks for the same fields as the page below it.
  const id = useId()
  return fields.map(({ help, name, optional, title, told }) => (
    <div className="field" key={name}>
      <label htmlFor={`${id}-${name}`}>
        {title}
        {optional === true && <span className="soft"> (may be left empty)</span>}
      </label>
      <span className="input">
        <input
          id={`${id}-${name}`}
          type={told === true ? "text" : "password"}
          autoComplete="off"
          spellCheck={false}
          value={secret[name] ?? ""}
          aria-describedby={`${id}-${name}-help`}
          onChange={(event) => change({ ...secret, [name]: event.currentTarget.value })}
        />
      </span>
      <p id={`${id}-${name}-help`} className="help">
        {help}
      </p>
    </div>
  ))
}
