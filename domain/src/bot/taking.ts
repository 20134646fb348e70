import { contribute, contributeBase } from "../ledger/ledger.ts"
import { amountWords } from "../market/words.ts"
import type { Decimal } from "../number/decimal.ts"
import { absolute, add, big, dividedUp, negated, whole } from "../number/whole.ts"
import { valueOf } from "../market/value.ts"
import type { Price } from "../market/market.ts"
import { asPrice } from "../number/exact.ts"
import type { LiveOrder } from "../order/live-order.ts"
import { broughtBy, givenTo } from "./given.ts"
import { enters } from "./enters.ts"
import { cancel, type Run } from "./run.ts"

/** What of a run says how much of its money is free. */
export type Giver = Pick<Run, "margin" | "market" | "state" | "strategy">

/** Whether an order takes up what could be free: one that would enter, and the base order in either direction. */
const takesUp = (run: Giver, order: LiveOrder): boolean => order.purpose === "BASE" || enters(run, order)

/** Whether a run gives funds back: one that takes none doesn't, nor does a short on spot, whose stake is what it sells. */
export const givesBack = ({ market, state, strategy }: Giver): boolean => {
  if (strategy.on.drawn === undefined) return false
  if (strategy.money.countsIn === "BASE" || market.instrument.kind === "FUTURES") return true
  const price = state.price > 0 ? state.price : state.mark.price
  const { settings } = state
  return price === 0 || broughtBy(strategy, market, settings, price).base <= givenTo(strategy, market, settings).base
}

/** A hundredth of what a futures position cost stays with it: leaving costs fees, and staying funding. */
const COSTS = 100n

/**
 * What a futures position has lost by now, or will have at the price up to which the strategy holds it: gone, though not
 * booked. What it has gained is not there yet.
 */
const lossToBear = ({ market, state, strategy }: Giver): bigint => {
  const { base, quote } = state.ledger
  const lossAt = (price: Price): bigint => (price > 0 ? big(quote.cost) - valueOf(market, price, base.position) : 0n)
  const losses = [lossAt(state.mark.price), lossAt(strategy.exits.holdsTo?.({ market, state }) ?? asPrice(0))]
  return losses.reduce((worst, loss) => (loss > worst ? loss : worst), 0n)
}

/** What a run holds that no position ties up: what its orders not filled yet reserve is part of it (FUNDS-6). */
const untied = (run: Giver): bigint => {
  const { margin, state, strategy } = run
  const { base, quote } = state.ledger
  if (strategy.money.countsIn === "BASE") return big(add(base.stock, base.position))
  // Market orders are not taken back, and what is no entry stays.
  const held = { BUY: 0n, SELL: 0n }
  for (const order of state.orders.values())
    if (order.type === "MARKET" || !takesUp(run, order)) held[order.side] += big(order.reserved)
  if (margin === undefined) return big(quote.cash) - held.BUY
  const along = base.position >= 0 ? "BUY" : "SELL"
  const cost = absolute(quote.cost)
  held[along] += big(dividedUp(cost, margin.leverage))
  const wallet = big(add(quote.cash, quote.cost))
  return wallet - lossToBear(run) - big(cost) / COSTS - (held.BUY > held.SELL ? held.BUY : held.SELL)
}

/** The most that can be taken out of a run now, in units of what it counts in; the investment never becomes nothing. */
export const takeable = (run: Giver): bigint => {
  const { investment, life, taking } = run.state
  if (!givesBack(run) || life === "CLOSING" || investment === 0n) return 0n
  const free = untied(run)
  const most = (free < investment ? free : investment - 1n) - (taking ?? 0n)
  return most > 0n ? most : 0n
}

const words = ({ market, strategy }: Giver, amount: bigint): string => {
  const { base, quote } = market.instrument
  const text: Decimal = strategy.money.countsIn === "BASE" ? market.baseText(amount) : market.quoteText(amount)
  return amountWords(text, strategy.money.countsIn === "BASE" ? base : quote)
}

/** Funds are asked back: nothing is entered until the orders that reserve them are gone (FUNDS-7). */
export const beginTaking = (run: Run, amount: bigint): void => {
  const { state } = run
  if (amount <= 0n || state.life === "CLOSING" || !givesBack(run)) return
  state.taking = (state.taking ?? 0n) + amount
  state.reason = `${words(run, state.taking)} is being taken out, as soon as the orders that reserve it are taken back.`
}

/**
 * Goes on with giving funds back, at the end of every step: the orders that would enter are taken back, and once none
 * is left what was asked for leaves the books, at most what is free by then; the rest is laid at its new size.
 */
export const progressTaking = (run: Run): void => {
  const { state, strategy } = run
  const asked = state.taking
  if (asked === undefined || state.life === "CLOSING" || state.life === "ERROR") return
  let waits = false
  for (const order of state.orders.values()) {
    if (!takesUp(run, order)) continue
    waits = true
    if (order.type !== "MARKET")
      cancel(run, order, "FUNDS-7", "Funds are taken out: the order is placed again at its new size.")
  }
  if (waits) return
  state.taking = undefined
  const free = untied(run)
  const most = takeable(run)
  const amount = asked < most ? asked : most
  state.reason =
    amount === asked
      ? `${words(run, amount)} was taken out.`
      : `${words(run, amount)} of ${words(run, asked)} was taken out: the rest is tied up by now.`
  if (amount > 0n) {
    const out = negated(whole(amount))
    if (strategy.money.countsIn === "BASE") contributeBase(state.ledger, out)
    else contribute(state.ledger, out)
    state.investment -= amount
    if (state.entered) strategy.on.drawn?.(run, { kept: free - amount, of: free })
  }
  state.needsPrice = true
  if (state.entered && state.life !== "PAUSED") strategy.on.lay?.(run)
}
