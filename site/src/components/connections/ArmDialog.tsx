import { ask } from "../../client/ask.ts"
import type { Connection } from "../../client/contract.ts"
import { AskDialog } from "../parts/AskDialog.tsx"
import { useChange } from "./use-change.ts"

/** Says what arming an account of real money means, or disarming it, before it is done. */
export const ArmDialog = ({
  connection: { armed, id, label },
  close
}: {
  connection: Connection
  close: () => void
}) => {
  const change = useChange(
    () =>
      ask(armed ? "POST /connections/:connectionId/disarm" : "POST /connections/:connectionId/arm", {
        params: { connectionId: id }
      }),
    close,
    armed ? `No more orders go to ${label}.` : `${label} is armed: orders may go to it.`
  )
  return (
    <AskDialog
      name="arm"
      title={`${armed ? "Disarm" : "Arm"} ${label}?`}
      close={close}
      act={change}
      leave={armed ? "Leave it armed" : "Not now"}
      confirm={{ title: armed ? "Disarm it" : "Arm it for real money", danger: true }}
    >
      {armed ? (
        <p>
          At once no order goes to it any more, but those that close a position. Bots on it stay where they are and say
          that they are held up; to end them, stop them.
        </p>
      ) : (
        <p>
          This is real money. From then on bots that you start on it buy and sell by themselves, also while you are
          away, and what they lose is lost. Your risk limits hold, and the kill switch stops them. Until then no order
          goes to it, and no bot can be started on it.
        </p>
      )}
    </AskDialog>
  )
}
