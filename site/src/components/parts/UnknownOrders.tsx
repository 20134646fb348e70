import { decimalsAt } from "../../format/decimals-on.ts"
import type { Bot, Market, Order } from "../../client/contract.ts"
import { fixed, trimmed } from "../../format/number.ts"
import { exact, moment } from "../../format/time.ts"
import { lookUpWords, takeBackWords, unknownHoldWords } from "../../words/look-up-words.ts"
import { useLost } from "../frame/use-lost.ts"
import { marketNow } from "./run-result.ts"

/** So many are told of one by one, the oldest first. */
const TOLD = 3

type Of = Parameters<typeof UnknownOrders>[0]

const NameOf = ({ bot, named = false }: Pick<Of, "bot" | "named">) =>
  named ? <a href={`/app/bots/?id=${bot.id}`}>{bot.name}</a> : <>it</>

/** "buy 0.1 BTC at 640.26" */
const orderWords = ({ price, quantity, side }: Order, market: Market | undefined): string => {
  return [
    side === "BUY" ? "buy" : "sell",
    trimmed(quantity),
    ...(market === undefined ? [] : [market.instrument.base]),
    ...(price === undefined ? [] : [`at ${fixed(price, decimalsAt(market, price))}`])
  ].join(" ")
}

/** Says how many there are beyond those told of. */
const More = ({ count }: { count: number }) =>
  count <= 0 ? null : (
    <p>{count === 1 ? "1 more order’s outcome is unknown." : `The outcome of ${count} more orders is unknown.`}</p>
  )

const Told = (of: Of) => {
  const { bot, market, orders } = of
  const { lost, now } = useLost(1_000)
  const unknown = orders.toSorted((a, b) => a.createdAt - b.createdAt)
  const hold = market && unknownHoldWords(bot.run?.summary.unknownHold, market.instrument)
  return (
    <div className="notice" data-tone="warn" data-testid="unknown-orders">
      <div className="spread stack">
        {unknown.slice(0, TOLD).map((order) => (
          <p key={order.clientOrderId} data-testid="unknown-order">
            <strong>Outcome unknown:</strong> <NameOf {...of} /> sent an order to {orderWords(order, market)} (
            <span title={exact(order.createdAt)}>{moment(order.createdAt, marketNow(market, now))}</span>), and no
            answer came. {lookUpWords(order.lookUp, lost ? undefined : now)}
          </p>
        ))}
        <More count={unknown.length - TOLD} />
        {hold !== undefined && (
          <p>
            Reserved until {unknown.length === 1 ? "it is" : "they are"} known: {hold}.
          </p>
        )}
      </div>
    </div>
  )
}

const TakenBack = (of: Of) => (
  <div className="notice" data-tone="warn" data-testid="unknown-cancels">
    <div className="spread stack">
      {of.orders.slice(0, TOLD).map((order) => (
        <p key={order.clientOrderId} data-testid="unknown-cancel">
          <strong>Not known to be taken back:</strong> <NameOf {...of} /> asked for its order to{" "}
          {orderWords(order, of.market)} to be taken back. {takeBackWords(order.takeBackSince ?? order.updatedAt)}
        </p>
      ))}
      <More count={of.orders.length - TOLD} />
    </div>
  </div>
)

/**
 * The orders of a bot's run whose fate nobody knows, or of which nobody knows whether they were taken back: what is known, what happens next and when, and what they hold back
 * meanwhile; nothing where there are none. `named`: the bot has to be named.
 */
export const UnknownOrders = (of: {
  bot: Bot
  orders: ReadonlyArray<Order>
  market: Market | undefined
  named?: boolean
}) => {
  const unknown = of.orders.filter(({ status }) => status === "UNKNOWN")
  const cancels = of.orders.filter(({ open, takeBackSince }) => open && takeBackSince !== undefined)
  return (
    <>
      {unknown.length > 0 && <Told {...of} orders={unknown} />}
      {cancels.length > 0 && <TakenBack {...of} orders={cancels} />}
    </>
  )
}
