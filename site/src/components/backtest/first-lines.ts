import { Result } from "effect"
import {
  type CandleColumn,
  type CandleLayout,
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
  /** Absent where not even its columns are found. */
  readonly layout?: Omit<CandleLayout, "columns" | "skip">
  readonly rows: ReadonlyArray<ReadonlyArray<string>>
  readonly told: string
  /** Why these make no candles. */
  readonly problem?: string
}

const LOOKED_AT = 65_536
const SHOWN = 4

/** The first lines of a file, as they would be read: with a layout as guessed, but for what is said. */
export const firstLines = async (file: Blob, said: LayoutChoice = {}): Promise<FirstLines> => {
  const lines = linesOf(new Uint8Array(await file.slice(0, LOOKED_AT).arrayBuffer()))
  const { columns: given, ...rest } = said
  // The last may be cut off.
  const guessed = guessLayout(file.size > LOOKED_AT ? lines.slice(0, -1) : lines, rest)
  if (Result.isFailure(guessed)) return { columns: [], rows: [], told: "", problem: `${guessed.failure.message}.` }
  const { doubts, layout } = guessed.success
  const columns = given ?? layout.columns
  const wrong = wrongColumns(columns)
  return {
    columns,
    layout,
    rows: lines.slice(layout.skip, layout.skip + SHOWN).map((line) => cellsOf(line, layout.delimiter)),
    told: [`Read as ${layoutWords({ ...layout, columns })}`, ...(given === undefined ? doubts : [])].join("; ") + ".",
    ...(wrong !== undefined && { problem: `${wrong}: choose above.` })
  }
}
