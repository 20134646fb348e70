import { sum } from "@tradetower/domain/number"
import { counted, fixed, signAt, signed } from "../../format/number.ts"
import type { Group } from "./ledger-queries.ts"
import { EVERYTHING, leadIn, partsIn, type Period, periodWords } from "./period.ts"

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

/** A result in little room: fewer decimals the larger it is, `+12.4k` from ten thousand on. */
const short = (net: string): string => {
  const size = Math.abs(Number(net))
  if (size >= 10_000) return `${signed(String(Number(net) / 1_000), size >= 100_000 ? 0 : 1)}k`
  return signed(net, size >= 100 ? 0 : size >= 10 ? 1 : 2)
}

/** How strongly a cell is coloured: 1 to 4, by its share of the largest. */
const strengthOf = (net: string, largest: number): number =>
  largest === 0 ? 1 : Math.max(1, Math.ceil((Math.abs(Number(net)) / largest) * 4))

/** What was made in each part of a period: days of a month, months of a year, or years. A part is chosen to look at it. */
export const Calendar = ({
  period,
  groups,
  currency,
  chosen,
  choose
}: {
  period: Period
  /** Those of one currency, by the parts' keys. */
  groups: ReadonlyArray<Group>
  currency: string
  chosen: Period | undefined
  choose: (part: Period) => void
}) => {
  const made = new Map(groups.map((group) => [group.key, group]))
  const parts = partsIn(period, [...made.keys()].toSorted())
  const largest = Math.max(0, ...groups.map(({ net }) => Math.abs(Number(net))))
  const days = period.length === 7
  const total = sum(groups.map(({ net }) => net))
  return (
    <div className="inside" data-testid="calendar" data-total={total}>
      <div className="calendar" data-of={days ? "days" : period === EVERYTHING ? "years" : "months"}>
        {days &&
          weekdays.map((name) => (
            <small key={name} className="soft weekday" aria-hidden="true">
              {name}
            </small>
          ))}
        {days && Array.from({ length: leadIn(period) }, (_, at) => <span key={`before ${at}`} aria-hidden="true" />)}
        {parts.map(({ key, title }) => {
          const of = made.get(key)
          const sign = of === undefined ? 0 : signAt(of.net, 2)
          const said =
            of === undefined
              ? "nothing"
              : `${signed(of.net)} ${currency} net, ${counted(of.trades, "trade")}, profit ${signed(of.profit)}, fees ${fixed(of.fees, 2)}`
          return (
            <button
              key={key}
              type="button"
              className="part"
              data-testid="calendar-part"
              data-key={key}
              data-sign={sign}
              data-strength={of === undefined || sign === 0 ? 0 : strengthOf(of.net, largest)}
              aria-pressed={chosen === key}
              aria-label={
                of === undefined
                  ? `${title}, ${periodWords(key)}: ${said}`
                  : `${title} ${short(of.net)}, ${periodWords(key)}: ${said}`
              }
              title={`${periodWords(key)}: ${said}`}
              disabled={of === undefined}
              onClick={() => choose(key)}
            >
              <span className="title">{title}</span>
              {of !== undefined && <span className="figure">{short(of.net)}</span>}
            </button>
          )
        })}
      </div>
      <p className="soft calendar-key">
        <small>
          Blue with a plus made, orange with a minus lost, after fees; the stronger, the more. What is still held counts
          at its cost.
        </small>
      </p>
    </div>
  )
}
