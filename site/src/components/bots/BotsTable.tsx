import { useQuery } from "@tanstack/react-query"
import { useMemo, useState } from "react"
import { compare } from "@tradetower/domain/number"
import { ask } from "../../client/ask.ts"
import type { Bot, Exchange, Market } from "../../client/contract.ts"
import { accountNameOf, type AllRuns, marketNow, marketOfBot, resultOfAll } from "../parts/run-result.ts"
import { feedsWords, reasonOf, standsStill, stateOf, strategyWord } from "../../words/words.ts"
import { exact, moment, span, zoneAt } from "../../format/time.ts"
import { StateChip } from "../parts/Chip.tsx"
import { Icon } from "../parts/Icon.tsx"
import { Glow, Result } from "../parts/Result.tsx"
import { SelectedBots } from "./SelectedBots.tsx"
import { Sparkline } from "../parts/Sparkline.tsx"
import { TableScroll } from "../parts/TableScroll.tsx"
import { useKnownNow } from "../frame/use-known-now.ts"
import { useNear } from "../parts/use-near.ts"
import { useToday } from "../parts/use-today.ts"

interface Row {
  readonly bot: Bot
  readonly account: string | undefined
  readonly market: Market | undefined
  readonly result: AllRuns | undefined
  readonly today: string | undefined
}

const orders: Record<string, (a: Row, b: Row) => number> = {
  name: (a, b) => a.bot.name.localeCompare(b.bot.name),
  pair: (a, b) => a.bot.symbol.localeCompare(b.bot.symbol),
  state: (a, b) => (a.bot.run?.summary.state ?? "").localeCompare(b.bot.run?.summary.state ?? ""),
  result: (a, b) => compare(a.result?.total ?? "0", b.result?.total ?? "0"),
  today: (a, b) => compare(a.today ?? "0", b.today ?? "0"),
  fills: (a, b) => (a.result?.fills ?? 0) - (b.result?.fills ?? 0),
  age: (a, b) => (a.bot.run?.startedAt ?? a.bot.createdAt) - (b.bot.run?.startedAt ?? b.bot.createdAt)
}
type Column = "name" | "pair" | "state" | "result" | "today" | "fills" | "age"
interface Sort {
  readonly by: Column
  readonly down: boolean
}

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

/** A bot's result over the last two hours it ran, ending at what it is now; asked for when it comes near the screen. */
const Curve = ({ bot, total }: { bot: Bot; total: string | undefined }) => {
  const [near, ref] = useNear()
  const { data } = useQuery({
    queryKey: ["metrics", "1m", bot.id],
    queryFn: ({ signal }) => ask("GET /metrics", { signal, query: { tier: "1m", bot: bot.id, limit: "120" } }),
    enabled: near && bot.run !== undefined,
    refetchInterval: 60_000
  })
  const points = (data ?? []).map((point) => ({ at: point.at, value: Number(point.total) }))
  return (
    <span ref={ref}>
      <Sparkline
        points={
          total === undefined ? points : [...points, { at: (points.at(-1)?.at ?? 0) + MINUTE, value: Number(total) }]
        }
        label={`Result of ${bot.name} over the last two hours${bot.run?.live === false ? " it ran" : ""}`}
      />
    </span>
  )
}

const MINUTE = 60_000

const address = (bot: Bot): string => `/app/bots/?id=${encodeURIComponent(bot.id)}`

const matches = (bot: Bot, account: string | undefined, text: string): boolean => {
  const state = bot.run === undefined ? "not started" : stateOf(bot.run.summary).title
  return `${bot.name} ${bot.symbol} ${strategyWord(bot.settings._tag)} ${state} ${account ?? ""}`
    .toLowerCase()
    .includes(text)
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
  const away = all.filter(({ archivedAt }) => archivedAt !== undefined).length
  // The last one may have been brought back meanwhile.
  const showsAway = archived && away > 0
  const bots = useMemo(() => all.filter(({ archivedAt }) => (archivedAt !== undefined) === showsAway), [all, showsAway])
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set())
  const now = useKnownNow(10_000)
  const today = useToday(
    bots,
    (bot) => resultOfAll(bot, marketOfBot(exchanges, bot)?.lastPrice)?.total,
    (bot) => marketNow(marketOfBot(exchanges, bot), now)
  )
  const rows = useMemo(() => {
    const text = filter.trim().toLowerCase()
    const order = orders[sort.by]
    return bots
      .map((bot) => ({ bot, account: accountNameOf(exchanges, bot) }))
      .filter(({ account, bot }) => matches(bot, account, text))
      .map(({ account, bot }): Row => {
        const market = marketOfBot(exchanges, bot)
        return {
          bot,
          account,
          market,
          result: resultOfAll(bot, market?.lastPrice),
          today: today.get(bot.id)
        }
      })
      .sort((a, b) => (order?.(a, b) ?? 0) * (sort.down ? -1 : 1))
  }, [bots, exchanges, filter, sort, today])
  // One that the search hides is not meant by what is pressed.
  const shown = rows.map(({ bot }) => bot)
  const selected = shown.filter(({ id }) => chosen.has(id))
  const pick = (id: string, on: boolean) =>
    choose(new Set(on ? [...chosen, id] : [...chosen].filter((one) => one !== id)))
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
        <label className="input search">
          <span className="unseen">Search bots</span>
          <Icon name="search" size={16} />
          <input
            type="search"
            data-search
            placeholder="Name, pair, account"
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
        <table className="table bots-table">
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
          <tbody>
            {rows.map(({ account, bot, market, result, today: made }) => (
              <tr key={bot.id} data-testid="bot-row">
                <td className="pick">
                  <input
                    type="checkbox"
                    aria-label={`Select ${bot.name}`}
                    data-testid="select-bot"
                    checked={chosen.has(bot.id)}
                    onChange={(event) => pick(bot.id, event.currentTarget.checked)}
                  />
                </td>
                <td className="name">
                  <a href={address(bot)}>{bot.name}</a>
                  <small className="soft">
                    {strategyWord(bot.settings._tag)}
                    {account !== undefined && ` · ${account}`}
                    {bot.environment === "LIVE" && " · real money"}
                  </small>
                  {bot.run !== undefined && standsStill(bot.run.summary) && (
                    <small className="soft" data-testid="bot-reason">
                      {reasonOf(bot.run.summary, (at) => moment(at, marketNow(market, now)))}
                    </small>
                  )}
                </td>
                <td className="pair nowrap">
                  {bot.symbol}
                  {market !== undefined && feedsWords([market]) !== undefined && (
                    <small className="warn">{feedsWords([market])}</small>
                  )}
                </td>
                <td
                  className="state"
                  title={bot.run && reasonOf(bot.run.summary, (at) => moment(at, marketNow(market, now)))}
                >
                  {bot.run === undefined ? (
                    <span className="chip" data-tone="soft">
                      Not started
                    </span>
                  ) : (
                    <StateChip run={bot.run.summary} />
                  )}
                </td>
                <td className="number result">
                  {result === undefined ? (
                    <span className="soft">–</span>
                  ) : (
                    <Result value={result.total} percent={result.percent} />
                  )}
                </td>
                <td className="number today" data-label={`Today · ${zoneAt(now)}`} data-testid="bot-today">
                  {made === undefined ? <span className="soft">–</span> : <Result value={made} />}
                </td>
                <td className="number fills" data-label="Fills">
                  <Glow of={result?.fills ?? 0}>{result?.fills ?? 0}</Glow>
                </td>
                <td
                  className="number age"
                  data-label={bot.run?.live === false ? "Ran" : "Running for"}
                  title={exact(bot.run?.startedAt ?? bot.createdAt)}
                >
                  {bot.run === undefined ? "–" : span((bot.run.endedAt ?? marketNow(market, now)) - bot.run.startedAt)}
                </td>
                <td className="number curve-cell">
                  <Curve bot={bot} total={result?.total} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length === 0 && (
          <p className="empty">
            {bots.length === 0
              ? "All your bots are archived; what they made still counts."
              : `No bot matches “${filter}”.`}
          </p>
        )}
      </TableScroll>
    </section>
  )
}
