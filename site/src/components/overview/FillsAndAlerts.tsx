import { useQueries, useQuery } from "@tanstack/react-query"
import { decimalsAt } from "../../format/decimals-on.ts"
import type { Bot, Exchange, Order } from "../../client/contract.ts"
import { notifications, orders } from "../../client/queries.ts"
import { marketNow, marketOfBot } from "../parts/run-result.ts"
import { watched } from "./watched.ts"
import { AlertList, MarkRead } from "../parts/AlertList.tsx"
import { FillsTable, fillsOf } from "../parts/FillsTable.tsx"
import { Empty, Missing } from "../parts/Missing.tsx"
import { useNow } from "../parts/use-now.ts"

/** Bots whose orders are asked for: the page stays quick however many there are. */
const WATCHED = 8
const SHOWN = 12

const Alerts = ({ bots }: { bots: ReadonlyArray<Bot> }) => {
  const asked = useQuery(notifications)
  const all = asked.data ?? []
  const unread = all.filter(({ read }) => !read).length
  return (
    <section className="panel" aria-labelledby="alerts-title">
      <header>
        <h2 id="alerts-title">Alerts</h2>
        {unread > 0 && <span className="soft">{unread} new</span>}
        <span className="spread" />
        <MarkRead all={all} />
      </header>
      {asked.data === undefined ? (
        <div className="inside">
          <Missing what="Your alerts can't be shown" asked={[asked]} height={80} />
        </div>
      ) : (
        <AlertList all={asked.data} bots={bots} shown={SHOWN} />
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
