import { useCallback, useMemo, useRef, useState } from "react"
import type { Bot, Exchange } from "../../client/contract.ts"
import { zoneAt } from "../../format/time.ts"
import { useKnownNow } from "../frame/use-known-now.ts"
import { Icon } from "../parts/Icon.tsx"
import { accountNameOf, marketNow, marketOfBot, resultOfAll } from "../parts/run-result.ts"
import { TableScroll } from "../parts/TableScroll.tsx"
import { useToday } from "../parts/use-today.ts"
import { BotRows } from "./BotRows.tsx"
import { between, type Column, columns, matches, orders, type Row, type Sort, sorted } from "./rows.ts"
import { SelectedBots } from "./SelectedBots.tsx"

const Head = ({
  by,
  title,
  sort,
  onSort,
  number = false
}: {
  by: Column
  title: string
  sort: Sort
  onSort: (sort: Sort) => void
  number?: boolean
}) => {
  const active = sort.by === by
  return (
    <th
      scope="col"
      className={number ? "number" : undefined}
      aria-sort={active ? (sort.down ? "descending" : "ascending") : "none"}
    >
      <button type="button" onClick={() => onSort({ by, down: active ? !sort.down : true })}>
        {title}
        <span aria-hidden="true">{active ? (sort.down ? "↓" : "↑") : ""}</span>
      </button>
    </th>
  )
}

/** All bots: a table that sorts and filters, cards on a phone. */
export const BotsTable = ({
  bots: all,
  exchanges
}: {
  bots: ReadonlyArray<Bot>
  exchanges: ReadonlyArray<Exchange> | undefined
}) => {
  const [sort, setSort] = useState<Sort>({ by: "age", down: true })
  const [filter, setFilter] = useState("")
  const [archived, setArchived] = useState(false)
  const [wanted, want] = useState<string>()
  const away = all.filter(({ archivedAt }) => archivedAt !== undefined).length
  // The last one may have been brought back meanwhile.
  const showsAway = archived && away > 0
  const bots = useMemo(() => all.filter(({ archivedAt }) => (archivedAt !== undefined) === showsAway), [all, showsAway])
  const groups = [...new Set(bots.flatMap(({ group }) => (group === undefined ? [] : [group])))].toSorted()
  // The last of a group may have left it meanwhile.
  const group = wanted !== undefined && groups.includes(wanted) ? wanted : undefined
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set())
  const now = useKnownNow(10_000)
  const today = useToday(
    bots,
    (bot) => resultOfAll(bot, marketOfBot(exchanges, bot)?.lastPrice)?.total,
    (bot) => marketNow(marketOfBot(exchanges, bot), now)
  )
  const rows = useMemo(() => {
    const text = filter.trim()
    const shown = bots.flatMap((bot): ReadonlyArray<Row> => {
      const account = accountNameOf(exchanges, bot)
      if ((group !== undefined && bot.group !== group) || (text !== "" && !matches(bot, account, text))) return []
      const market = marketOfBot(exchanges, bot)
      return [{ bot, account, market, result: resultOfAll(bot, market?.lastPrice), today: today.get(bot.id) }]
    })
    return sorted(shown, sort)
  }, [bots, exchanges, filter, group, sort, today])
  // One that the search hides is not meant by what is pressed.
  const shown = rows.map(({ bot }) => bot)
  const selected = shown.filter(({ id }) => chosen.has(id))
  // Each row is drawn with it: it stays the same, and looks at what there is when it is pressed.
  const order = useRef<ReadonlyArray<string>>([])
  order.current = shown.map(({ id }) => id)
  const last = useRef<string>(undefined)
  const pick = useCallback((id: string, on: boolean, reaches: boolean) => {
    const meant = new Set(reaches ? between(order.current, last.current, id) : [id])
    last.current = id
    choose((before) => new Set(on ? [...before, ...meant] : [...before].filter((one) => !meant.has(one))))
  }, [])
  return (
    <section className="panel" aria-labelledby="bots-title">
      <header>
        <h2 id="bots-title">Bots</h2>
        <span className="soft">{bots.length}</span>
        {away > 0 && (
          <div className="segments" role="group" aria-label="Which bots">
            <button type="button" aria-pressed={!showsAway} onClick={() => setArchived(false)}>
              Current
            </button>
            <button
              type="button"
              data-testid="show-archived"
              aria-pressed={showsAway}
              onClick={() => setArchived(true)}
            >
              Archived {away}
            </button>
          </div>
        )}
        <span className="spread" />
        {groups.length > 0 && (
          <label className="input">
            <span className="unseen">Group</span>
            <select
              data-testid="group"
              value={group ?? ""}
              onChange={({ currentTarget: { value } }) => want(value === "" ? undefined : value)}
            >
              <option value="">Every group</option>
              {groups.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          </label>
        )}
        <label className="input">
          <span className="unseen">Sort by</span>
          <select
            data-testid="sort"
            value={`${sort.by} ${sort.down ? "down" : "up"}`}
            onChange={({ currentTarget: { value } }) => {
              const [by, way] = value.split(" ")
              // An option's value is one of these.
              setSort({ by: by as Column, down: way === "down" })
            }}
          >
            {columns.flatMap((by) =>
              (["down", "up"] as const).map((way) => (
                <option key={`${by} ${way}`} value={`${by} ${way}`}>
                  {orders[by].title} {way === "down" ? "↓" : "↑"}
                </option>
              ))
            )}
          </select>
        </label>
        <label className="input search">
          <span className="unseen">Search bots</span>
          <Icon name="search" size={16} />
          <input
            type="search"
            data-search
            placeholder="Anything of a bot"
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
        </label>
        <a className="button primary" href="/app/bots/new/">
          <Icon name="plus" size={16} />
          New bot
        </a>
      </header>
      <SelectedBots selected={selected} shown={shown} select={choose} />
      <TableScroll label="Bots">
        <table className="table bots-table" aria-rowcount={rows.length + 1}>
          <thead>
            <tr>
              <th scope="col" className="pick">
                <input
                  type="checkbox"
                  aria-label="Select all bots shown"
                  data-testid="select-shown"
                  checked={selected.length > 0 && selected.length === shown.length}
                  onChange={(event) => choose(new Set(event.currentTarget.checked ? shown.map(({ id }) => id) : []))}
                />
              </th>
              <Head by="name" title="Name" sort={sort} onSort={setSort} />
              <Head by="pair" title="Pair" sort={sort} onSort={setSort} />
              <Head by="state" title="State" sort={sort} onSort={setSort} />
              <Head by="result" title="Result" sort={sort} onSort={setSort} number />
              <Head by="today" title={`Today · ${zoneAt(now)}`} sort={sort} onSort={setSort} number />
              <Head by="fills" title="Fills" sort={sort} onSort={setSort} number />
              <Head by="age" title="Running for" sort={sort} onSort={setSort} number />
              <th scope="col" className="number">
                Last 2 h
              </th>
            </tr>
          </thead>
          <BotRows rows={rows} now={now} chosen={chosen} pick={pick} />
        </table>
        {rows.length === 0 && (
          <p className="empty">
            {bots.length === 0
              ? "All your bots are archived; what they made still counts."
              : filter.trim() === ""
                ? "No bot is in this group."
                : `No bot matches “${filter}”.`}
          </p>
        )}
      </TableScroll>
    </section>
  )
}
