import type { AccountFill } from "../../exchange.ts"
import { cursorOf } from "../fill-cursor.ts"
import type { Fill } from "./answers.ts"
import { nanosOf } from "../../wire/instants.ts"

/** Coinbase lists late: fills from this long before the newest one known are asked for again, ms. */
export const OVERLAP = 120_000
/** By when they were: text that has its zeros cut does not sort. Of the same moment what is listed later was before. */
export const oldestFirst = (fills: ReadonlyArray<Fill>): ReadonlyArray<Fill> =>
  fills
    .map((fill, index) => ({ fill, index, at: nanosOf(fill.sequence_timestamp) }))
    .sort((a, b) => (a.at === b.at ? b.index - a.index : a.at < b.at ? -1 : 1))
    .map(({ fill }) => fill)

/** The cursor after what was listed, of which `fills` are told. */
export const cursorAfter = (rows: ReadonlyArray<Fill>, fills: ReadonlyArray<AccountFill>, before: string): string =>
  cursorOf(oldestFirst(rows).at(-1)?.sequence_timestamp ?? before, fills)
