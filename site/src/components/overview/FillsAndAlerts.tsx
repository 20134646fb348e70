import { useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query"
import { decimalsAt } from "../../format/decimals-on.ts"
import { ask } from "../../client/ask.ts"
import type { Bot, Exchange, Order } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"
import { notifications, orders } from "../../client/queries.ts"
import { marketNow, marketOfBot } from "../parts/run-result.ts"
import { collapsed } from "../parts/collapsed.ts"
import { watched } from "./watched.ts"
import { ago, exact } from "../../format/time.ts"
import { botOfAlert } from "../../words/alert-words.ts"
import { toast } from "../../live/store.ts"
import { FillsTable, fillsOf } from "../parts/FillsTable.tsx"
import { Empty, Missing } from "../parts/Missing.tsx"
import { useNow } from "../parts/use-now.ts"

/** Bots whose orders are asked for: the page stays quick however many there are. */
const WATCHED = 8
const SHOWN = 12

const tones = { INFO: "soft", WARNING: "warn", CRITICAL: "down" } as const

/** Of which bot an alert is. */
const OfBot = ({ bot }: { bot: Bot | undefined }) =>
  bot === undefined ? null : (
    <>
      <a href={`/app/bots/?id=${encodeURIComponent(bot.id)}`}>{bot.name}</a> ·{" "}
    </>
  )

const Alerts = ({ bots }: { bots: ReadonlyArray<Bot> }) => {
  const asked = useQuery(notifications)
  const { data } = asked
  const client = useQueryClient()
  const read = useMutation({
    mutationFn: (upTo: number) => ask("POST /notifications/read", { payload: { upTo } }),
    onError: (error) => toast(sentenceOf(error), "down"),
    onSettled: () => client.invalidateQueries({ queryKey: notifications.queryKey })
  })
  const now = useNow(30_000)
  const unread = (data ?? []).filter((one) => !one.read)
  return (
    <section className="panel" aria-labelledby="alerts-title">
      <header>
        <h2 id="alerts-title">Alerts</h2>
        {unread.length > 0 && <span className="soft">{unread.length} new</span>}
        <span className="spread" />
        {unread[0] !== undefined && (
          <button
            type="button"
            className="button quiet"
            data-testid="mark-read"
            disabled={read.isPending}
            onClick={() => read.mutate(unread[0]?.at ?? 0)}
          >
            Mark as read
          </button>
        )}
      </header>
      {data === undefined ? (
        <div className="inside">
          <Missing what="Your alerts can't be shown" asked={[asked]} height={80} />
        </div>
      ) : data.length === 0 ? (
        <Empty title="Nothing to tell">
          <p>What needs you will be here.</p>
        </Empty>
      ) : (
        <ul className="list">
          {collapsed(data, ({ botId, severity, text, read: seen }) => `${botId} ${severity} ${seen} ${text}`)
            .slice(0, SHOWN)
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
      )}
    </section>
  )
}

/** Latest fills, and alerts. */
export const FillsAndAlerts = ({
  bots,
  exchanges
}: {
  bots: ReadonlyArray<Bot>
  exchanges: ReadonlyArray<Exchange> | undefined
}) => {
  const known = useQueries({ queries: watched(bots, WATCHED).map(({ id }) => orders(id)) })
  const now = useNow(30_000)
  const all = known.flatMap(({ data }) => data ?? [])
  const fills = fillsOf(all).slice(0, SHOWN)
  const botOf = (botId: string) => bots.find(({ id }) => id === botId)
  const nameOf = (botId: string): string => botOf(botId)?.name ?? "A bot"
  const marketOf = (bot: Bot | undefined) => bot && marketOfBot(exchanges, bot)
  const tickDecimals = ({ botId }: Order, price: string): number => decimalsAt(marketOf(botOf(botId)), price)
  return (
    <div className="split">
      <section className="panel" aria-labelledby="fills-title">
        <header>
          <h2 id="fills-title">Latest fills</h2>
        </header>
        {fills.length === 0 && known.some(({ data }) => data === undefined) ? (
          <div className="inside">
            <Missing what="Your latest fills can't be shown" asked={known} height={120} />
          </div>
        ) : fills.length === 0 ? (
          <Empty title="No fills yet">
            <p>They appear here by themselves, the moment the exchange reports them.</p>
          </Empty>
        ) : (
          <FillsTable fills={fills} now={marketNow(marketOf(bots[0]), now)} decimalsOf={tickDecimals} nameOf={nameOf} />
        )}
      </section>
      <Alerts bots={bots} />
    </div>
  )
}
