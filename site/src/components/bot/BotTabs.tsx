import { useMemo, useState } from "react"
import type { Bot, Market, Order } from "../../client/contract.ts"
import { decimalsAt } from "../../format/decimals-on.ts"
import { FillsTable, fillsOf } from "../parts/FillsTable.tsx"
import { Empty } from "../parts/Missing.tsx"
import { CurrentSettings } from "./CurrentSettings.tsx"
import { DecisionLog } from "./DecisionLog.tsx"
import { OrdersTable } from "./OrdersTable.tsx"
import { RunsTable } from "./RunsTable.tsx"

const tabs = ["Orders", "Fills", "Why", "Settings", "Run history"] as const
type Tab = (typeof tabs)[number]

/** A bot's orders, fills, decisions, settings and runs; one of them is shown. */
export const BotTabs = ({
  bot,
  market,
  all,
  now,
  decimals
}: {
  bot: Bot
  market: Market | undefined
  all: ReadonlyArray<Order>
  now: number
  decimals: number
}) => {
  const [tab, setTab] = useState<Tab>("Orders")
  const fills = useMemo(() => fillsOf(all), [all])
  const open = all.filter((order) => order.open)
  const counts: Partial<Record<Tab, number>> = { Orders: open.length, Fills: fills.length }
  const move = (by: number) => {
    const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length] ?? "Orders"
    setTab(next)
    document.getElementById(`tab-${next}`)?.focus()
  }
  return (
    <section className="panel">
      <div className="tabs" role="tablist" aria-label="About this bot">
        {tabs.map((one) => (
          <button
            key={one}
            id={`tab-${one}`}
            type="button"
            role="tab"
            aria-selected={tab === one}
            aria-controls="tab-panel"
            tabIndex={tab === one ? 0 : -1}
            onClick={() => setTab(one)}
            onKeyDown={({ key }) => {
              if (key === "ArrowRight") move(1)
              if (key === "ArrowLeft") move(-1)
            }}
          >
            {one} {counts[one] !== undefined && <span className="soft">{counts[one]}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`}>
        {tab === "Orders" && <OrdersTable orders={all} now={now} decimalsOf={(price) => decimalsAt(market, price)} />}
        {tab === "Fills" &&
          (fills.length === 0 ? (
            <Empty title="No fills yet">
              <p>They appear here, and on the candles, the moment the exchange reports them.</p>
            </Empty>
          ) : (
            <FillsTable fills={fills} now={now} decimalsOf={(_, price) => decimalsAt(market, price)} />
          ))}
        {tab === "Why" && <DecisionLog botId={bot.id} now={now} decimals={decimals} />}
        {tab === "Settings" && <CurrentSettings bot={bot} />}
        {tab === "Run history" && <RunsTable bot={bot} market={market} now={now} />}
      </div>
    </section>
  )
}
