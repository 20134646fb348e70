import type { Connectable } from "../../client/contract.ts"

/** A value for each field that a broker asks for. */
export type Secret = Readonly<Record<string, string>>

export const isWhole = (fields: Connectable["secret"], secret: Secret): boolean =>
  fields.every(({ name }) => (secret[name] ?? "").trim() !== "")

/** What a broker asks for: typed unseen, and never shown again. */
export const SecretFields = ({
  fields,
  secret,
  change
}: {
  fields: Connectable["secret"]
  secret: Secret
  change: (secret: Secret) => void
}) =>
  fields.map(({ help, name, title }) => (
    <div className="field" key={name}>
      <label htmlFor={`secret-${name}`}>{title}</label>
      <span className="input">
        <input
          id={`secret-${name}`}
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={secret[name] ?? ""}
          aria-describedby={`secret-${name}-help`}
          onChange={(event) => change({ ...secret, [name]: event.currentTarget.value })}
        />
      </span>
      <p id={`secret-${name}-help`} className="help">
        {help}
      </p>
    </div>
  ))
