import { useMutation, useQueryClient } from "@tanstack/react-query"
import { ask } from "../../client/ask.ts"
import type { Bot, Notification } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"
import { notifications } from "../../client/queries.ts"
import { ago, exact } from "../../format/time.ts"
import { toast } from "../../live/store.ts"
import { botOfAlert } from "../../words/alert-words.ts"
import { collapsed } from "./collapsed.ts"
import { Empty } from "./Missing.tsx"
import { useNow } from "./use-now.ts"

const tones = { INFO: "soft", WARNING: "warn", CRITICAL: "down" } as const

/** Of which bot an alert is. */
const OfBot = ({ bot }: { bot: Bot | undefined }) =>
  bot === undefined ? null : (
    <>
      <a href={`/app/bots/?id=${encodeURIComponent(bot.id)}`}>{bot.name}</a> ·{" "}
    </>
  )

/** Marks everything told so far as read; nothing where all of it is. */
export const MarkRead = ({ all }: { all: ReadonlyArray<Notification> }) => {
  const client = useQueryClient()
  const read = useMutation({
    mutationFn: (upTo: number) => ask("POST /notifications/read", { payload: { upTo } }),
    onError: (error) => toast(sentenceOf(error), "down"),
    onSettled: () => client.invalidateQueries({ queryKey: notifications.queryKey })
  })
  const newest = all.find((one) => !one.read)
  return newest === undefined ? null : (
    <button
      type="button"
      className="button quiet"
      data-testid="mark-read"
      disabled={read.isPending}
      onClick={() => read.mutate(newest.at)}
    >
      Mark as read
    </button>
  )
}

/** Alerts, the newest first; the same in a row is one. */
export const AlertList = ({
  all,
  bots,
  shown
}: {
  all: ReadonlyArray<Notification>
  bots: ReadonlyArray<Bot> | undefined
  /** How many at the most. */
  shown: number
}) => {
  const now = useNow(30_000)
  if (all.length === 0)
    return (
      <Empty title="Nothing to tell">
        <p>What needs you will be here.</p>
      </Empty>
    )
  return (
    <ul className="list">
      {collapsed(all, ({ botId, severity, text, read: seen }) => `${botId} ${severity} ${seen} ${text}`)
        .slice(0, shown)
        .map(({ entry: { id, at, botId, severity, text, read: seen }, times }) => (
          <li key={id} data-seen={seen}>
            <span className={`mark ${tones[severity]}`} aria-hidden="true" />
            <span className="spread">
              <OfBot bot={botOfAlert(bots, { botId, text })} />
              {text}
              {times > 1 && <small className="soft"> {times} times</small>}
            </span>
            <small className="soft nowrap" title={exact(at)}>
              {ago(at, now)}
            </small>
          </li>
        ))}
    </ul>
  )
}
