import { TextField } from "../form/TextField.tsx"

/** What a trader says of the instrument a file is of, as typed; empty where it is to be guessed. */
export interface SaidOfInstrument {
  readonly assetClass: string
  readonly tickSize: string
  readonly lotSize: string
}
export const nothingSaid: SaidOfInstrument = { assetClass: "", tickSize: "", lotSize: "" }

const steps = [
  ["tickSize", "import-tick", "Tick"],
  ["lotSize", "import-lot", "Lot"]
] as const

/** What a file's instrument is, where it is guessed wrongly; `guessed`: its steps as far as they are known. */
export const InstrumentFields = ({
  said,
  guessed,
  onChange
}: {
  said: SaidOfInstrument
  guessed: { readonly tickSize: string; readonly lotSize: string } | undefined
  onChange: (said: SaidOfInstrument) => void
}) => (
  <>
    <div className="field">
      <label htmlFor="import-class">Taken for</label>
      <span className="input">
        <select
          id="import-class"
          value={said.assetClass}
          onChange={(event) => onChange({ ...said, assetClass: event.currentTarget.value })}
        >
          <option value="">As guessed</option>
          <option value="CRYPTO">Crypto</option>
          <option value="EQUITY">A US stock</option>
        </select>
      </span>
    </div>
    {steps.map(([step, id, label]) => (
      <TextField
        key={step}
        id={id}
        label={label}
        placeholder={guessed?.[step] ?? "As its numbers tell"}
        value={said[step]}
        onChange={(text) => onChange({ ...said, [step]: text })}
      />
    ))}
  </>
)
