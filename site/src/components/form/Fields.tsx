import type { Market } from "../../client/contract.ts"
import type { Draft, Field, Problems } from "./draft.ts"

type AnyInstrument = Market["instrument"]

const unitOf = (field: Field, { base, quote }: AnyInstrument): string | undefined => {
  switch (field.note.unit) {
    case "QUOTE":
    case "PRICE":
      return quote
    case "BASE":
      return base
    case "PERCENT":
      return "%"
    default:
      return undefined
  }
}

const choiceWords = (choice: string): string => choice.charAt(0) + choice.slice(1).toLowerCase()

interface Of {
  readonly field: Field
  readonly draft: Draft
  readonly problem: string | undefined
  readonly instrument: AnyInstrument
  readonly onChange: (name: string, value: string | boolean) => void
}

const One = ({ field, draft, problem, instrument, onChange }: Of) => {
  const { name, note, kind } = field
  const value = draft.values[name]
  const id = `field-${name}`
  if (kind === "FLAG")
    return (
      <label className="check">
        <input
          type="checkbox"
          checked={value === true}
          onChange={(event) => onChange(name, event.currentTarget.checked)}
        />
        <span>
          {note.title}
          <span className="help">{note.description}</span>
        </span>
      </label>
    )
  return (
    <div className="field">
      <label htmlFor={id}>
        {note.title}
        {field.optional && <span className="soft"> (optional)</span>}
      </label>
      <span className="input" data-bad={problem !== undefined}>
        {kind === "CHOICE" ? (
          <select id={id} value={String(value ?? "")} onChange={(event) => onChange(name, event.currentTarget.value)}>
            {(field.choices ?? []).map((choice) => (
              <option key={choice} value={choice}>
                {choiceWords(choice)}
              </option>
            ))}
          </select>
        ) : (
          <input
            id={id}
            inputMode={kind === "COUNT" ? "numeric" : "decimal"}
            autoComplete="off"
            value={String(value ?? "")}
            aria-invalid={problem !== undefined}
            aria-describedby={`${id}-help`}
            onChange={(event) => onChange(name, event.currentTarget.value)}
          />
        )}
        {unitOf(field, instrument) !== undefined && <span className="unit">{unitOf(field, instrument)}</span>}
      </span>
      <p
        id={`${id}-help`}
        className={problem === undefined ? "help" : "problem"}
        data-testid={problem && `problem-${name}`}
      >
        {problem ?? note.description}
      </p>
    </div>
  )
}

const starts: ReadonlyArray<readonly [Draft["start"], string]> = [
  ["IMMEDIATELY", "At once"],
  ["MANUAL", "When I say so"],
  ["PRICE_CHANGE", "When the price has moved"],
  ["TRADINGVIEW", "On a TradingView alert"]
]

const StartFields = ({
  draft,
  problem,
  onDraft
}: {
  draft: Draft
  problem: string | undefined
  onDraft: (draft: Draft) => void
}) => (
  <div className="fields">
    <div className="field">
      <label htmlFor="field-start">Starts</label>
      <span className="input">
        <select
          id="field-start"
          value={draft.start}
          onChange={(event) => onDraft({ ...draft, start: event.currentTarget.value as Draft["start"] })}
        >
          {starts.map(([tag, title]) => (
            <option key={tag} value={tag}>
              {title}
            </option>
          ))}
        </select>
      </span>
      <p className="help">What has to happen before it enters the market.</p>
    </div>
    {draft.start === "PRICE_CHANGE" && (
      <div className="field">
        <label htmlFor="field-start-percent">Price change</label>
        <span className="input" data-bad={problem !== undefined}>
          <input
            id="field-start-percent"
            inputMode="text"
            value={draft.startPercent}
            onChange={(event) => onDraft({ ...draft, startPercent: event.currentTarget.value })}
          />
          <span className="unit">%</span>
        </span>
        <p className={problem === undefined ? "help" : "problem"}>
          {problem ?? "From the price when the bot is started; negative means down."}
        </p>
      </div>
    )}
    {draft.start === "TRADINGVIEW" && (
      <div className="field">
        <label htmlFor="field-start-action">Alert</label>
        <span className="input">
          <select
            id="field-start-action"
            value={draft.startAction}
            onChange={(event) =>
              onDraft({ ...draft, startAction: event.currentTarget.value === "SELL" ? "SELL" : "BUY" })
            }
          >
            <option value="BUY">Buy</option>
            <option value="SELL">Sell</option>
          </select>
        </span>
        <p className="help">The action the alert must carry. Its message is on the Signals page.</p>
      </div>
    )}
  </div>
)

/** A strategy's settings as a form, made from its fields; `without` leaves out what is asked elsewhere. */
export const SettingsFields = ({
  fields,
  draft,
  problems,
  instrument,
  without = [],
  onDraft
}: {
  fields: ReadonlyArray<Field>
  draft: Draft
  problems: Problems
  instrument: AnyInstrument
  without?: ReadonlyArray<string>
  onDraft: (draft: Draft) => void
}) => {
  const shown = fields.filter(({ name }) => !without.includes(name))
  const change = (name: string, value: string | boolean) =>
    onDraft({ ...draft, values: { ...draft.values, [name]: value } })
  const one = (field: Field) => (
    <One
      key={field.name}
      field={field}
      draft={draft}
      problem={problems[field.name]}
      instrument={instrument}
      onChange={change}
    />
  )
  const advanced = shown.filter(({ note }) => note.advanced === true)
  return (
    <>
      <div className="fields">{shown.filter(({ note }) => note.advanced !== true).map(one)}</div>
      <StartFields draft={draft} problem={problems["start"]} onDraft={onDraft} />
      {advanced.length > 0 && (
        <details className="folded" open={advanced.some(({ name }) => problems[name] !== undefined) || undefined}>
          <summary>More settings</summary>
          <div className="fields">{advanced.map(one)}</div>
        </details>
      )}
    </>
  )
}
