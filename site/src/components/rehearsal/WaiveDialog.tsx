import { useState } from "react"
import type { NotPassed, RehearsalRow } from "../../client/contract.ts"
import { faultTitle } from "../../words/rehearsal-words.ts"
import { AskDialog } from "../parts/AskDialog.tsx"

/** Asks for each fault that a bot did not pass, by its name, whether it is accepted. */
export const WaiveDialog = ({
  name,
  failed,
  act,
  confirm = "Waive these",
  holds,
  close
}: {
  /** The bot's. */
  name: string
  failed: ReadonlyArray<RehearsalRow>
  /** What is done once each is named. */
  act: {
    readonly mutate: (named: NotPassed["faults"]) => void
    readonly isPending: boolean
    readonly error?: Error | null
  }
  /** On the button that does it. */
  confirm?: string
  /** What the waiver holds for, in a sentence. */
  holds: string
  close: () => void
}) => {
  const [named, setNamed] = useState<NotPassed["faults"]>([])
  return (
    <AskDialog
      name="waive"
      title={`Waive what ${name} did not pass?`}
      close={close}
      act={{ ...act, mutate: () => act.mutate(named) }}
      leave="Leave it"
      confirm={{ title: confirm, danger: true, disabled: failed.some(({ fault }) => !named.includes(fault)) }}
    >
      <p>
        With real money this can cost what is said here. Name each that you accept; that you did, and when, is kept in
        the bot’s history. {holds}
      </p>
      <fieldset className="closures">
        <legend className="unseen">What you accept</legend>
        {failed.map(({ fault, why }) => (
          <label key={fault} className="closure" data-testid={`waive-${fault}`}>
            <input
              type="checkbox"
              aria-label={faultTitle(fault)}
              checked={named.includes(fault)}
              onChange={({ target }) =>
                setNamed((before) => (target.checked ? [...before, fault] : before.filter((one) => one !== fault)))
              }
            />
            <span>
              <strong>{faultTitle(fault)}</strong>
              <small>{why}</small>
            </span>
          </label>
        ))}
      </fieldset>
    </AskDialog>
  )
}
