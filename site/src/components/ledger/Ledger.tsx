import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { Bot } from "../../client/contract.ts"
import { bots } from "../../client/queries.ts"
import { counted, fixed } from "../../format/number.ts"
import { dateAndMinute } from "../../format/time.ts"
import { Frame } from "../frame/Frame.tsx"
import { Empty, Missing } from "../parts/Missing.tsx"
import { Result } from "../parts/Result.tsx"
import { Calendar } from "./Calendar.tsx"
import { Entries } from "./Entries.tsx"
import { Files } from "./Files.tsx"
import { Filters } from "./Filters.tsx"
import { Groups } from "./Groups.tsx"
import { type Chosen, type Grouping, ledgerSums, ownZone, type Sums } from "./ledger-queries.ts"
import { EVERYTHING, monthOf, moved, type Period, periodWords, spanOf } from "./period.ts"

/** Entries that are still to come, where there are any. */
const Behind = ({ behind }: { behind: Sums["behind"] | undefined }) =>
  behind !== undefined && (
    <small className="warn" data-testid="ledger-behind">
      {" "}
      The newest trades of {counted(behind.runs, "run is", "runs are")} still being taken in
      {behind.upTo !== undefined && `; those up to ${dateAndMinute(behind.upTo)} are here`}.
    </small>
  )

const partsOf = (period: Period): Grouping => (period === EVERYTHING ? "year" : period.length === 4 ? "month" : "day")

/** A period with what was made in its parts, and the way to others. */
const Made = ({
  chosen,
  period,
  go,
  part,
  choose
}: {
  chosen: Chosen
  period: Period
  go: (period: Period) => void
  part: Period | undefined
  choose: (part: Period | undefined) => void
}) => {
  const sums = useQuery(ledgerSums(partsOf(period), { ...chosen, ...spanOf(period) }))
  const [wanted, want] = useState<string>()
  const totals = sums.data?.totals ?? []
  const total = totals.find(({ currency }) => currency === wanted) ?? totals[0]
  return (
    <section className="panel" aria-labelledby="made-title">
      <header>
        <h2 id="made-title" data-testid="period">
          {periodWords(period)}
        </h2>
        {period !== EVERYTHING && (
          <>
            <button type="button" className="button quiet" aria-label="Before" onClick={() => go(moved(period, -1))}>
              ‹
            </button>
            <button type="button" className="button quiet" aria-label="After" onClick={() => go(moved(period, 1))}>
              ›
            </button>
          </>
        )}
        <span className="spread" />
        {totals.length > 1 && (
          <div className="segments" role="group" aria-label="Currency">
            {totals.map(({ currency }) => (
              <button
                key={currency}
                type="button"
                aria-pressed={currency === total?.currency}
                onClick={() => want(currency)}
              >
                {currency}
              </button>
            ))}
          </div>
        )}
        <div className="segments" role="group" aria-label="Time">
          {period.length === 7 && (
            <button type="button" aria-pressed onClick={() => choose(undefined)}>
              Month
            </button>
          )}
          {period !== EVERYTHING && (
            <button type="button" aria-pressed={period.length === 4} onClick={() => go(period.slice(0, 4))}>
              Year
            </button>
          )}
          <button type="button" aria-pressed={period === EVERYTHING} onClick={() => go(EVERYTHING)}>
            Everything
          </button>
        </div>
      </header>
      {sums.data === undefined ? (
        <Missing what="The ledger can't be shown" asked={[sums]} height={360} />
      ) : (
        <>
          <p className="inside made" data-testid="made">
            {total === undefined ? (
              <span className="soft">Nothing was traded in this time.</span>
            ) : (
              <>
                <Result value={total.net} unit={total.currency} still testid="net" /> after {fixed(total.fees, 2)} in
                fees, by {counted(total.trades, "trade")}.
              </>
            )}{" "}
            <small className="soft">Days begin at midnight in {ownZone()}.</small>
            <Behind behind={sums.data.behind} />
          </p>
          <Calendar
            period={period}
            groups={sums.data.groups.filter(({ currency }) => currency === total?.currency)}
            currency={total?.currency ?? ""}
            chosen={part}
            choose={(key) => (key.length > 7 ? choose(key === part ? undefined : key) : go(key))}
          />
        </>
      )}
    </section>
  )
}

const Books = ({
  all,
  first,
  environment
}: {
  all: ReadonlyArray<Bot>
  first: Sums
  environment: Chosen["environment"]
}) => {
  const [chosen, setChosen] = useState<Chosen>({ environment })
  const [period, setPeriod] = useState<Period>(() => monthOf((first.span?.to ?? Date.now() + 1) - 1))
  const [part, choose] = useState<Period>()
  const go = (to: Period) => {
    choose(undefined)
    setPeriod(to)
  }
  const shown = part ?? period
  const of = { ...chosen, ...spanOf(shown) }
  return (
    <>
      <div className="page-head">
        <h1>Ledger</h1>
        <span className="spread" />
        <Filters chosen={chosen} change={setChosen} bots={all} />
      </div>
      <Made chosen={chosen} period={period} go={go} part={part} choose={choose} />
      <Groups of={of} bots={all} />
      <Entries of={of} when={periodWords(shown)} bots={all} />
      <Files of={of} period={shown} span={shown === EVERYTHING ? first.span : undefined} />
      <p className="soft ledger-basis">
        Profit is what a bot’s own books realise, before fees: a ladder’s cell against what that very cell bought,
        averaging against the average entry price. It is no tax figure. Real and paper money are never added up.
      </p>
    </>
  )
}

const Content = () => {
  const all = useQuery(bots)
  const environment = all.data?.some((bot) => bot.environment === "LIVE") === true ? "LIVE" : "PAPER"
  const first = useQuery({ ...ledgerSums("year", { environment }), enabled: all.data !== undefined })
  if (all.data === undefined || first.data === undefined)
    return <Missing what="The ledger can't be shown" asked={[all, first]} height={480} />
  if (all.data.length === 0)
    return (
      <section className="panel">
        <header>
          <h1>Ledger</h1>
        </header>
        <Empty title="No bots yet">
          <p>What your bots trade, make and pay in fees is written here, and can be taken as a file.</p>
        </Empty>
      </section>
    )
  return <Books all={all.data} first={first.data} environment={environment} />
}

export default function Ledger() {
  return (
    <Frame>
      <Content />
    </Frame>
  )
}
