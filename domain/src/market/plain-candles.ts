import { Result } from "effect"
import { zoneClock } from "../calendar/zone.ts"
import { CANDLE_CSV_HEADER } from "./candle-csv.ts"
import { CandleFileInvalid } from "./candle-file.ts"
import { type CandleLayout, cellsOf } from "./candle-layout.ts"
import { momentCell, plainNumber, saysZone, timeUnitOf } from "./written-cell.ts"

/** A file's candles in the plain layout, oldest first, and which line of the file each of its lines was. */
export interface PlainCandles {
  readonly bytes: Uint8Array
  readonly lineOf: (plainLine: number) => number
  /** The file begins with the newest. */
  readonly turned: boolean
  /** Rows without prices, and the line of the first; absent where there are none. */
  readonly leftOut?: RowsTold
  /** Rows that say the same as the one before, and the line of the first; absent where there are none. */
  readonly repeated?: RowsTold
  /** Rows with prices whose volume says nothing, and the line of the first; absent where there are none. */
  readonly withoutVolume?: RowsTold
}

/** So many rows of a file, and the line of the first. */
export interface RowsTold {
  readonly rows: number
  readonly line: number
}

const oneMore = (told: RowsTold | undefined, line: number): RowsTold => ({
  rows: (told?.rows ?? 0) + 1,
  line: told?.line ?? line
})

/** A cell that says nothing, as some write for a day without trades. */
const NOTHING = /^(|null|nan|n\/a|-)$/i
/** Digits of a moment in ms up to the year 9999. */
const LONGEST = 15
/** Characters of a cell that are shown where it is refused. */
const SHOWN = 100
const PRICES = ["open", "high", "low", "close"] as const

/** What is no number is told by its line, not taken for two. */
const unseparated = (cell: string): string => (cell.includes(",") ? cell.replaceAll(",", ";") : cell)

/** Writes the lines of a file, laid out as said, in the plain layout. A line that can't be read fails with its number. */
export const plainCandles = (
  lines: ReadonlyArray<string>,
  layout: CandleLayout
): Result.Result<PlainCandles, CandleFileInvalid> => {
  const { columns, decimal, delimiter, skip, time, zone } = layout
  const places = PRICES.map((name) => columns.indexOf(name))
  const [timeAt, clockAt, volumeAt] = [
    columns.indexOf("timestamp"),
    columns.indexOf("clock"),
    columns.indexOf("volume")
  ]
  const least = Math.max(...places, timeAt, clockAt, volumeAt) + 1
  const rows: Array<string> = []
  const numbers: Array<number> = []
  const times: Array<number> = []
  const invalid = (line: number, problem: string) => Result.fail(new CandleFileInvalid({ line, problem }))
  const { earlierOf, momentOf } = zoneClock(zone)
  const writtenIn = (fields: ReadonlyArray<string>) =>
    clockAt < 0 ? (fields[timeAt] ?? "") : `${fields[timeAt]} ${fields[clockAt]}`
  let leftOut: RowsTold | undefined
  let withoutVolume: RowsTold | undefined
  let last = lines.length
  while (last > skip && (lines[last - 1] ?? "").trim() === "") last--
  for (let index = skip; index < last; index++) {
    const text = lines[index] ?? ""
    const line = index + 1
    if (text.trim() === "") return invalid(line, "is empty")
    const fields = cellsOf(text, delimiter)
    if (fields.length < least) return invalid(line, `only ${fields.length} columns, of ${least} that are needed`)
    const prices = places.map((place) => fields[place] ?? "")
    if (prices.every((price) => NOTHING.test(price))) {
      leftOut = oneMore(leftOut, line)
      continue
    }
    const written = writtenIn(fields)
    const at = momentCell(written, layout, momentOf)
    const shown = written.slice(0, SHOWN)
    if (at === undefined)
      return invalid(
        line,
        time === "WRITTEN"
          ? `the time ${shown} can't be read: write it as 2024-03-01 12:00, in UTC unless a zone is given`
          : `the time ${shown} is no whole number of milliseconds, as the first line's is in ${time}`
      )
    if (at.length > LONGEST)
      return invalid(
        line,
        `the time ${shown} is in ${timeUnitOf(written)}, and the first line's in ${time}: write all in one, or make two files of it`
      )
    const said = volumeAt < 0 ? "0" : (fields[volumeAt] ?? "")
    const volume = NOTHING.test(said) ? "0" : said
    if (volume !== said) withoutVolume = oneMore(withoutVolume, line)
    rows.push([at, ...[...prices, volume].map((cell) => unseparated(plainNumber(cell, decimal)))].join(","))
    numbers.push(line)
    times.push(Number(at))
  }
  const turned = (times[0] ?? 0) > (times.at(-1) ?? 0)
  if (turned) for (const column of [rows, numbers, times]) column.reverse()
  const lineAt = (row: number): number => numbers[row] ?? 0
  const writtenAt = (row: number): string => writtenIn(cellsOf(lines[lineAt(row) - 1] ?? "", delimiter))
  // An hour that clocks show twice: what is followed by the same hour again is of the first time.
  for (let row = times.length - 2; row >= 0; row--) {
    const [at = 0, next = 0] = [times[row], times[row + 1]]
    const earlier = at < next ? undefined : earlierOf(at)
    if (earlier === undefined || earlier >= next || saysZone(writtenAt(row))) continue
    times[row] = earlier
    rows[row] = `${earlier}${rows[row]?.slice(rows[row]?.indexOf(","))}`
  }
  let repeated: RowsTold | undefined
  const once = (row: number): boolean => {
    if (row === 0 || rows[row] !== rows[row - 1]) return true
    repeated = oneMore(repeated, lineAt(turned ? row - 1 : row))
    return false
  }
  const kept = rows.flatMap((_, row) => (once(row) ? [row] : []))
  const wrong = kept.findIndex((row, i) => i > 0 && (times[row] ?? 0) <= (times[kept[i - 1] ?? 0] ?? 0))
  if (wrong > 0) {
    const [before = 0, after = 0] = [kept[wrong - 1], kept[wrong]]
    const [here, there] = turned ? [before, after] : [after, before]
    const [now, then] = [here, there].map((row) => writtenAt(row).slice(0, SHOWN))
    const same = times[here] === times[there]
    return invalid(
      lineAt(here),
      `the timestamp is ${same ? "the same as" : turned ? "later than" : "earlier than"} in the line before` +
        `${turned && !same ? ", while the file begins with the newest" : ""}: ${now}${same ? "" : ` after ${then}`}`
    )
  }
  return Result.succeed({
    bytes: new TextEncoder().encode([CANDLE_CSV_HEADER, ...kept.map((row) => rows[row])].join("\n")),
    lineOf: (plainLine) => numbers[kept[plainLine - 2] ?? -1] ?? plainLine,
    turned,
    ...(repeated !== undefined && { repeated }),
    ...(leftOut !== undefined && { leftOut }),
    ...(withoutVolume !== undefined && { withoutVolume })
  })
}
