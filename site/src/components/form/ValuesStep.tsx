import type { Preset } from "../../client/contract.ts"
import { unitOf } from "../../words/setting-lines.ts"
import { spreadWords } from "./spread-words.ts"
import { signed, trimmed } from "../../format/number.ts"
import type { Problems } from "./draft.ts"
import { Failed, Loading } from "../parts/Missing.tsx"
import { SettingsFields } from "./SettingsFields.tsx"
import { NumberInput } from "./NumberInput.tsx"
import type { BotForm, Mode } from "./use-bot-form.ts"

const modes: ReadonlyArray<readonly [Mode, string]> = [
  ["SHORT_TERM", "Short term"],
  ["MID_TERM", "Mid term"],
  ["LONG_TERM", "Long term"],
  ["own", "Own values"]
]

/** What a preset made since its earliest start, beside its name. */
const Month = ({ preset }: { preset: Preset | undefined }) =>
  preset?.lately === undefined ? null : (
    <small
      className={`figure ${preset.lately.percent.startsWith("-") ? "down" : "up"}`}
      title={`In the last ${trimmed(preset.lately.days, 1)} days. ${preset.spread === undefined ? "" : spreadWords(preset.spread)}`}
    >
      {signed(preset.lately.percent, 1)} %
    </small>
  )

/** A preset or own values, and every setting of the strategy but its amount. */
export const ValuesStep = ({ form, problems }: { form: BotForm; problems: Problems }) => (
  <section className="step">
    <h2>Values</h2>
    <div className="segments wrap" role="group" aria-label="Preset or own values">
      {modes.map(([one, title]) => (
        <button
          key={one}
          type="button"
          aria-pressed={form.mode === one}
          data-testid={`mode-${one}`}
          onClick={() => form.chooseMode(one)}
        >
          {title}
          <Month preset={form.presets.data?.find(({ name }) => name === one)} />
        </button>
      ))}
    </div>
    {form.draft !== undefined && form.market !== undefined ? (
      <SettingsFields
        fields={form.values}
        draft={form.draft}
        problems={problems}
        instrument={form.market.instrument}
        {...(form.anchors !== undefined && { anchors: form.anchors })}
        onDraft={form.change}
      />
    ) : form.presets.isError ? (
      <Failed what="The presets can't be shown" error={form.presets.error} retry={() => void form.presets.refetch()} />
    ) : (
      <Loading height={320} />
    )}
  </section>
)

/** How much it may use, with what is wrong about it. */
export const AmountField = ({ form, problem, help }: { form: BotForm; problem: string | undefined; help?: string }) => {
  const { main, market } = form
  const unit = main && market && unitOf(main, market.instrument)
  return (
    <div className="field">
      <label htmlFor="amount">
        {main?.name === "investment" ? "It may use at the most" : (main?.title ?? "Amount")}
      </label>
      <span className="input" data-bad={problem !== undefined}>
        <NumberInput
          id="amount"
          unit={unit}
          data-testid="amount"
          value={form.amountText}
          aria-invalid={problem !== undefined}
          aria-describedby="amount-help"
          onChange={form.changeAmount}
        />
        <span className="unit">{unit}</span>
      </span>
      <p id="amount-help" className={problem === undefined ? "help" : "problem"}>
        {problem ?? help ?? main?.description}
      </p>
    </div>
  )
}
