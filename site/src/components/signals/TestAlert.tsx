import { useMutation, useQueryClient } from "@tanstack/react-query"
import type { SignalAction } from "@tradetower/domain/bot"
import { ask } from "../../client/ask.ts"
import { sentenceOf } from "../../client/problem.ts"
import { signals } from "../../client/queries.ts"

interface Alert {
  readonly botId: string
  readonly action: SignalAction
}

/** Shows what an alert would do; sends it only by a second press. */
export const TestAlert = ({ botId, action }: Alert) => {
  const client = useQueryClient()
  const foresee = useMutation({ mutationFn: () => ask("POST /signals/foresee", { payload: { botId, action } }) })
  const send = useMutation({
    mutationFn: () => ask("POST /signals/test", { payload: { botId, action } }),
    onSuccess: () => foresee.reset(),
    onSettled: () => client.invalidateQueries({ queryKey: signals.queryKey })
  })
  const failed = foresee.error ?? send.error
  return (
    <div className="stack">
      <div className="row">
        <button
          type="button"
          className="button"
          data-testid="signal-test"
          disabled={foresee.isPending || send.isPending}
          onClick={() => {
            send.reset()
            foresee.mutate()
          }}
        >
          What would it do?
        </button>
        {send.isSuccess && <span className="soft">Sent. Its way is below.</span>}
      </div>
      {foresee.data !== undefined && (
        <div className="notice" data-tone={foresee.data.acts ? "warn" : undefined} data-testid="foreseen" role="status">
          <span className="spread">
            {foresee.data.text}
            {foresee.data.acts && " Nothing has been sent yet."}
          </span>
          {foresee.data.acts && (
            <>
              <button
                type="button"
                className="button primary"
                data-testid="signal-send"
                disabled={send.isPending}
                onClick={() => send.mutate()}
              >
                {send.isPending ? "Sending …" : "Send it: this trades"}
              </button>
              <button type="button" className="button" onClick={() => foresee.reset()}>
                Don’t send
              </button>
            </>
          )}
        </div>
      )}
      {failed !== null && <p className="problem">{sentenceOf(failed)}</p>}
    </div>
  )
}
