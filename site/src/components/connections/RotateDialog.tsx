import { useState } from "react"
import { ask } from "../../client/ask.ts"
import type { Connectable, Connection } from "../../client/contract.ts"
import { AskDialog } from "../parts/AskDialog.tsx"
import { isWhole, type Secret, SecretFields, usualOf } from "./SecretFields.tsx"
import { useChange } from "./use-change.ts"

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
  const [secret, setSecret] = useState<Secret>(usualOf(fields))
  const rotate = useChange(
    () => ask("PUT /connections/:connectionId/secret", { params: { connectionId: id }, payload: { secret } }),
    close,
    `${label} signs in with the new key. Its bots go on.`
  )
  return (
    <AskDialog
      name="rotate"
      title={`A new key for ${label}`}
      close={close}
      act={rotate}
      confirm={{ title: rotate.isPending ? "Trying it …" : "Use the new key", disabled: !isWhole(fields, secret) }}
    >
      <p className="soft">
        It is tried before the old one is replaced; one that does not work changes nothing. Bots go on meanwhile.
      </p>
      <SecretFields fields={fields} secret={secret} change={setSecret} />
    </AskDialog>
  )
}
