import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../client/ask.ts"
import type { Field, RiskLimits } from "../client/contract.ts"
import { Problem, sentenceOf } from "../client/problem.ts"
import { riskLimits } from "../client/queries.ts"
import { choiceWords } from "../client/words.ts"
import { Frame } from "../components/Frame.tsx"
import { Failed, Loading } from "../components/States.tsx"
import { typed } from "../format/number.ts"
import { toast } from "../live/store.ts"

type Limits = RiskLimits["limits"]
type Draft = Readonly<Record<string, string>>

const draftOf = (limits: Limits): Draft =>
  Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, String(value)]))

/** What was typed as the API takes it: empty optional limits are left out. */
const read = (fields: ReadonlyArray<Field>, draft: Draft): Limits => {
  const values = fields.flatMap(({ kind, name, optional }) => {
    const text = (draft[name] ?? "").trim()
    if (optional && text === "") return []
    const number = typed(text) ?? text
    return [[name, kind === "COUNT" ? Number(number) : kind === "CHOICE" ? text : number]]
  })
  // The fields are those of the schema; the API checks every value and names what is wrong.
  return Object.fromEntries(values) as unknown as Limits
}

const One = ({
  field,
  value,
  usual,
  problem,
  change
}: {
  field: Field
  value: string
  usual: string | undefined
  problem: string | undefined
  change: (value: string) => void
}) => {
  const id = `limit-${field.name}`
  const help = `${field.description}${usual === undefined ? "" : ` Default: ${usual}${field.unit === "PERCENT" ? " %" : ""}.`}`
  return (
    <div className="field">
      <label htmlFor={id}>
        {field.title}
        {field.optional && <span className="soft"> (empty: no limit)</span>}
      </label>
      <span className="input" data-bad={problem !== undefined}>
        {field.kind === "CHOICE" ? (
          <select id={id} value={value} onChange={(event) => change(event.currentTarget.value)}>
            {(field.choices ?? []).map((choice) => (
              <option key={choice} value={choice}>
                {choiceWords(choice)}
              </option>
            ))}
          </select>
        ) : (
          <input
            id={id}
            inputMode={field.kind === "COUNT" ? "numeric" : "decimal"}
            autoComplete="off"
            value={value}
            aria-invalid={problem !== undefined}
            aria-describedby={`${id}-help`}
            onChange={(event) => change(event.currentTarget.value)}
          />
        )}
        {field.unit === "PERCENT" && <span className="unit">%</span>}
      </span>
      <p id={`${id}-help`} className={problem === undefined ? "help" : "problem"}>
        {problem ?? help}
      </p>
    </div>
  )
}

const Form = ({ defaults, fields, limits }: RiskLimits) => {
  const client = useQueryClient()
  const [draft, setDraft] = useState(() => draftOf(limits))
  const usual = draftOf(defaults)
  const save = useMutation({
    mutationFn: () => ask("PUT /risk-limits", { payload: read(fields, draft) }),
    onSuccess: (after) => {
      client.setQueryData(riskLimits.queryKey, after)
      setDraft(draftOf(after.limits))
      toast("Limits set")
    }
  })
  const problems = save.error instanceof Problem ? save.error.fields : []
  return (
    <form
      className="inside stack"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <div className="fields">
        {fields.map((field) => (
          <One
            key={field.name}
            field={field}
            value={draft[field.name] ?? ""}
            usual={usual[field.name]}
            problem={problems.find((one) => one.field === field.name)?.message}
            change={(value) => {
              setDraft({ ...draft, [field.name]: value })
              if (save.error !== null) save.reset()
            }}
          />
        ))}
      </div>
      <p className={save.error === null ? "soft" : "problem"}>
        {save.error === null
          ? "They hold for the next order. Orders that close a position always pass."
          : sentenceOf(save.error)}
      </p>
      <div className="row">
        <button type="submit" className="button primary" data-testid="set-limits" disabled={save.isPending}>
          {save.isPending ? "Setting …" : "Set limits"}
        </button>
        <button type="button" className="button" onClick={() => setDraft(usual)}>
          Back to the defaults
        </button>
      </div>
    </form>
  )
}

const Content = () => {
  const asked = useQuery(riskLimits)
  if (asked.data === undefined)
    return asked.isError ? (
      <Failed what="Your limits can't be shown" error={asked.error} retry={() => void asked.refetch()} />
    ) : (
      <Loading height={320} />
    )
  return (
    <section className="panel" aria-labelledby="risk-title">
      <header>
        <h1 id="risk-title">Risk limits</h1>
      </header>
      <p className="inside soft">
        What all your bots together may do. Every order is checked against them before it goes out; what is lost and
        held is watched while they trade. A bot that meets a limit says so on its page.
      </p>
      <Form {...asked.data} />
    </section>
  )
}

/** The trader's limits for all bots. */
export default function Risk() {
  return (
    <Frame>
      <main className="page" id="content">
        <Content />
      </main>
    </Frame>
  )
}
