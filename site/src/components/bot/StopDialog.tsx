import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { compare, times } from "@tradetower/domain/number"
import { ask } from "../../client/ask.ts"
import type { Bot, Closure, Market } from "../../client/contract.ts"
import { closureWords } from "../../words/words.ts"
import { fixed, trimmed } from "../../format/number.ts"
import { toast } from "../../live/store.ts"
import { AskDialog } from "../parts/AskDialog.tsx"

const closures: ReadonlyArray<Closure> = ["CLOSE_POSITIONS", "CANCEL_ORDERS", "LIQUIDATE", "NONE"]
/** What can still be done with what an ended run kept. */
const closings: ReadonlyArray<Closure> = ["CLOSE_POSITIONS", "LIQUIDATE"]

/** What each closure would do now, with today's amounts. */
const effectOf = (closure: Closure, bot: Bot, market: Market | undefined): string => {
  const summary = bot.run?.summary
  const orders = summary?.openOrders ?? 0
  const cancels = orders === 0 ? "No order rests" : `Cancels ${orders} order${orders === 1 ? "" : "s"}`
  const base = market?.instrument.base ?? ""
  const quote = market?.instrument.quote ?? ""
  const position = summary?.position ?? "0"
  const flat = compare(position, "0") === 0
  const short = compare(position, "0") < 0
  const size = `${trimmed(position.replace("-", ""))} ${base}`
  const worth =
    market?.lastPrice === undefined
      ? ""
      : ` for about ${fixed(times(position.replace("-", ""), market.lastPrice), 2)} ${quote}`
  const closes = flat ? "there is no position to close" : `${short ? "buys back" : "sells"} ${size} at market${worth}`
  switch (closure) {
    case "CLOSE_POSITIONS":
      return `${cancels}, ${closes}.`
    case "CANCEL_ORDERS":
      return `${cancels}${flat ? "; there is no position." : `, keeps ${size} in your account.`}`
    case "LIQUIDATE":
      return `${cancels}, ${closes}, whatever the price: for when getting out matters more than the cost.`
    case "NONE":
      return `Leaves ${orders} order${orders === 1 ? "" : "s"}${flat ? "" : ` and ${size}`} on the exchange; the bot stops looking after them.`
  }
}

/** Stops a bot, saying what becomes of its orders and position; of one that has ended, closes what it kept. */
export const StopDialog = ({
  bot,
  market,
  open,
  close
}: {
  bot: Bot
  market: Market | undefined
  open: boolean
  close: () => void
}) => {
  const [closure, choose] = useState<Closure>("CLOSE_POSITIONS")
  const ended = bot.run?.live === false
  const stop = useMutation({
    mutationFn: () => ask("POST /bots/:botId/stop", { params: { botId: bot.id }, payload: { closure } }),
    onSuccess: () => {
      toast(ended ? "Closing …" : "Stopping …")
      close()
    }
  })
  return (
    <AskDialog
      name="stop"
      title={ended ? `Close what ${bot.name} kept?` : `Stop ${bot.name}?`}
      open={open}
      close={close}
      act={stop}
      leave={ended ? "Leave it" : "Keep it running"}
      confirm={{
        title: ended ? (stop.isPending ? "Closing …" : "Close it") : stop.isPending ? "Stopping …" : "Stop the bot",
        danger: true
      }}
    >
      <fieldset className="closures">
        <legend className="unseen">What becomes of its orders and position</legend>
        {(ended ? closings : closures).map((one) => (
          <label key={one} className="closure" data-testid={`closure-${one}`}>
            <input
              type="radio"
              name="closure"
              aria-label={closureWords[one]}
              checked={closure === one}
              onChange={() => choose(one)}
            />
            <span>
              <strong>{closureWords[one]}</strong>
              <small>{effectOf(one, bot, market)}</small>
            </span>
          </label>
        ))}
      </fieldset>
    </AskDialog>
  )
}
