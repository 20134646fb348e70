import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../../client/ask.ts"
import type { Bot, NotPassed, Rehearsal as Answer } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"
import { rehearsal } from "../../client/queries.ts"
import { toast } from "../../live/store.ts"
import { dateAndMinute } from "../../format/time.ts"
import { rehearsalSentence, rehearsalWords } from "../../words/rehearsal-words.ts"
import { Folded } from "../parts/Folded.tsx"
import { Missing } from "../parts/Missing.tsx"
import { RehearsalTable } from "./RehearsalTable.tsx"
import { WaiveDialog } from "./WaiveDialog.tsx"

const Content = ({ bot, answer }: { bot: Bot; answer: Answer }) => {
  const [waiving, setWaiving] = useState(false)
  const client = useQueryClient()
  const rehearse = useMutation({
    mutationFn: () => ask("POST /bots/:botId/rehearsal", { params: { botId: bot.id } }),
    onSuccess: (next) => client.setQueryData(rehearsal(bot.id).queryKey, next)
  })
  const waive = useMutation({
    mutationFn: (faults: NotPassed["faults"]) =>
      ask("POST /bots/:botId/rehearsal/waive", { params: { botId: bot.id }, payload: { faults } }),
    onSuccess: (next) => {
      client.setQueryData(rehearsal(bot.id).queryKey, next)
      toast(`Waived. ${bot.name} may be started with real money.`)
      setWaiving(false)
    }
  })
  const { at, rows, state, waived } = answer
  const { title, tone } = rehearsalWords[state]
  return (
    <div className="step">
      <div className="row">
        <span className="chip" data-tone={tone} data-testid="rehearsal-state">
          {title}
        </span>
        <span className="spread">
          {rehearsalSentence(
            state,
            bot.environment === "LIVE",
            rows.some(({ bare }) => bare)
          )}
          {at !== undefined && <span className="soft"> Rehearsed {dateAndMinute(at)}.</span>}
          {waived !== undefined && (
            <span className="soft" data-testid="rehearsal-waived">
              {" "}
              Waived by {waived.by}, {dateAndMinute(waived.at)}.
            </span>
          )}
        </span>
        <button
          type="button"
          className={`button ${state === "NONE" || state === "OUTDATED" ? "primary" : ""}`}
          data-testid="rehearse"
          disabled={rehearse.isPending}
          onClick={() => rehearse.mutate()}
        >
          {rehearse.isPending ? "Rehearsing …" : state === "NONE" ? "Rehearse" : "Rehearse again"}
        </button>
        {state === "FAILED" && bot.environment === "LIVE" && rows.length > 0 && (
          <button type="button" className="button danger" data-testid="waive" onClick={() => setWaiving(true)}>
            Waive …
          </button>
        )}
      </div>
      {rehearse.error !== null && <p className="problem">{sentenceOf(rehearse.error)}</p>}
      {rows.length > 0 && <RehearsalTable rows={rows} />}
      {waiving && (
        <WaiveDialog
          name={bot.name}
          failed={rows.filter(({ passed }) => !passed)}
          act={waive}
          holds="It holds for these very settings, this pair and this account, and for these faults where you change the settings while it runs."
          close={() => setWaiving(false)}
        />
      )}
    </div>
  )
}

const Asked = ({ bot }: { bot: Bot }) => {
  const asked = useQuery(rehearsal(bot.id))
  if (asked.data === undefined) return <Missing what="Its rehearsal can't be shown" asked={[asked]} height={48} />
  return <Content bot={bot} answer={asked.data} />
}

/** What a bot does when things go wrong, tried in a second; open where it has to be passed before a start. */
export const Rehearsal = ({ bot }: { bot: Bot }) => (
  <section className="panel rehearsed" aria-label="Rehearsal" data-testid="rehearsal">
    <Folded
      title="Rehearsal: what it does when things go wrong"
      open={bot.environment === "LIVE" && bot.run?.live !== true}
    >
      <Asked bot={bot} />
    </Folded>
  </section>
)
