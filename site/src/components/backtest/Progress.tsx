import { useMutation, useQueryClient } from "@tanstack/react-query"
import { sentenceOf } from "../../client/problem.ts"
import { toast } from "../../live/store.ts"

/** How far something has come, with the way to cancel it. */
export const Progress = ({
  title,
  note,
  share,
  cancel
}: {
  title: string
  note: string
  /** 0 to 1. */
  share: number
  cancel: () => Promise<unknown>
}) => {
  const client = useQueryClient()
  const end = useMutation({
    mutationFn: cancel,
    onError: (error) => toast(sentenceOf(error), "down"),
    onSettled: () => client.invalidateQueries()
  })
  const percent = Math.round(share * 100)
  return (
    <section className="panel progress-panel" aria-label={title} data-testid="progress">
      <div className="row">
        <strong className="spread">{title}</strong>
        <span className="figure">{percent} %</span>
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
