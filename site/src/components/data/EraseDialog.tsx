import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../../client/ask.ts"
import { signOut } from "../../client/sign-in.ts"
import { erasure } from "../../client/queries.ts"
import type { Hindrance } from "../../client/contract.ts"
import { TextField } from "../form/TextField.tsx"
import { AskDialog } from "../parts/AskDialog.tsx"
import { Missing } from "../parts/Missing.tsx"
import { Download } from "./Download.tsx"

const InTheWay = ({ botId, kind, text }: Hindrance) => (
  <li>
    {text} {botId !== undefined && <a href={`/app/bots/?id=${encodeURIComponent(botId)}`}>Go to the bot</a>}
    {kind === "JOB" && <a href="/app/backtest/">Go to Backtest</a>}
  </li>
)

/** Says what an erasure takes and what is in the way of it, and does it once the trader's name was typed. */
export const EraseDialog = ({ close, name, tenantId }: { close: () => void; name: string; tenantId: string }) => {
  const client = useQueryClient()
  const [typed, setTyped] = useState("")
  const erase = useMutation({
    mutationFn: () => ask("DELETE /me", { query: { name } }),
    onSuccess: () => signOut(client),
    onError: () => client.invalidateQueries({ queryKey: erasure.queryKey })
  })
  // Once it was taken nobody is signed in who could ask.
  const asked = useQuery({ ...erasure, enabled: !erase.isPending && !erase.isSuccess })
  const { data } = asked
  const free = data?.hindrances.length === 0
  return (
    <AskDialog
      name="erase"
      title="Erase everything of yours?"
      close={close}
      act={erase}
      leave="Keep everything"
      confirm={
        free
          ? {
              title: erase.isPending ? "Erasing …" : "Erase everything",
              danger: true,
              disabled: typed.trim() !== name.trim()
            }
          : undefined
      }
    >
      <p>
        This can’t be undone. With it go your bots and all they did and made, orders, alerts and their address, risk
        limits, backtests, candles that you imported, accounts with their keys, and the audit trail. You are signed out
        everywhere.
      </p>
      <p>Nothing is kept back, not for taxes either: download it first if you may need it.</p>
      <div className="row">
        <Download tenantId={tenantId} />
      </div>
      {data === undefined && <Missing what="What is in the way can't be shown" asked={[asked]} height={48} />}
      {data?.stays.map((text) => (
        <p key={text} className="soft">
          {text}
        </p>
      ))}
      {data !== undefined && !free && (
        <div data-testid="erase-refused">
          <p>It can’t be erased yet:</p>
          <ul className="rules">
            {data.hindrances.map((one) => (
              <InTheWay key={`${one.kind} ${one.text}`} {...one} />
            ))}
          </ul>
        </div>
      )}
      {free && (
        <TextField id="erase-name" label={`To confirm, type your name: ${name}`} value={typed} onChange={setTyped} />
      )}
    </AskDialog>
  )
}
