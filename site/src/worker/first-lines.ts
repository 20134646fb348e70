import { Result } from "effect"
import {
  type CandleColumn,
  cellsOf,
  guessLayout,
  type LayoutChoice,
  layoutWords,
  linesOf,
  wrongColumns
} from "@tradetower/domain/market"
import type { FirstLines } from "./asks.ts"

const SHOWN = 4
/** To look at a file whose columns are not told by their names: its other ways don't follow from these. */
const ANY: ReadonlyArray<CandleColumn> = ["timestamp", "open", "high", "low", "close"]

/**
 * The first lines of a file, as they would be read: with a layout as guessed, but for what is said. Columns that can't be
 * told are shown as not used, to be chosen. `cut`: the file has more than these bytes.
 */
export const firstLines = (bytes: ArrayBuffer, cut: boolean, said: LayoutChoice = {}): FirstLines => {
  const lines = linesOf(new Uint8Array(bytes))
  const { columns: given, ...rest } = said
  // The last may be cut off.
  const whole = cut ? lines.slice(0, -1) : lines
  const guessed = guessLayout(whole, rest)
  const found = Result.isSuccess(guessed) ? guessed : guessLayout(whole, { ...rest, columns: ANY })
  if (Result.isFailure(found)) return { columns: [], rows: [], told: "", problem: `${found.failure.message}.` }
  const { doubts, layout } = found.success
  const rows = whole.slice(layout.skip, layout.skip + SHOWN).map((line) => cellsOf(line, layout.delimiter))
  if (given === undefined && Result.isFailure(guessed)) {
    const width = Math.max(...rows.map(({ length }) => length))
    const columns = Array.from({ length: width }, (): CandleColumn => "-")
    return { columns, rows, told: "", problem: `${guessed.failure.message}.` }
  }
  const columns = given ?? layout.columns
  const wrong = wrongColumns(columns)
  return {
    columns,
    rows,
    told: [`Read as ${layoutWords({ ...layout, columns })}`, ...(given === undefined ? doubts : [])].join("; ") + ".",
    ...(wrong !== undefined && { problem: `${wrong}: choose above.` })
  }
}
