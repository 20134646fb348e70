import { useQuery } from "@tanstack/react-query"
import { addressOfPair } from "../../client/pair-here.ts"
import { useMemo } from "react"
import { decimalsOn } from "../../format/decimals-on.ts"
import type { Bot, Exchange } from "../../client/contract.ts"
import { useFollowed } from "../../client/follow.ts"
import { bots, exchanges, oneRun, orders } from "../../client/queries.ts"
import { accountNameOf, accountOfBot, marketNow, marketOfBot } from "../parts/run-result.ts"
import { protectionWords } from "../../words/protection-words.ts"
import { reasonOf, strategyWord } from "../../words/words.ts"
import { exact, moment, span } from "../../format/time.ts"
import { Candles } from "../parts/Candles.tsx"
import { StateChip } from "../parts/Chip.tsx"
import { fillsOf } from "../parts/FillsTable.tsx"
import { Empty, Failed, Loading, Missing } from "../parts/Missing.tsx"
import { UnknownOrders } from "../parts/UnknownOrders.tsx"
import { useKnownNow } from "../frame/use-known-now.ts"
import { Rehearsal } from "../rehearsal/Rehearsal.tsx"
import { BotControls } from "./BotControls.tsx"
import { BotHead } from "./BotHead.tsx"
import { BotTabs } from "./BotTabs.tsx"
import { linesOf, marksOf } from "./chart-orders.ts"
import { KeptPosition } from "./KeptPosition.tsx"
import { LatestFills } from "./LatestFills.tsx"
import { MoreActions } from "./MoreActions.tsx"
import { PastRun } from "./PastRun.tsx"
import { RefusedOrder } from "./RefusedOrder.tsx"
import { AllRunsSentence, ResultSentence } from "./ResultSentence.tsx"
import { FigureTiles } from "./FigureTiles.tsx"

const Content = ({ bot, known }: { bot: Bot; known: ReadonlyArray<Exchange> }) => {
  const asked = useQuery(orders(bot.id))
  const market = marketOfBot(known, bot)
  const account = accountNameOf(known, bot)
  useFollowed(
    known.some(({ id, onDemand }) => id === bot.venue && onDemand === true),
    bot.venue,
    bot.symbol
  )
  const clock = useKnownNow(5_000)
  const run = bot.run
  const now = marketNow(market, clock)
  const why = run === undefined ? "" : reasonOf(run.summary, (at) => moment(at, now))
  const protection = run === undefined ? undefined : protectionWords(run.summary)
  const all = useMemo(() => (asked.data ?? []).filter(({ runId }) => runId === run?.id), [asked.data, run?.id])
  const lines = useMemo(() => linesOf(all), [all])
  const fills = useMemo(() => fillsOf(all), [all])
  const marks = useMemo(() => marksOf(fills), [fills])
  const decimals = decimalsOn(market)
  return (
    <>
      <BotHead
        name={bot.name}
        state={
          run === undefined ? (
            <span className="chip" data-tone="soft" data-testid="bot-state">
              Not started
            </span>
          ) : (
            <StateChip run={run.summary} testid="bot-state" />
          )
        }
        beside={<BotControls bot={bot} market={market} />}
      >
        <p className="soft">
          {bot.archivedAt !== undefined && "Archived · "}
          {strategyWord(bot.settings._tag)} on <a href={addressOfPair("/app/market/", bot)}>{bot.symbol}</a>
          {account !== undefined && ` through “${account}”`}
          {run !== undefined && (
            <>
              {" · "}
              <span title={exact(run.summary.since)}>for {span(Math.max(0, now - run.summary.since))}</span>
              {why !== "" && `: ${why}`}
            </>
          )}
        </p>
      </BotHead>
      <KeptPosition bot={bot} market={market} />
      <UnknownOrders bot={bot} orders={all} market={market} />
      <RefusedOrder orders={all} said={run?.summary.reason ?? ""} now={now} decimals={decimals} />
      {run !== undefined && <ResultSentence run={run} market={market} now={now} />}
      {protection !== undefined && (
        <p className="soft" data-testid="protection">
          {protection}
        </p>
      )}
      <AllRunsSentence bot={bot} market={market} />
      {market !== undefined && (
        <div className="bot-desk">
          <Candles venue={bot.venue} market={market} lines={lines} marks={marks} />
          <LatestFills fills={fills} now={now} decimals={decimals} />
        </div>
      )}
      {run !== undefined && (
        <FigureTiles
          run={run}
          market={market}
          settings={bot.settings}
          resting={all.filter(({ open }) => open).length}
          account={accountOfBot(known, bot)}
        />
      )}
      {asked.isError && asked.data === undefined ? (
        <Failed what="Its orders can't be shown" error={asked.error} retry={() => void asked.refetch()} />
      ) : (
        <BotTabs bot={bot} market={market} all={all} now={now} decimals={decimals} />
      )}
      <Rehearsal bot={bot} />
      <MoreActions bot={bot} />
    </>
  )
}

/** An earlier run of the bot, asked for by its id. */
const Earlier = ({ bot, known, runId }: { bot: Bot; known: ReadonlyArray<Exchange>; runId: string }) => {
  const asked = useQuery(oneRun(bot.id, runId))
  const market = marketOfBot(known, bot)
  const now = marketNow(market, useKnownNow(5_000))
  if (asked.data !== undefined) return <PastRun bot={bot} run={asked.data} market={market} now={now} />
  return <Missing what="This run can't be shown" asked={[asked]} height={320} />
}

/** One bot: what it does, what it made, and why; `runId`: one of its earlier runs. */
export const BotDetail = ({ id, runId }: { id: string; runId: string | null }) => {
  const all = useQuery(bots)
  const known = useQuery(exchanges)
  if (all.data === undefined || known.data === undefined)
    return (
      <Missing what="This bot can't be shown" asked={[all, known]}>
        <Loading height={64} />
        <Loading height={440} />
      </Missing>
    )
  const bot = all.data.find((one) => one.id === id)
  if (bot === undefined)
    return (
      <>
        <h1 className="unseen">Bot</h1>
        <Empty title={all.isFetching ? "Looking for this bot …" : "There is no such bot among yours"}>
          <a className="button" href="/app/bots/">
            All bots
          </a>
        </Empty>
      </>
    )
  return runId === null || runId === bot.run?.id ? (
    <Content bot={bot} known={known.data} />
  ) : (
    <Earlier bot={bot} known={known.data} runId={runId} />
  )
}
