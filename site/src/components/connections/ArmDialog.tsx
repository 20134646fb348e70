import { useMutation } from "@tanstack/react-query"
import { ask } from "../../client/ask.ts"
import type { Connection } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"
import { toast } from "../../live/store.ts"
import { useDialog } from "../parts/use-dialog.ts"
import { useAskAgain } from "./use-ask-again.ts"

/** Says what arming an account of real money means, or disarming it, before it is done. */
export const ArmDialog = ({
  connection: { armed, id, label },
  close
}: {
  connection: Connection
  close: () => void
}) => {
  const dialog = useDialog(true, close)
  const askAgain = useAskAgain()
  const change = useMutation({
    mutationFn: () =>
      armed
        ? ask("POST /connections/:connectionId/disarm", { params: { connectionId: id } })
        : ask("POST /connections/:connectionId/arm", { params: { connectionId: id } }),
    onSuccess: () => {
      toast(armed ? `No more orders go to ${label}.` : `${label} is armed: orders may go to it.`)
      askAgain()
      close()
    }
  })
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="arm-title">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate()
        }}
      >
        <h2 id="arm-title">
          {armed ? "Disarm" : "Arm"} {label}?
        </h2>
        {armed ? (
          <p>
            At once no order goes to it any more, but those that close a position. Bots on it stay where they are and
            say that they are held up; to end them, stop them.
          </p>
        ) : (
          <p>
            This is real money. From then on bots that you start on it buy and sell by themselves, also while you are
            away, and what they lose is lost. Your risk limits hold, and the kill switch stops them. Until then no order
            goes to it, and no bot can be started on it.
          </p>
        )}
        {change.error !== null && <p className="problem">{sentenceOf(change.error)}</p>}
        <div className="actions">
          <button type="button" className="button" onClick={close}>
            {armed ? "Leave it armed" : "Not now"}
          </button>
          <button type="submit" className="button danger filled" disabled={change.isPending}>
            {armed ? "Disarm it" : "Arm it for real money"}
          </button>
        </div>
      </form>
    </dialog>
  )
}
