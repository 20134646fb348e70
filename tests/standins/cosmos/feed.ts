import { requestUnits } from "../../bench/published-costs.ts"
import type { Body, Documents, Range } from "./documents.ts"

export interface FeedPage {
  readonly documents: ReadonlyArray<Body>
  /** Where the next page begins. */
  readonly etag: string
  readonly charge: number
}

/**
 * What a replica shows of what was written to a physical partition after a position, oldest first: of each document the
 * last version only, no removals. `*` begins now; nothing begins at the beginning. What is past its time may still come.
 */
export const feedOf = (
  documents: Documents,
  range: Range,
  {
    after,
    from,
    before,
    limit,
    session
  }: {
    readonly after: string | undefined
    /** Effective partition keys: where not all of the physical partition is asked for. */
    readonly from: string
    readonly before: string
    readonly limit: number
    readonly session: number
  }
): FeedPage => {
  const seen = documents.seen(range, session)
  const position = after === "*" ? seen : Number((after ?? "0").replaceAll('"', ""))
  const changed = [...range.documents.values()]
    .flatMap((kept) => {
      if (kept.place < from || kept.place >= before) return []
      const version = kept.versions.findLast(({ lsn }) => lsn <= seen)
      return version?.body === undefined || version.lsn <= position ? [] : [{ kept, version }]
    })
    .sort((a, b) => a.version.lsn - b.version.lsn)
  const page = changed.slice(0, limit)
  const reached = page.length < changed.length ? (page.at(-1)?.version.lsn ?? position) : seen
  return {
    documents: page.map(({ kept, version }) => ({ ...documents.answered(kept, version), _lsn: version.lsn })),
    etag: `"${Math.max(reached, position)}"`,
    charge: requestUnits.feed(page.reduce((sum, { version }) => sum + version.bytes, 0))
  }
}
