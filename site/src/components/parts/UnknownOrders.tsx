import { decimalsOf } from "@tradetower/domain/number"
import type { Bot, Market, Order } from "../../client/contract.ts"
import { fixed, trimmed } from "../../format/number.ts"
import { exact, moment } from "../../format/time.ts"
import { lookUpWords, unknownHoldWords } from "../../words/look-up-words.ts"
import { useLost } from "../frame/use-lost.ts"
import { marketNow } from "./run-result.ts"

/** So many are told of one by one, the oldest first. */
const TOLD = 3

const Told = ({ bot, orders, market, named = false }: Parameters<typeof UnknownOrders>[0]) => {
  const { lost, now } = useLost(1_000)
  const unknown = orders.toSorted((a, b) => a.createdAt - b.createdAt)
  const decimals = decimalsOf(market?.instrument.tickSize ?? "0.01")
  const hold = market && unknownHoldWords(bot.run?.summary.unknownHold, market.instrument)
  const more = unknown.length - TOLD
  return (
    <div className="notice" data-tone="warn" data-testid="unknown-orders">
      <div className="spread stack">
        {unknown.slice(0, TOLD).map(({ clientOrderId, createdAt, lookUp, price, quantity, side }) => (
          <p key={clientOrderId} data-testid="unknown-order">
            <strong>Outcome unknown:</strong> {named ? <a href={`/app/bots/?id=${bot.id}`}>{bot.name}</a> : "it"} sent
            an order to {side === "BUY" ? "buy" : "sell"} {trimmed(quantity)}
            {market !== undefined && ` ${market.instrument.base}`}
            {price !== undefined && ` at ${fixed(price, decimals)}`} (
            <span title={exact(createdAt)}>{moment(createdAt, marketNow(market, now))}</span>), and no answer came.{" "}
            {lookUpWords(lookUp, lost ? undefined : now)}
          </p>
        ))}
        {more > 0 && (
          <p>{more === 1 ? "1 more order’s outcome is unknown." : `The outcome of ${more} more orders is unknown.`}</p>
        )}
        {hold !== undefined && (
          <p>
            Reserved until {unknown.length === 1 ? "it is" : "they are"} known: {hold}.
          </p>
        )}
      </div>
    </div>
  )
}

/**
 * The orders of a bot's run whose fate nobody knows: what is known, what happens next and when, and what they hold back
 * meanwhile; nothing where there are none. `named`: the bot has to be named.
 */
export const UnknownOrders = (of: {
  bot: Bot
  orders: ReadonlyArray<Order>
  market: Market | undefined
  named?: boolean
}) => {
  const unknown = of.orders.filter(({ status }) => status === "UNKNOWN")
  return unknown.length === 0 ? null : <Told {...of} orders={unknown} />
}
