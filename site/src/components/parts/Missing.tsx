import type { ReactNode } from "react"
import { Problem, sentenceOf } from "../../client/problem.ts"

/** Room kept while something loads, so that nothing jumps. */
export const Loading = ({ height = 120, label = "Loading" }: { height?: number | string; label?: string }) => (
  <div className="skeleton" role="status" aria-label={label} style={{ height }} />
)

/** Nothing there yet: what would be, and how it gets there. */
export const Empty = ({ title, children }: { title: string; children?: ReactNode }) => (
  <div className="empty">
    <p className="empty-title">{title}</p>
    {children}
  </div>
)

/** What failed, why, and what to do. */
export const Failed = ({ what, error, retry }: { what: string; error: unknown; retry?: () => void }) => (
  <div className="empty" role="alert">
    <p className="empty-title">{what}</p>
    <p>{sentenceOf(error)}</p>
    {retry !== undefined && (error instanceof Problem ? error.status !== 404 : true) && (
      <button type="button" className="button" onClick={retry}>
        Try again
      </button>
    )}
  </div>
)

/**
 * In place of what was asked for, while any of it is not there: room kept for it (`height`, or what is given inside), or
 * why it can't be shown, with the way to ask again.
 */
export const Missing = ({
  what,
  asked,
  height,
  children
}: {
  what: string
  asked: ReadonlyArray<{ readonly data: unknown; readonly error: unknown; readonly refetch: () => unknown }>
  height?: number | string
  children?: ReactNode
}) => {
  const failed = asked.filter(({ data, error }) => data === undefined && error !== null)
  if (failed[0] === undefined) return children ?? <Loading {...(height !== undefined && { height })} />
  return <Failed what={what} error={failed[0].error} retry={() => failed.forEach((one) => void one.refetch())} />
}
