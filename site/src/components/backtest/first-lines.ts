import { Result } from "effect"
import {
  type CandleColumn,
  cellsOf,
  guessLayout,
  type LayoutChoice,
  layoutWords,
  linesOf,
  wrongColumns
} from "@tradetower/domain"

/** A file's first rows, and how they are read. */
export interface FirstLines {
  readonly columns: ReadonlyArray<CandleColumn>
  readonly rows: ReadonlyArray<ReadonlyArray<string>>
  readonly told: string
  /** Why these make no candles. */
  readonly problem?: string
}

const LOOKED_AT = 65_536
const SHOWN = 4
/** To look at a file whose columns are not told by their names: its other ways don't follow from these. */
const ANY: ReadonlyArray<CandleColumn> = ["timestamp", "open", "high", "low", "close"]

/**
 * The first lines of a file, as they would be read: with a layout as guessed, but for what is said. Columns that can't be
 * told are shown as not used, to be chosen.
 */
export const firstLines = async (file: Blob, said: LayoutChoice = {}): Promise<FirstLines> => {
  const lines = linesOf(new Uint8Array(await file.slice(0, LOOKED_AT).arrayBuffer()))
  const { columns: given, ...rest } = said
  // The last may be cut off.
  const whole = file.size > LOOKED_AT ? lines.slice(0, -1) : lines
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
