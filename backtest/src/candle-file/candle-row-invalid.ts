import { Schema } from "effect"
import type { CandleFileInvalid } from "@tradetower/domain/market"

/** A Parquet file has a row that can't be used, or can't be read at all. */
export class CandleRowInvalid extends Schema.TaggedError<CandleRowInvalid>()("CandleRowInvalid", {
  /** Counted from 1; absent where it is the file as a whole. */
  row: Schema.optionalKey(Schema.Int),
  problem: Schema.String
}) {
  override get message(): string {
    return this.row === undefined ? this.problem : `row ${this.row}: ${this.problem}`
  }
}

/** What is wrong with a CSV made of a file's rows, of which the first is line 2, as what is wrong with the row. */
export const rowInvalid = ({ line, problem }: CandleFileInvalid): CandleRowInvalid =>
  new CandleRowInvalid({
    ...(line > 1 && { row: line - 1 }),
    problem: problem.replace("in the line before", "in the row before")
  })
