import { ask } from "../../client/ask.ts"
import { asked, type Chosen, type Format, type Span } from "./ledger-queries.ts"

/** How far a file is. */
export interface Come {
  readonly rows: number
  /** Up to which moment, ms; absent before the first part. */
  readonly upTo?: number
}

/**
 * The entries of a span as the text of one file, asked for a part at a time: no answer takes long, and what fails on the way,
 * or is cancelled, fails the whole. `told` hears how far it is.
 */
export const ledgerFile = async (
  format: Format,
  of: Chosen & Span,
  told: (come: Come) => void,
  signal: AbortSignal
): Promise<Blob> => {
  const parts: Array<Blob> = []
  let rows = 0
  for (let after: string | undefined, more = true; more;) {
    const part = await ask("GET /ledger/file", {
      signal,
      query: { ...asked(of), format, ...(after !== undefined && { after }) }
    })
    // The browser may put it on the disk, where there is more room.
    parts.push(new Blob([part.text]))
    rows += part.rows
    told({ rows, ...(part.upTo !== undefined && { upTo: part.upTo }) })
    after = part.after
    more = after !== undefined
  }
  return new Blob(parts, { type: "text/csv" })
}
