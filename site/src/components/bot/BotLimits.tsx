import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../../client/ask.ts"
import type { Bot, Field } from "../../client/contract.ts"
import { refusedFields, sentenceOf } from "../../client/problem.ts"
import { bots, riskLimits } from "../../client/queries.ts"
import { choiceWords } from "../../words/words.ts"
import { trimmed } from "../../format/number.ts"
import { toast } from "../../live/store.ts"
import { limitDraft, LimitFields, limitRefusals, readLimits } from "../form/LimitFields.tsx"

/** Limits that only all bots together can have. */
const TOGETHER = ["maxExposurePercent", "maxPairPercent"]

const Form = ({
  bot,
  fields,
  common
}: {
  bot: Bot
  fields: ReadonlyArray<Field>
  common: ReturnType<typeof limitDraft>
}) => {
  const client = useQueryClient()
  const [draft, setDraft] = useState(() => limitDraft(bot.risk ?? {}))
  const save = useMutation({
    mutationFn: () =>
      ask("PATCH /bots/:botId", { params: { botId: bot.id }, payload: { risk: readLimits(fields, draft) } }),
    onSuccess: () => {
      toast("Limits set")
      void client.invalidateQueries({ queryKey: bots.queryKey })
    }
  })
  const unread = limitRefusals(draft)
  const readable = Object.keys(unread).length === 0
  const problems = { ...refusedFields(save.error), ...unread }
  const forAll = ({ kind, name, unit }: Field): string | undefined => {
    const value = common[name]
    if (value === undefined) return undefined
    return `For all bots: ${kind === "CHOICE" ? choiceWords(value) : trimmed(value)}${unit === "PERCENT" ? " %" : ""}.`
  }
  return (
    <form
      className="step"
      onSubmit={(event) => {
        event.preventDefault()
        if (readable) save.mutate()
      }}
    >
      <LimitFields
        fields={fields}
        draft={draft}
        usual={forAll}
        empty={() => "as for all bots"}
        problems={problems}
        change={(next) => {
          setDraft(next)
          save.reset()
        }}
      />
      <p className={save.error === null ? "soft" : "problem"}>
        {save.error === null
          ? "Of these and your limits for all bots the stricter holds, from the next order on."
          : Object.keys(problems).length > 0
            ? "Nothing was set yet: look at the limits marked above."
            : sentenceOf(save.error)}
      </p>
      <div className="row">
        <button type="submit" className="button" data-testid="set-bot-limits" disabled={save.isPending || !readable}>
          {save.isPending ? "Setting …" : "Set its limits"}
        </button>
      </div>
    </form>
  )
}

/** The limits a bot has of its own, beside those for all bots. */
export const BotLimits = ({ bot }: { bot: Bot }) => {
  const { data } = useQuery(riskLimits)
  if (data === undefined) return null
  const fields = data.fields.filter(({ name }) => !TOGETHER.includes(name))
  return (
    <details className="folded">
      <summary>Risk limits of its own{Object.keys(bot.risk ?? {}).length > 0 && " (set)"}</summary>
      <Form bot={bot} fields={fields} common={limitDraft(data.limits)} />
    </details>
  )
}
