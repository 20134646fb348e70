import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useMemo, useState } from "react"
import { decimalsOn } from "../../format/decimals-on.ts"
import { ask } from "../../client/ask.ts"
import type { Bot, Field, NotPassed, Settings } from "../../client/contract.ts"
import { changeWords } from "./change-words.ts"
import { Problem, refusedFields, sentenceOf } from "../../client/problem.ts"
import { bots, exchanges, rehearsal } from "../../client/queries.ts"
import { accountOfBot, marketOfBot } from "../parts/run-result.ts"
import { toast } from "../../live/store.ts"
import { Candles } from "../parts/Candles.tsx"
import { draftOf, fieldsOn, kindOf, readDraft } from "../form/draft.ts"
import { SettingsFields } from "../form/SettingsFields.tsx"
import { WaiveDialog } from "../rehearsal/WaiveDialog.tsx"
import { VerdictWords } from "../form/VerdictWords.tsx"
import { useVerdict } from "../form/use-verdict.ts"
import { TextField } from "../form/TextField.tsx"
import { foreseenLines, useForeseenChange } from "./use-foreseen-change.ts"

const noLines: ReadonlyArray<never> = []

/** What is wrong beside that it was not passed, which the dialog tells anyway. */
const refusedFor = (error: Error | null): Error | null =>
  error instanceof Problem && error.notPassed !== undefined ? null : error

/** Changes a bot's name and settings, and shows before what that will do: a running bot lays its orders out anew. */
export const ChangeSettings = ({
  bot,
  fields: all,
  close
}: {
  bot: Bot
  fields: ReadonlyArray<Field>
  close: () => void
}) => {
  const { data: known } = useQuery(exchanges)
  const market = marketOfBot(known, bot)
  const account = accountOfBot(known, bot)
  const kind = market && kindOf(market.instrument)
  const fields = useMemo(() => fieldsOn(all, kind), [all, kind])
  const running = bot.run?.live === true
  const changeable = useMemo(
    () => fields.filter(({ kept }) => kept !== "FOR_GOOD" && (kept === undefined || !running)),
    [fields, running]
  )
  const [draft, setDraft] = useState(() => draftOf(bot.settings, fields))
  const [anchors] = useState(draft.values)
  const [name, setName] = useState(bot.name)
  const [refused, setRefused] = useState<NotPassed>()
  const [waiving, setWaiving] = useState(false)
  const client = useQueryClient()
  const read = useMemo(() => readDraft(fields, draft), [fields, draft])
  const { verdict, waiting } = useVerdict(market, read.settings, undefined, undefined, account)
  const save = useMutation({
    mutationFn: ({ settings, waive }: { settings: Settings; waive?: NotPassed["faults"] }) =>
      ask("PATCH /bots/:botId", {
        params: { botId: bot.id },
        payload: { name: name.trim(), settings, ...(waive !== undefined && { waive }) }
      }),
    onSuccess: () => {
      toast("Changed")
      void client.invalidateQueries({ queryKey: bots.queryKey })
      void client.invalidateQueries({ queryKey: rehearsal(bot.id).queryKey })
      close()
    },
    onError: (error) => {
      const refusal = error instanceof Problem ? error.notPassed : undefined
      setRefused(refusal)
      setWaiving(refusal !== undefined)
    }
  })
  const problems = { ...refusedFields(save.error), ...read.problems, ...verdict?.problems }
  const bad = Object.keys({ ...read.problems, ...verdict?.problems }).length > 0
  const foreseen = useForeseenChange(bot, bad || waiting ? undefined : read.settings)
  const does = foreseen?.answer
  const lines = useMemo(
    () => (does?.entered === true ? foreseenLines(does) : (verdict?.lines ?? noLines)),
    [does, verdict?.lines]
  )
  if (market === undefined) return null
  const words = bad
    ? "Something can't work yet; it is marked where it is."
    : !running
      ? `They hold from the next start. ${verdict?.sentence ?? ""}`
      : foreseen === undefined || foreseen.waiting
        ? "Working out what will happen …"
        : does === undefined
          ? "What it will do can't be told now. Its orders are laid out as the settings say; fills and figures stay."
          : `${changeWords(does, market.instrument.base, decimalsOn(market))} ${does.entered ? "Fills and figures stay." : (verdict?.sentence ?? "")}`
  const change = (waive?: NotPassed["faults"]) => {
    if (read.settings !== undefined && !bad)
      save.mutate({ settings: read.settings, ...(waive !== undefined && { waive }) })
  }
  return (
    <>
      <form
        className="step"
        onSubmit={(event) => {
          event.preventDefault()
          change()
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
            setRefused(undefined)
            save.reset()
          }}
        />
        <Candles venue={bot.venue} market={market} lines={lines} wholeLadder low initial="15m" />
        <VerdictWords
          verdict={verdict}
          words={words}
          {...(running && { riskOf: "Of its next start or cycle, at a price like the present one. " })}
        />
        {running && bot.environment === "LIVE" && (
          <p className="soft" data-testid="rehearsed-first">
            It trades real money: other settings are rehearsed when you press “Change”, which takes a second. What they
            don’t come through changes nothing, unless you waive it by name.
          </p>
        )}
        {save.error !== null && <p className="problem">{sentenceOf(save.error)}</p>}
        <div className="row">
          {refused !== undefined && (
            <button type="button" className="button danger" data-testid="waive-change" onClick={() => setWaiving(true)}>
              Waive …
            </button>
          )}
          <button type="submit" className="button primary" disabled={bad || name.trim() === "" || save.isPending}>
            {save.isPending ? "Changing …" : "Change"}
          </button>
          <button type="button" className="button" onClick={close}>
            Leave as it is
          </button>
        </div>
      </form>
      {waiving && refused !== undefined && (
        <WaiveDialog
          key={refused.faults.join()}
          name={bot.name}
          failed={refused.rows.filter(({ fault }) => refused.faults.includes(fault))}
          act={{ mutate: change, isPending: save.isPending, error: refusedFor(save.error) }}
          confirm="Waive these and change"
          holds="It holds for this bot while it runs, whatever else you change."
          close={() => setWaiving(false)}
        />
      )}
    </>
  )
}
