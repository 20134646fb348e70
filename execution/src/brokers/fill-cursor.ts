import { hash } from "node:crypto"
import type { AccountFill } from "../exchange.ts"

/** Of those told already so many are remembered in the cursor; older ones come again, and count once all the same. */
const REMEMBERED = 200
/** Letters that stand for a trade there. */
const SHORT = 10

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

/** A cursor: up to which moment trades were told, as the broker writes it, and the last of these. */
export const cursorOf = (at: string, fills: ReadonlyArray<AccountFill>): string =>
  [at, ...fills.slice(-REMEMBERED).map(({ report }) => shortOf(report))].join(" ")
