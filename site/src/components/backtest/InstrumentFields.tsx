import { refusal } from "../../format/typed.ts"
import { NumberInput } from "../form/NumberInput.tsx"

/** What a trader says of the instrument a file is of, steps as fields' values (`entered`); empty where it is to be guessed. */
export interface SaidOfInstrument {
  readonly assetClass: string
  readonly tickSize: string
  readonly lotSize: string
}
/** What is wrong with a step, if anything. */
const stepProblem = (value: string): string | undefined =>
  refusal(value) ?? (value === "" || Number(value) > 0 ? undefined : "Tick and lot are numbers above 0, such as 0.01.")

/** What is wrong with the steps that were said, if anything. */
export const stepsProblem = ({ lotSize, tickSize }: SaidOfInstrument): string | undefined =>
  stepProblem(tickSize) ?? stepProblem(lotSize)

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
      <div className="field" key={step}>
        <label htmlFor={id}>{label}</label>
        <span className="input" data-bad={stepProblem(said[step]) !== undefined}>
          <NumberInput
            id={id}
            placeholder={guessed?.[step] ?? "As its numbers tell"}
            value={said[step]}
            aria-invalid={stepProblem(said[step]) !== undefined}
            onChange={(value) => onChange({ ...said, [step]: value })}
          />
        </span>
      </div>
    ))}
  </>
)
