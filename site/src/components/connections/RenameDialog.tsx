import { useState } from "react"
import { ask } from "../../client/ask.ts"
import type { Connection } from "../../client/contract.ts"
import { TextField } from "../form/TextField.tsx"
import { AskDialog } from "../parts/AskDialog.tsx"
import { useChange } from "./use-change.ts"

/** Calls an account something else. */
export const RenameDialog = ({ connection, close }: { connection: Connection; close: () => void }) => {
  const [label, setLabel] = useState(connection.label)
  const rename = useChange(
    () => ask("PATCH /connections/:connectionId", { params: { connectionId: connection.id }, payload: { label } }),
    close
  )
  return (
    <AskDialog
      name="rename"
      title={`Rename ${connection.label}`}
      close={close}
      act={rename}
      confirm={{ title: rename.isPending ? "Renaming …" : "Rename", disabled: label.trim() === "" }}
    >
      <TextField id="rename-label" label="Name" value={label} maxLength={60} onChange={setLabel} />
    </AskDialog>
  )
}
