import { useQuery } from "@tanstack/react-query"
import { memo, useEffect, useRef, useState } from "react"
import { ask } from "../../client/ask.ts"
import type { Bot } from "../../client/contract.ts"
import { exact, moment, span, zoneAt } from "../../format/time.ts"
import { feedsWords, reasonOf, standsStill, strategyWord } from "../../words/words.ts"
import { StateChip } from "../parts/Chip.tsx"
import { Glow, Result } from "../parts/Result.tsx"
import { marketNow } from "../parts/run-result.ts"
import { Sparkline } from "../parts/Sparkline.tsx"
import { useNear } from "../parts/use-near.ts"
import type { Row } from "./rows.ts"

const MINUTE = 60_000
/** One that is only scrolled past asks for nothing, ms. */
const PAST = 250

/** Whether it has been on the page for a moment. */
const useStays = (): boolean => {
  const [stays, setStays] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setStays(true), PAST)
    return () => clearTimeout(timer)
  }, [])
  return stays
}

/** A bot's result over the last two hours it ran, ending at what it is now; asked for when it comes near the screen. */
const Curve = ({ bot, total }: { bot: Bot; total: string | undefined }) => {
  const [near, ref] = useNear()
  const stays = useStays()
  const { data } = useQuery({
    queryKey: ["metrics", "1m", bot.id],
    queryFn: ({ signal }) => ask("GET /metrics", { signal, query: { tier: "1m", bot: bot.id, limit: "120" } }),
    enabled: near && stays && bot.run !== undefined,
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

const address = (bot: Bot): string => `/app/bots/?id=${encodeURIComponent(bot.id)}`

/** `reaches`: with all between it and the one before. */
export type Pick = (id: string, on: boolean, reaches: boolean) => void

/** What a row of bots shows of one. */
const Cells = ({
  row: { account, bot, market, result, today: made },
  now,
  chosen,
  pick
}: {
  row: Row
  now: number
  chosen: boolean
  pick: Pick
}) => {
  const reaches = useRef(false)
  return (
    <>
      <td className="pick">
        <input
          type="checkbox"
          aria-label={`Select ${bot.name}`}
          data-testid="select-bot"
          checked={chosen}
          onClick={({ shiftKey }) => (reaches.current = shiftKey)}
          onChange={(event) => pick(bot.id, event.currentTarget.checked, reaches.current)}
        />
      </td>
      <td className="name">
        <a href={address(bot)}>{bot.name}</a>
        <small className="soft">
          {strategyWord(bot.settings._tag)}
          {account !== undefined && ` · ${account}`}
          {bot.group !== undefined && ` · ${bot.group}`}
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
      <td className="state" title={bot.run && reasonOf(bot.run.summary, (at) => moment(at, marketNow(market, now)))}>
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
    </>
  )
}

/** A row's cells, drawn anew only when something of theirs is another. */
export const BotCells = memo(
  Cells,
  (a, b) =>
    a.chosen === b.chosen &&
    a.now === b.now &&
    a.pick === b.pick &&
    a.row.bot === b.row.bot &&
    a.row.market === b.row.market &&
    a.row.account === b.row.account &&
    a.row.today === b.row.today
)
