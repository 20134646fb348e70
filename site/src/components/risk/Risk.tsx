import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../../client/ask.ts"
import type { Field, RiskLimits } from "../../client/contract.ts"
import { refusedFields, sentenceOf } from "../../client/problem.ts"
import { riskLimits } from "../../client/queries.ts"
import { choiceWords } from "../../words/words.ts"
import { Frame } from "../frame/Frame.tsx"
import { limitDraft, LimitFields, limitRefusals, readLimits } from "../form/LimitFields.tsx"
import { Missing } from "../parts/Missing.tsx"
import { trimmed } from "../../format/number.ts"
import { toast } from "../../live/store.ts"

const defaultWords = ({ kind, unit }: Field, value: string | undefined): string | undefined => {
  if (value === undefined) return undefined
  const shown = kind === "CHOICE" ? choiceWords(value) : trimmed(value)
  return `Default: ${shown}${unit === "PERCENT" ? " %" : ""}.`
}

const Form = ({ defaults, fields, limits }: RiskLimits) => {
  const client = useQueryClient()
  const [draft, setDraft] = useState(() => limitDraft(limits))
  const usual = limitDraft(defaults)
  const save = useMutation({
    mutationFn: () =>
      // The fields are those of the schema; the API checks every value and names what is wrong.
      ask("PUT /risk-limits", { payload: readLimits(fields, draft) as unknown as RiskLimits["limits"] }),
    onSuccess: (after) => {
      client.setQueryData(riskLimits.queryKey, after)
      setDraft(limitDraft(after.limits))
      toast("Limits set")
    }
  })
  const unread = limitRefusals(draft)
  const readable = Object.keys(unread).length === 0
  const problems = { ...refusedFields(save.error), ...unread }
  const unsaved = JSON.stringify(readLimits(fields, draft)) !== JSON.stringify(readLimits(fields, limitDraft(limits)))
  return (
    <form
      className="inside stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (readable) save.mutate()
      }}
    >
      <LimitFields
        fields={fields}
        draft={draft}
        usual={(field) => defaultWords(field, usual[field.name])}
        empty={({ optional }) => (optional ? "no limit" : undefined)}
        problems={problems}
        change={(next) => {
          setDraft(next)
          if (save.error !== null) save.reset()
        }}
      />
      <p
        className={save.error !== null ? "problem" : unsaved ? "warn" : "soft"}
        data-testid="limits-note"
        aria-live="polite"
      >
        {save.error === null
          ? unsaved
            ? "Not set yet: press “Set limits”."
            : "They hold for the next order. Orders that close a position always pass."
          : Object.keys(problems).length > 0
            ? "Nothing was set yet: look at the limits marked above."
            : sentenceOf(save.error)}
      </p>
      <div className="row">
        <button
          type="submit"
          className="button primary"
          data-testid="set-limits"
          disabled={save.isPending || !readable}
        >
          {save.isPending ? "Setting …" : "Set limits"}
        </button>
        <button type="button" className="button" onClick={() => setDraft(usual)}>
          Fill in the defaults
        </button>
      </div>
    </form>
  )
}

const Content = () => {
  const asked = useQuery(riskLimits)
  if (asked.data === undefined) return <Missing what="Your limits can't be shown" asked={[asked]} height={320} />
  return (
    <section className="panel" aria-labelledby="risk-title">
      <header>
        <h1 id="risk-title">Risk limits</h1>
      </header>
      <p className="inside soft">
        What all your bots together may do. Every order is checked against them before it goes out; what is lost and
        held is watched while they trade. A bot that reaches a limit says so on its page.
      </p>
      <Form {...asked.data} />
    </section>
  )
}

/** The trader's limits for all bots. */
export default function Risk() {
  return (
    <Frame>
      <Content />
    </Frame>
  )
}
