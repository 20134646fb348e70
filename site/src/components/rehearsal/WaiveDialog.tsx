import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../../client/ask.ts"
import type { Bot, RehearsalRow } from "../../client/contract.ts"
import { rehearsal } from "../../client/queries.ts"
import { toast } from "../../live/store.ts"
import { faultTitle } from "../../words/rehearsal-words.ts"
import { AskDialog } from "../parts/AskDialog.tsx"

/** Asks for each fault that a bot did not pass, by its name, whether it is accepted. */
export const WaiveDialog = ({
  bot,
  failed,
  close
}: {
  bot: Bot
  failed: ReadonlyArray<RehearsalRow>
  close: () => void
}) => {
  const [named, setNamed] = useState<ReadonlyArray<RehearsalRow["fault"]>>([])
  const client = useQueryClient()
  const waive = useMutation({
    mutationFn: () =>
      ask("POST /bots/:botId/rehearsal/waive", { params: { botId: bot.id }, payload: { faults: named } }),
    onSuccess: (answer) => {
      client.setQueryData(rehearsal(bot.id).queryKey, answer)
      toast(`Waived. ${bot.name} may be started with real money.`)
      close()
    }
  })
  return (
    <AskDialog
      name="waive"
      title={`Waive what ${bot.name} did not pass?`}
      close={close}
      act={waive}
      leave="Leave it"
      confirm={{ title: "Waive these", danger: true, disabled: named.length < failed.length }}
    >
      <p>
        With real money this can cost what is said here. Name each that you accept; that you did, and when, is kept in
        the bot’s history. It holds for these very settings, this pair and this account.
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
