import { useMutation } from "@tanstack/react-query"
import type { ReactNode } from "react"
import { ask } from "../../client/ask.ts"
import type { Connection } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"
import { toast } from "../../live/store.ts"
import { useDialog } from "../parts/use-dialog.ts"
import { useAskAgain } from "./use-ask-again.ts"

/** Removes an account, or says which bots are in the way. */
export const RemoveDialog = ({
  connection: { id, label },
  close,
  bots
}: {
  connection: Connection
  close: () => void
  /** Those that trade through it, as links. */
  bots: ReactNode
}) => {
  const dialog = useDialog(true, close)
  const askAgain = useAskAgain()
  const remove = useMutation({
    mutationFn: () => ask("DELETE /connections/:connectionId", { params: { connectionId: id } }),
    onSuccess: () => {
      toast(`${label} is removed.`)
      askAgain()
      close()
    }
  })
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="remove-title">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          remove.mutate()
        }}
      >
        <h2 id="remove-title">Remove {label}?</h2>
        {bots === undefined ? (
          <p>
            No bot trades through it. Its balances go with it, and its key where it has one; what bots did and made on
            it stays in your records.
          </p>
        ) : (
          <p data-testid="remove-refused">
            It can’t be removed while bots trade through it: {bots}. Delete or archive them first.
          </p>
        )}
        {remove.error !== null && <p className="problem">{sentenceOf(remove.error)}</p>}
        <div className="actions">
          <button type="button" className="button" onClick={close}>
            Keep it
          </button>
          {bots === undefined && (
            <button
              type="submit"
              className="button danger filled"
              data-testid="remove-confirm"
              disabled={remove.isPending}
            >
              {remove.isPending ? "Removing …" : "Remove the account"}
            </button>
          )}
        </div>
      </form>
    </dialog>
  )
}
