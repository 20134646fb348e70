import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../../client/ask.ts"
import type { Preferences as Chosen } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"
import { preferences } from "../../client/queries.ts"
import { toast } from "../../live/store.ts"
import { alertKinds, alertKindWords } from "../../words/alert-words.ts"
import { Missing } from "../parts/Missing.tsx"

const formats = ["1,234.5", "1.234,5", "1 234,5", "1’234.5", "1234.5"] as const
const night = { from: "22:00", to: "07:00", pass: ["RISK", "ERROR"] } as const

const zones = (): ReadonlyArray<string> => ["UTC", ...Intl.supportedValuesOf("timeZone")]

const Form = ({ known }: { known: Chosen }) => {
  const client = useQueryClient()
  const [draft, setDraft] = useState<Chosen>(known)
  const save = useMutation({
    mutationFn: () => ask("PUT /preferences", { payload: draft }),
    onSuccess: (after) => {
      client.setQueryData(preferences.queryKey, after)
      toast("Set")
    }
  })
  const { quietHours } = draft
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <form
      className="inside stack"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <div className="fields">
        <label className="field">
          <span className="label">Time zone in messages</span>
          <span className="input">
            <select
              data-testid="time-zone"
              value={draft.timeZone ?? ""}
              onChange={({ currentTarget: { value } }) =>
                setDraft(({ timeZone: _, ...rest }) => ({ ...rest, ...(value !== "" && { timeZone: value }) }))
              }
            >
              <option value="">UTC</option>
              {[...new Set([own, ...zones()])].map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </select>
          </span>
          <small className="help">Quiet hours go by its clocks. This browser is in {own}.</small>
        </label>
        <label className="field">
          <span className="label">Numbers in messages</span>
          <span className="input">
            <select
              data-testid="numbers"
              value={draft.numbers ?? formats[0]}
              onChange={({ currentTarget: { value } }) => {
                const numbers = formats.find((one) => one === value)
                setDraft((before) => ({ ...before, ...(numbers !== undefined && { numbers }) }))
              }}
            >
              {formats.map((format) => (
                <option key={format}>{format}</option>
              ))}
            </select>
          </span>
        </label>
      </div>
      <label className="row">
        <input
          type="checkbox"
          data-testid="quiet"
          checked={quietHours !== undefined}
          onChange={({ currentTarget: { checked } }) =>
            setDraft(({ quietHours: _, ...rest }) => ({ ...rest, ...(checked && { quietHours: night }) }))
          }
        />
        Quiet hours: what comes then waits until they end
      </label>
      {quietHours !== undefined && (
        <>
          <div className="fields">
            {(["from", "to"] as const).map((end) => (
              <label className="field" key={end}>
                <span className="label">{end === "from" ? "From" : "Until"}</span>
                <span className="input">
                  <input
                    type="time"
                    required
                    value={quietHours[end]}
                    onChange={({ currentTarget: { value } }) =>
                      setDraft((before) => ({ ...before, quietHours: { ...quietHours, [end]: value } }))
                    }
                  />
                </span>
              </label>
            ))}
          </div>
          <fieldset className="kinds">
            <legend>Comes all the same</legend>
            {alertKinds.map((kind) => (
              <label key={kind}>
                <input
                  type="checkbox"
                  checked={quietHours.pass.includes(kind)}
                  onChange={({ currentTarget: { checked } }) => {
                    const pass = alertKinds.filter((one) => (one === kind ? checked : quietHours.pass.includes(one)))
                    setDraft((before) => ({ ...before, quietHours: { ...quietHours, pass } }))
                  }}
                />
                {alertKindWords[kind].title}
              </label>
            ))}
          </fieldset>
        </>
      )}
      {save.error !== null && <p className="problem">{sentenceOf(save.error)}</p>}
      <div className="row">
        <button type="submit" className="button primary" data-testid="set-preferences" disabled={save.isPending}>
          Set
        </button>
      </div>
    </form>
  )
}

/** How messages speak to the trader, and when not. */
export const Preferences = () => {
  const asked = useQuery(preferences)
  return (
    <section className="panel" aria-labelledby="preferences-title">
      <header>
        <h2 id="preferences-title">Messages</h2>
      </header>
      {asked.data === undefined ? (
        <Missing what="What you chose can't be shown" asked={[asked]} height={160} />
      ) : (
        <Form known={asked.data} />
      )}
    </section>
  )
}
