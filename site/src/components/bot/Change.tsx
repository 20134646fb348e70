import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useMemo, useState } from "react"
import { ask } from "../../client/ask.ts"
import type { Bot, Field, Settings } from "../../client/contract.ts"
import { refusedFields, sentenceOf } from "../../client/problem.ts"
import { bots, exchanges } from "../../client/queries.ts"
import { marketOfBot } from "../../client/result.ts"
import { toast } from "../../live/store.ts"
import { draftOf, fieldsOn, readDraft } from "../form/draft.ts"
import { SettingsFields } from "../form/Fields.tsx"
import { useVerdict } from "../form/use-verdict.ts"
import { TextField } from "../form/TextField.tsx"

/** Changes a bot's name and settings; a running bot lays its orders out anew. */
export const Change = ({ bot, fields: all, close }: { bot: Bot; fields: ReadonlyArray<Field>; close: () => void }) => {
  const { data: known } = useQuery(exchanges)
  const market = marketOfBot(known, bot)
  const kind = market?.instrument.kind
  const fields = useMemo(() => fieldsOn(all, kind), [all, kind])
  const running = bot.run?.live === true
  const changeable = useMemo(
    () => fields.filter(({ kept }) => kept !== "FOR_GOOD" && (kept === undefined || !running)),
    [fields, running]
  )
  const [draft, setDraft] = useState(() => draftOf(bot.settings, fields))
  const [anchors] = useState(draft.values)
  const [name, setName] = useState(bot.name)
  const client = useQueryClient()
  const read = useMemo(() => readDraft(fields, draft), [fields, draft])
  const { verdict } = useVerdict(market, read.settings)
  const save = useMutation({
    mutationFn: (settings: Settings) =>
      ask("PATCH /bots/:botId", { params: { botId: bot.id }, payload: { name: name.trim(), settings } }),
    onSuccess: () => {
      toast("Changed")
      void client.invalidateQueries({ queryKey: bots.queryKey })
      close()
    }
  })
  const problems = { ...refusedFields(save.error), ...read.problems, ...verdict?.problems }
  const bad = Object.keys({ ...read.problems, ...verdict?.problems }).length > 0
  if (market === undefined) return null
  return (
    <form
      className="step"
      onSubmit={(event) => {
        event.preventDefault()
        if (read.settings !== undefined && !bad) save.mutate(read.settings)
      }}
    >
      <div className="fields">
        <TextField id="bot-name" label="Name" maxLength={60} value={name} onChange={setName} />
      </div>
      <SettingsFields
        fields={changeable}
        draft={draft}
        problems={problems}
        instrument={market.instrument}
        anchors={anchors}
        onDraft={(next) => {
          setDraft(next)
          save.reset()
        }}
      />
      <p className={save.error === null ? "soft" : "problem"}>
        {save.error !== null
          ? sentenceOf(save.error)
          : running
            ? "Its resting orders are laid out anew; fills and figures stay."
            : "They hold from the next start."}
      </p>
      <div className="row">
        <button type="submit" className="button primary" disabled={bad || name.trim() === "" || save.isPending}>
          {save.isPending ? "Changing …" : "Change"}
        </button>
        <button type="button" className="button" onClick={close}>
          Leave as it is
        </button>
      </div>
    </form>
  )
}
