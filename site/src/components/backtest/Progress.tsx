import { useMutation, useQueryClient } from "@tanstack/react-query"
import { sentenceOf } from "../../client/problem.ts"
import { span } from "../../format/time.ts"
import { toast } from "../../live/store.ts"
import { useNow } from "../parts/use-now.ts"

/** How far something has come, with the way to cancel it. */
export const Progress = ({
  title,
  note,
  share,
  since,
  cancel
}: {
  title: string
  note: string
  /** 0 to 1; undefined while nobody knows, when the time it has taken is shown. */
  share: number | undefined
  /** When it was begun, ms. */
  since: number
  cancel: () => Promise<unknown>
}) => {
  const client = useQueryClient()
  const end = useMutation({
    mutationFn: cancel,
    onError: (error) => toast(sentenceOf(error), "down"),
    onSettled: () => client.invalidateQueries()
  })
  const now = useNow()
  return (
    <section className="panel progress-panel" aria-label={title} data-testid="progress">
      <div className="row">
        <strong className="spread">{title}</strong>
        <span className="figure">{share === undefined ? span(now - since) : `${Math.round(share * 100)} %`}</span>
      </div>
      <progress max={1} value={share} aria-label={title} />
      <div className="row">
        <span className="soft spread">{note}</span>
        <button
          type="button"
          className="button"
          data-testid="cancel-job"
          disabled={end.isPending}
          onClick={() => end.mutate()}
        >
          Cancel
        </button>
      </div>
    </section>
  )
}
