import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { ask } from "../../client/ask.ts"
import type { Channel } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"
import { alerts, bots } from "../../client/queries.ts"
import { ago, exact, hourOf } from "../../format/time.ts"
import { toast } from "../../live/store.ts"
import { type AlertKind, alertKinds, alertKindWords } from "../../words/alert-words.ts"
import { Missing } from "../parts/Missing.tsx"
import { useNow } from "../parts/use-now.ts"
import { AddChannel } from "./AddChannel.tsx"

const titles = { PUSH: "Browser", TELEGRAM: "Telegram", EMAIL: "E-mail" } as const

const useChange = () => {
  const client = useQueryClient()
  return {
    onError: (error: Error) => toast(sentenceOf(error), "down"),
    onSettled: () => client.invalidateQueries({ queryKey: alerts.queryKey })
  }
}

/** Which kinds, a box each. */
const Kinds = ({
  legend,
  chosen,
  disabled,
  change
}: {
  legend: string
  chosen: ReadonlyArray<AlertKind>
  disabled: boolean
  change: (kinds: ReadonlyArray<AlertKind>) => void
}) => (
  <fieldset className="kinds" disabled={disabled}>
    <legend>{legend}</legend>
    {alertKinds.map((kind) => (
      <label key={kind} title={alertKindWords[kind].help}>
        <input
          type="checkbox"
          checked={chosen.includes(kind)}
          onChange={({ currentTarget: { checked } }) =>
            change(alertKinds.filter((one) => (one === kind ? checked : chosen.includes(one))))
          }
        />
        {alertKindWords[kind].title}
      </label>
    ))}
  </fieldset>
)

/** How a channel stands, in a sentence. */
const Standing = ({ channel: { deliveredAt, pairing, test, trouble }, now }: { channel: Channel; now: number }) => {
  if (pairing !== undefined)
    return (
      <p className="warn">
        Write <strong className="nowrap">{pairing.code}</strong> to your bot in Telegram until {hourOf(pairing.until)}:
        the chat is found by itself.
      </p>
    )
  if (trouble !== undefined)
    return (
      <p className="problem">
        Nothing goes this way since {ago(trouble.at, now)}: {trouble.text}. Send a test once that is mended, or take it
        away and add it anew.
      </p>
    )
  if (test !== undefined && test.doneAt === undefined) return <p className="soft">A test is on its way …</p>
  if (test?.problem !== undefined) return <p className="problem">The test did not arrive: {test.problem}.</p>
  return deliveredAt === undefined ? null : (
    <p className="soft" title={exact(deliveredAt)}>
      Last message {ago(deliveredAt, now)}.
    </p>
  )
}

const One = ({ channel }: { channel: Channel }) => {
  const { id, label, leads, pairing, way } = channel
  const { data: all = [] } = useQuery(bots)
  const settled = useChange()
  const now = useNow(5_000)
  const params = { channelId: id }
  type Change = Partial<Pick<Channel, "kinds" | "byBot">>
  const change = useMutation({
    mutationFn: (payload: Change) => ask("PATCH /alerts/channels/:channelId", { params, payload }),
    ...settled
  })
  // What was ticked stays so while it is sent.
  const { byBot, kinds } = change.isPending ? { ...channel, ...change.variables } : channel
  const remove = useMutation({ mutationFn: () => ask("DELETE /alerts/channels/:channelId", { params }), ...settled })
  const test = useMutation({ mutationFn: () => ask("POST /alerts/channels/:channelId/test", { params }), ...settled })
  const others = byBot.map(({ botId }) => botId)
  return (
    <li className="channel" data-testid="channel">
      <div className="row">
        <span className="spread">
          <strong>{label}</strong> <span className="soft">{`${titles[way]}, ${leads}`}</span>
        </span>
        <button
          type="button"
          className="button"
          data-testid="test-channel"
          disabled={test.isPending || pairing !== undefined}
          onClick={() => test.mutate()}
        >
          Send a test
        </button>
        <button
          type="button"
          className="button danger"
          aria-label={`Remove ${label}`}
          disabled={remove.isPending}
          onClick={() => remove.mutate()}
        >
          Remove
        </button>
      </div>
      <Standing channel={channel} now={now} />
      <Kinds
        legend="Tells of"
        chosen={kinds}
        disabled={change.isPending}
        change={(chosen) => change.mutate({ kinds: chosen })}
      />
      {byBot.map((own) => (
        <Kinds
          key={own.botId}
          legend={`Of ${all.find((bot) => bot.id === own.botId)?.name ?? "a bot that is gone"} instead`}
          chosen={own.kinds}
          disabled={change.isPending}
          change={(chosen) =>
            change.mutate({ byBot: byBot.map((one) => (one === own ? { botId: own.botId, kinds: chosen } : one)) })
          }
        />
      ))}
      {all.some((bot) => !others.includes(bot.id)) && (
        <label className="field">
          <span className="label">Other kinds for one bot</span>
          <span className="input">
            <select
              value=""
              disabled={change.isPending}
              onChange={({ currentTarget: { value } }) =>
                change.mutate({ byBot: [...byBot, { botId: value as (typeof byBot)[number]["botId"], kinds }] })
              }
            >
              <option value="">Choose a bot</option>
              {all
                .filter((bot) => !others.includes(bot.id))
                .map((bot) => (
                  <option key={bot.id} value={bot.id}>
                    {bot.name}
                  </option>
                ))}
            </select>
          </span>
        </label>
      )}
    </li>
  )
}

/** The ways on which alerts reach the trader when no page is open. */
export const Channels = () => {
  const asked = useQuery(alerts)
  const settled = useChange()
  const voided = useMutation({
    mutationFn: () => ask("POST /alerts/links/void", {}),
    ...settled,
    onSuccess: () => toast("Links in messages so far do nothing any more")
  })
  return (
    <section className="panel" id="notifications" aria-labelledby="channels-title">
      <header>
        <h1 id="channels-title">Notifications</h1>
      </header>
      <p className="inside soft">
        Alerts come to the bell on every page. Here they come to you when no page is open: the first at once, more of
        the same together. Messages carry links to resume or stop a bot and to stop everything; each asks first, works
        once and for a day.
      </p>
      {asked.data === undefined ? (
        <Missing what="Your channels can't be shown" asked={[asked]} height={160} />
      ) : (
        <>
          <ul className="list channels">
            {asked.data.channels.map((channel) => (
              <One key={channel.id} channel={channel} />
            ))}
          </ul>
          <AddChannel pushKey={asked.data.pushKey} />
          <div className="inside row">
            <button type="button" className="button" disabled={voided.isPending} onClick={() => voided.mutate()}>
              Make all links sent so far void
            </button>
          </div>
        </>
      )}
    </section>
  )
}
