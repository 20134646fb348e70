import type { Instrument } from "../market/instrument.ts"
import { type Day, dayOf } from "./day.ts"
import { globexDay, globexSpans, type Span, without } from "./globex.ts"
import { fromNewYork, newYorkTime } from "./new-york.ts"

type Closures = NonNullable<Instrument["closures"]>

/** When CME closes on its half days, minutes of New York's clock: noon in Chicago. */
const NOON = 13 * 60

const dayIn = (text: string): Day => {
  const [year = 0, month = 1, date = 1] = text.slice(0, 10).split("-").map(Number)
  return dayOf(year, month, date)
}

/**
 * What is closed of a future's usual hours by a venue that names days only, `2026-11-27` each: holidays whole, half days
 * from noon in Chicago on. Those that end within `[from, to)`, ms; oldest first.
 */
export const closuresOn = (
  { halfDays, holidays }: { readonly holidays: ReadonlyArray<string>; readonly halfDays: ReadonlyArray<string> },
  from: number,
  to: number
): Closures =>
  [
    ...holidays.map((text) => globexDay(dayIn(text))),
    ...halfDays.map((text) => {
      const day = dayIn(text)
      return { from: fromNewYork(day, NOON), to: globexDay(day).to }
    })
  ]
    .filter((closed) => closed.to >= from && closed.to < to)
    .toSorted((a, b) => a.from - b.from)

/** The same by a venue that says when it is open, oldest first: what lacks between its first and its last word. */
export const closuresBeside = (open: ReadonlyArray<Span>): Closures => {
  const [first, last] = [open[0], open.at(-1)]
  if (first === undefined || last === undefined) return []
  const told = { from: first.from, to: last.to }
  const closed: Array<Span> = []
  for (let { day } = newYorkTime(told.from); day <= newYorkTime(told.to).day + 1; day++)
    for (const usual of globexSpans(day)) {
      const within = { from: Math.max(usual.from, told.from), to: Math.min(usual.to, told.to) }
      const left = open.reduce<ReadonlyArray<Span>>((all, span) => all.flatMap((one) => without(one, span)), [within])
      closed.push(...left.filter(({ from, to }) => to > from))
    }
  return closed
}
