import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { Activity as Entry } from "../../client/contract.ts"
import { collapsed } from "../parts/collapsed.ts"
import { activity, bots, notifications } from "../../client/queries.ts"
import { actionWords } from "../../words/activity-words.ts"
import { type AlertKind, alertKinds, alertKindWords } from "../../words/alert-words.ts"
import { Frame } from "../frame/Frame.tsx"
import { AlertList, MarkRead } from "../parts/AlertList.tsx"
import { Empty, Missing } from "../parts/Missing.tsx"
import { DataTable } from "../parts/DataTable.tsx"
import { useNow } from "../parts/use-now.ts"
import { exact, moment } from "../../format/time.ts"

const actors: Record<Entry["actor"], string> = {
  TRADER: "You",
  SYSTEM: "System",
  RISK_ENGINE: "Risk engine",
  EXCHANGE: "Exchange"
}

/** Every alert of the last 90 days that is asked for, of one kind if one is picked. */
const Alerts = () => {
  const asked = useQuery(notifications)
  const { data: all } = useQuery(bots)
  const [kind, setKind] = useState<AlertKind | "">("")
  const told = asked.data?.filter((one) => kind === "" || one.kind === kind)
  return (
    <section className="panel" id="alerts" aria-labelledby="alerts-title">
      <header>
        <h2 id="alerts-title">Alerts</h2>
        <span className="spread" />
        <label className="input">
          <span className="unseen">Kind of alert</span>
          <select
            data-testid="alert-kind"
            value={kind}
            onChange={({ currentTarget: { value } }) => setKind(alertKinds.find((one) => one === value) ?? "")}
          >
            <option value="">All kinds</option>
            {alertKinds.map((one) => (
              <option key={one} value={one}>
                {alertKindWords[one].title}
              </option>
            ))}
          </select>
        </label>
        <MarkRead all={asked.data ?? []} />
      </header>
      {told === undefined ? (
        <Missing what="Your alerts can't be shown" asked={[asked]} height={120} />
      ) : (
        <AlertList all={told} bots={all} shown={told.length} />
      )}
    </section>
  )
}

const Trail = () => {
  const asked = useQuery(activity)
  const { data: all } = useQuery(bots)
  const [filter, setFilter] = useState("")
  const now = useNow(30_000)
  if (asked.data === undefined) return <Missing what="The activity can't be shown" asked={[asked]} height={320} />
  const nameOf = (id: string | undefined): string => all?.find((bot) => bot.id === id)?.name ?? ""
  const text = filter.trim().toLowerCase()
  const rows = asked.data.filter((entry) =>
    `${actors[entry.actor]} ${actionWords(entry.action)} ${nameOf(entry.botId)} ${entry.detail}`
      .toLowerCase()
      .includes(text)
  )
  return (
    <section className="panel" aria-labelledby="activity-title">
      <header>
        <h1 id="activity-title">Activity</h1>
        <span className="spread" />
        <label className="input search">
          <span className="unseen">Search the activity</span>
          <input
            type="search"
            data-search
            placeholder="Search"
            value={filter}
            onChange={(e) => setFilter(e.currentTarget.value)}
          />
        </label>
      </header>
      {rows.length === 0 ? (
        <Empty title={asked.data.length === 0 ? "Nothing has happened yet" : "Nothing matches"}>
          <p>Every command and every change of state is written here, with who and when.</p>
        </Empty>
      ) : (
        <DataTable label="Activity" look="entries" columns={["Time", "Who", "What", "Bot", "Detail"]}>
          {collapsed(rows, ({ action, actor, botId, detail }) => [actor, action, botId, detail].join("\n")).map(
            ({ entry, times }) => (
              <tr key={entry.id}>
                <td className="when nowrap soft" title={exact(entry.at)}>
                  {moment(entry.at, now)}
                </td>
                <td className="actor nowrap">{actors[entry.actor]}</td>
                <td className="what nowrap">{actionWords(entry.action)}</td>
                <td className="which nowrap">
                  {entry.botId !== undefined && (
                    <a href={`/app/bots/?id=${encodeURIComponent(entry.botId)}`}>{nameOf(entry.botId)}</a>
                  )}
                </td>
                <td className="detail soft">
                  {entry.detail}
                  {times > 1 && ` (${times} times)`}
                </td>
              </tr>
            )
          )}
        </DataTable>
      )}
    </section>
  )
}

export default function Activity() {
  return (
    <Frame>
      <Trail />
      <Alerts />
    </Frame>
  )
}
