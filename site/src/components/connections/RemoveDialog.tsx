import type { ReactNode } from "react"
import { ask } from "../../client/ask.ts"
import type { Connection } from "../../client/contract.ts"
import { AskDialog } from "../parts/AskDialog.tsx"
import { useChange } from "./use-change.ts"

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
  const remove = useChange(
    () => ask("DELETE /connections/:connectionId", { params: { connectionId: id } }),
    close,
    `${label} is removed.`
  )
  return (
    <AskDialog
      name="remove"
      title={`Remove ${label}?`}
      close={close}
      act={remove}
      leave="Keep it"
      confirm={
        bots === undefined ? { title: remove.isPending ? "Removing …" : "Remove the account", danger: true } : undefined
      }
    >
      {bots === undefined ? (
        <p>
          No bot trades through it. Its balances go with it, and its key where it has one; what bots did and made on it
          stays in your records.
        </p>
      ) : (
        <p data-testid="remove-refused">
          It can’t be removed while bots trade through it: {bots}. Delete or archive them first.
        </p>
      )}
    </AskDialog>
  )
}
