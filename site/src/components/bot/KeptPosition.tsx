import { useState } from "react"
import type { Bot, Market } from "../../client/contract.ts"
import { trimmed } from "../../format/number.ts"
import { StopDialog } from "./StopDialog.tsx"

/** What an ended run left on the exchange, whose value still moves, and the way to close it. */
export const KeptPosition = ({ bot, market }: { bot: Bot; market: Market | undefined }) => {
  const [open, setOpen] = useState(false)
  const { run, settings } = bot
  if (run === undefined || run.live || run.summary.kept !== true) return null
  const { openOrders, position } = run.summary
  const leverage =
    market?.instrument.kind === "FUTURES" && "leverage" in settings ? ` at ${settings.leverage ?? 1}×` : ""
  const held = /[1-9]/.test(position)
    ? `${position.startsWith("-") ? "a short position of " : ""}${trimmed(position.replace("-", ""))} ${market?.instrument.base ?? ""}${leverage}`
    : undefined
  const orders = openOrders === 0 ? undefined : `${openOrders} resting order${openOrders === 1 ? "" : "s"}`
  return (
    <div className="notice kept" data-tone="warn" data-testid="kept">
      <span className="spread">
        It has ended and left {[held, orders].filter((part) => part !== undefined).join(" and ")} on the exchange.
        Nothing looks after that any more
        {held !== undefined && ", and its value, which is your account's, still moves with the price"}.
      </span>
      <button type="button" className="button danger" data-testid="bot-close-kept" onClick={() => setOpen(true)}>
        {held === undefined ? "Cancel them" : "Close the position"}
      </button>
      <StopDialog bot={bot} market={market} open={open} close={() => setOpen(false)} />
    </div>
  )
}
