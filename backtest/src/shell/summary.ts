import { calendarWords } from "@tradetower/domain/calendar"
import type { Instrument } from "@tradetower/domain/market"
import { type BacktestResult, endWords, gapWords, type SweepResult } from "@tradetower/domain/simulation"
import { endOfSet } from "./end-of-set.ts"
import { figure, grouped, moment } from "./figures.ts"
import { investedWords, tellingRows } from "./result-words.ts"

/** Rows of cells in columns as wide as their widest; the first to the left, the rest to the right. */
const table = (rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const cell = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)
  return rows.map((row) => `  ${row.map(cell).join("  ")}`.trimEnd()).join("\n")
}

/** What a backtest came to, for the terminal. */
export const summaryOf = (title: string, result: BacktestResult, instrument: Instrument): string => {
  const { base, quote } = instrument
  const { band, candles, from, gaps, metrics, to } = result
  const { leftOut, rows: telling } = tellingRows(result)
  const notes = [leftOut, gapWords(gaps), calendarWords(instrument, from)].filter((note) => note !== undefined)
  const rows = telling.map((row) => [row.title, figure(row, base, quote)])
  const ended = endWords(result)
  const lines = [
    ...(ended === undefined ? [] : [ended, ""]),
    title,
    `${moment(from)} to ${moment(to)} UTC, ${grouped(String(candles))} candles, ${investedWords(metrics, quote)}`,
    "",
    table(rows)
  ]
  if (band !== undefined)
    lines.push(
      "",
      `  By the order of prices inside the bars: ${band.worstPercent} % to ${band.bestPercent} % (${grouped(band.worst)} to ${grouped(band.best)} ${quote})`
    )
  for (const note of notes) lines.push("", `  ${note}`)
  return lines.join("\n")
}

const SHOWN = 15

/** The best sets of a sweep, for the terminal. */
export const sweepSummaryOf = (title: string, { rows, warning }: SweepResult): string => {
  const ran = rows.filter(({ chosenOn }) => chosenOn !== undefined)
  const refused = rows.find(({ problem }) => problem !== undefined)
  const fields = Object.keys(rows[0]?.values ?? {})
  const head = ["", ...fields, "return", "fall", "fills", "held out", "fall", "fills"]
  const body = ran
    .slice(0, SHOWN)
    .map(({ chosenOn, heldOut, values }, place) => [
      String(place + 1),
      ...fields.map((field) => values[field] ?? ""),
      `${chosenOn?.totalPercent} %`,
      `${chosenOn?.drawdownPercent} %`,
      String(chosenOn?.fills),
      `${heldOut?.totalPercent} %`,
      `${heldOut?.drawdownPercent} %`,
      String(heldOut?.fills)
    ])
  const notes = ran.slice(0, SHOWN).flatMap((row, place) => {
    const said = endOfSet(row)
    return said === undefined ? [] : [`  ${place + 1}: ${said}`]
  })
  const lines = [title, "", table([head, ...body]), "", ...notes, ...(notes.length > 0 ? [""] : []), `  ${warning}`]
  if (refused !== undefined)
    lines.push("", `  ${rows.length - ran.length} of ${rows.length} sets can't run: ${refused.problem}`)
  return lines.join("\n")
}
