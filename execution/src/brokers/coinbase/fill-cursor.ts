import { hash } from "node:crypto"
import type { AccountFill } from "../../exchange.ts"
import type { Fill } from "./answers.ts"
import { nanosOf } from "../../wire/instants.ts"

/** Coinbase lists late: fills from this long before the newest one known are asked for again, ms. */
export const OVERLAP = 120_000
/** Of those told already so many are remembered in the cursor; older ones come again, and count once all the same. */
const REMEMBERED = 200
/** Letters that stand for a trade there. */
const SHORT = 10

/** By when they were: text that has its zeros cut does not sort. Of the same moment what is listed later was before. */
export const oldestFirst = (fills: ReadonlyArray<Fill>): ReadonlyArray<Fill> =>
  fills
    .map((fill, index) => ({ fill, index, at: nanosOf(fill.sequence_timestamp) }))
    .sort((a, b) => (a.at === b.at ? b.index - a.index : a.at < b.at ? -1 : 1))
    .map(({ fill }) => fill)

/** What stands for a trade in a cursor. */
export const shortOf = (report: AccountFill["report"]): string =>
  hash("sha1", `${report._tag}/${report.tradeId}`, "base64url").slice(0, SHORT)

/** Up to which moment trades were told, and which of shortly before. */
interface Cursor {
  readonly at: string
  readonly told: ReadonlySet<string>
}

/** A cursor of ours; one that can't be read is none: all is told anew. */
export const readCursor = (cursor: string | undefined): Cursor | undefined => {
  const [at = "", ...told] = cursor?.split(" ") ?? []
  return Number.isNaN(Date.parse(at)) ? undefined : { at, told: new Set(told) }
}

/** The cursor after what was listed, of which `fills` are told. */
export const cursorAfter = (rows: ReadonlyArray<Fill>, fills: ReadonlyArray<AccountFill>, before: string): string =>
  [
    oldestFirst(rows).at(-1)?.sequence_timestamp ?? before,
    ...fills.slice(-REMEMBERED).map(({ report }) => shortOf(report))
  ].join(" ")
