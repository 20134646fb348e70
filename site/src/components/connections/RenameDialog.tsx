import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../../client/ask.ts"
import type { Connection } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"
import { TextField } from "../form/TextField.tsx"
import { useDialog } from "../parts/use-dialog.ts"
import { useAskAgain } from "./use-ask-again.ts"

/** Calls an account something else. */
export const RenameDialog = ({ connection, close }: { connection: Connection; close: () => void }) => {
  const [label, setLabel] = useState(connection.label)
  const dialog = useDialog(true, close)
  const askAgain = useAskAgain()
  const rename = useMutation({
    mutationFn: () =>
      ask("PATCH /connections/:connectionId", { params: { connectionId: connection.id }, payload: { label } }),
    onSuccess: () => {
      askAgain()
      close()
    }
  })
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="rename-title">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          rename.mutate()
        }}
      >
        <h2 id="rename-title">Rename {connection.label}</h2>
        <TextField id="rename-label" label="Name" value={label} maxLength={60} onChange={setLabel} />
        {rename.error !== null && <p className="problem">{sentenceOf(rename.error)}</p>}
        <div className="actions">
          <button type="button" className="button" onClick={close}>
            Cancel
          </button>
          <button
            type="submit"
            className="button primary"
            data-testid="rename-confirm"
            disabled={label.trim() === "" || rename.isPending}
          >
            {rename.isPending ? "Renaming …" : "Rename"}
          </button>
        </div>
      </form>
    </dialog>
  )
}
