import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../../client/ask.ts"
import type { Connectable, Connection } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"
import { toast } from "../../live/store.ts"
import { useDialog } from "../parts/use-dialog.ts"
import { isWhole, type Secret, SecretFields } from "./SecretFields.tsx"
import { useAskAgain } from "./use-ask-again.ts"

/** Gives an account a new key. */
export const RotateDialog = ({
  connection: { id, label },
  fields,
  close
}: {
  connection: Connection
  fields: Connectable["secret"]
  close: () => void
}) => {
  const [secret, setSecret] = useState<Secret>({})
  const dialog = useDialog(true, close)
  const askAgain = useAskAgain()
  const rotate = useMutation({
    mutationFn: () =>
      ask("PUT /connections/:connectionId/secret", { params: { connectionId: id }, payload: { secret } }),
    onSuccess: () => {
      toast(`${label} signs in with the new key. Its bots go on.`)
      askAgain()
      close()
    }
  })
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="rotate-title">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          rotate.mutate()
        }}
      >
        <h2 id="rotate-title">A new key for {label}</h2>
        <p className="soft">
          It is tried before the old one is replaced; one that does not work changes nothing. Bots go on meanwhile.
        </p>
        <SecretFields fields={fields} secret={secret} change={setSecret} />
        {rotate.error !== null && <p className="problem">{sentenceOf(rotate.error)}</p>}
        <div className="actions">
          <button type="button" className="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" className="button primary" disabled={!isWhole(fields, secret) || rotate.isPending}>
            {rotate.isPending ? "Trying it …" : "Use the new key"}
          </button>
        </div>
      </form>
    </dialog>
  )
}
