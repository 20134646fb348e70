import type { Time, TradeId } from "../ids.ts"
import type { Price, Quantity } from "../market/market.ts"
import { asQuantity } from "../number/exact.ts"
import { type Whole, whole } from "../number/whole.ts"
import { type LiveOrder, remaining } from "../order/live-order.ts"
import type { Purpose, Side } from "../order/order.ts"
import type { BotEvent } from "./event.ts"
import { isLive } from "./life.ts"
import type { RunState, Settings } from "./state.ts"
import type { RunConfig } from "./run-config.ts"
import { step } from "./step.ts"

/** An order that rests after the change. */
export interface ForeseenOrder {
  readonly side: Side
  readonly purpose: Purpose
  readonly price: Price
  readonly quantity: Quantity
  /** It is placed by the change; else it rests already and stays. */
  readonly isNew: boolean
}

/** What a run does on new settings, before they are its own. */
export interface ForeseenChange {
  readonly state: RunState
  /** How many of the orders that rest now are taken back. */
  readonly cancels: number
  /** What it trades at market at once. */
  readonly trades: ReadonlyArray<{ readonly side: Side; readonly quantity: Quantity }>
  readonly resting: ReadonlyArray<ForeseenOrder>
}

/** More answers than any change of a run asks for. */
const MOST = 5_000
/** How often it asks for the price, one answer after another. */
const PRICES = 4

/**
 * Steps a run over new settings at a price that stands still, beside an exchange that answers everything: cancels what
 * is taken back, fills what goes at market, rests the others. The run itself is left as it is.
 */
export const foreseeChange = (
  config: RunConfig,
  before: RunState,
  settings: Settings,
  price: Price,
  at: number
): ForeseenChange => {
  const { market } = config
  const time = Math.max(at, before.at) as Time
  const known = new Set(before.orders.keys())
  const trades: Array<ForeseenChange["trades"][number]> = []
  let state = before
  let prices = 0
  const send = (event: BotEvent) => {
    state = step(config, state, event).state
  }

  const fill = (order: LiveOrder): BotEvent => {
    const quantity = asQuantity(remaining(order))
    const { notional, takerFee } = market.deal(price, quantity)
    const inBase = market.instrument.feeAsset === "RECEIVED" && order.side === "BUY"
    const amount: Whole = inBase ? whole(market.feeOn(market.baseOf(quantity), market.takerFeeRate)) : takerFee
    if (notional > 0) trades.push({ side: order.side, quantity })
    return {
      _tag: "OrderFilled",
      at: time,
      clientOrderId: order.id,
      tradeId: `foreseen-${order.id}` as TradeId,
      price,
      quantity,
      fee: inBase ? { _tag: "Base", amount } : { _tag: "Quote", amount },
      liquidity: "TAKER"
    }
  }
  const answer = (): BotEvent | undefined => {
    for (const order of state.orders.values()) {
      if (order.held !== undefined) continue
      const of = { at: time, clientOrderId: order.id }
      if (order.cancelling) return { _tag: "OrderCancelled", ...of, reason: "foreseen" }
      if (order.status !== "PENDING" || known.has(order.id)) continue
      return order.type === "MARKET" ? fill(order) : { _tag: "OrderAccepted", ...of, exchangeOrderId: "foreseen" }
    }
    if (!state.needsPrice || !isLive(state.life) || prices++ >= PRICES) return undefined
    return { _tag: "PriceReached", at: time, price }
  }

  send({ _tag: "SettingsChanged", at: time, actor: "TRADER", settings })
  for (let answered = 0; answered < MOST; answered++) {
    const next = answer()
    if (next === undefined) break
    send(next)
  }
  const resting = [...state.orders.values()].map(({ id, price: of, purpose, quantity, side }) => ({
    side,
    purpose,
    price: of,
    quantity,
    isNew: !known.has(id)
  }))
  return {
    state,
    cancels: known.size - resting.filter(({ isNew }) => !isNew).length,
    trades,
    resting
  }
}
