import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { decimalsAt, decimalsOn } from "../../format/decimals-on.ts"
import type { Bot, Market, Run } from "../../client/contract.ts"
import { orders } from "../../client/queries.ts"
import { exact } from "../../format/time.ts"
import { StateChip } from "../parts/Chip.tsx"
import { FillsTable, fillsOf } from "../parts/FillsTable.tsx"
import { Icon } from "../parts/Icon.tsx"
import { Empty, Missing } from "../parts/Missing.tsx"
import { BotHead } from "./BotHead.tsx"
import { OrdersTable } from "./OrdersTable.tsx"
import { ResultSentence } from "./ResultSentence.tsx"
import { FigureTiles } from "./FigureTiles.tsx"
import { DecisionLog } from "./DecisionLog.tsx"

const views = ["Fills", "Orders", "Why"] as const

/** One of a bot's earlier runs, as it ended: its result, fills, orders and steps. */
export const PastRun = ({ bot, run, market, now }: { bot: Bot; run: Run; market: Market | undefined; now: number }) => {
  const [view, setView] = useState<(typeof views)[number]>("Fills")
  const asked = useQuery(orders(bot.id, run.id))
  const all = asked.data ?? []
  const fills = fillsOf(all)
  const decimals = decimalsOn(market)
  return (
    <>
      <BotHead
        name={bot.name}
        state={<StateChip run={run.summary} testid="run-state" />}
        beside={
          <a className="button" href={`/app/bots/?id=${encodeURIComponent(bot.id)}`}>
            <Icon name="back" size={16} />
            Latest run
          </a>
        }
      >
        <p className="soft" data-testid="past-run">
          Earlier run on {bot.symbol}, {exact(run.startedAt)}
          {run.endedAt !== undefined && ` to ${exact(run.endedAt)}`}
          {run.summary.reason !== "" && `: ${run.summary.reason}`}
        </p>
      </BotHead>
      <ResultSentence run={run} market={market} now={now} />
      <FigureTiles run={run} market={market} settings={bot.settings} resting={all.filter(({ open }) => open).length} />
      <section className="panel" aria-label="About this run">
        <div className="row tab-tools">
          <div className="segments" role="group" aria-label="Show">
            {views.map((one) => (
              <button key={one} type="button" aria-pressed={view === one} onClick={() => setView(one)}>
                {one}
              </button>
            ))}
          </div>
        </div>
        {view === "Why" ? (
          <DecisionLog botId={bot.id} run={run.id} now={now} decimals={decimals} />
        ) : asked.data === undefined ? (
          <Missing what="Its orders can't be shown" asked={[asked]} height={160} />
        ) : view === "Orders" ? (
          <OrdersTable orders={all} now={now} decimalsOf={(price) => decimalsAt(market, price)} />
        ) : fills.length === 0 ? (
          <Empty title="It traded nothing" />
        ) : (
          <FillsTable fills={fills} now={now} decimalsOf={(_, price) => decimalsAt(market, price)} />
        )}
      </section>
    </>
  )
}
