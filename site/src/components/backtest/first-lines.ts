import { Result } from "effect"
import { type CandleColumn, cellsOf, guessLayout, layoutWords, linesOf, wrongColumns } from "@tradetower/domain"

/** A file's first rows, and what its columns are taken for. */
export interface FirstLines {
  readonly columns: ReadonlyArray<CandleColumn>
  readonly rows: ReadonlyArray<ReadonlyArray<string>>
  readonly told: string
  /** Why these columns make no candles. */
  readonly problem?: string
}

const LOOKED_AT = 65_536
const SHOWN = 4

/** The first lines of a file, as they would be read: with columns as guessed, or as said. */
export const firstLines = async (file: Blob, said?: ReadonlyArray<CandleColumn>): Promise<FirstLines | string> => {
  const lines = linesOf(new Uint8Array(await file.slice(0, LOOKED_AT).arrayBuffer()))
  // The last may be cut off.
  const guessed = guessLayout(file.size > LOOKED_AT ? lines.slice(0, -1) : lines)
  if (Result.isFailure(guessed)) return guessed.failure.message
  const { doubts, layout } = guessed.success
  const columns = said ?? layout.columns
  const wrong = wrongColumns(columns)
  return {
    columns,
    rows: lines.slice(layout.skip, layout.skip + SHOWN).map((line) => cellsOf(line, layout.delimiter)),
    told: [`Read as ${layoutWords({ ...layout, columns })}`, ...(said === undefined ? doubts : [])].join("; ") + ".",
    ...(wrong !== undefined && { problem: `${wrong}: choose above.` })
  }
}
