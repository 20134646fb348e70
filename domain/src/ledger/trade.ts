import type { Side } from "../order/order.ts"
import type { Fill } from "../order/report.ts"
import { chargeBase, postBase, postQuote, type Ledger } from "./ledger.ts"
import { absolute, add, negated, proportion, smaller, sub, type Whole } from "../number/whole.ts"

/** Base and notional of a fill, in units, positive. */
export interface Dealt {
  readonly base: Whole
  readonly notional: Whole
}

/** What a trade did: amounts in units. */
export interface Booked {
  /** The trade itself: base before a fee in base, and its notional. */
  readonly deal: Dealt
  /** Base that came (positive) or went (negative), after a fee in base. */
  readonly base: Whole
  /** Change of the position's cost. */
  readonly cost: Whole
  /** Quote that left (negative: came), fee included. */
  readonly paid: Whole
}

/**
 * Books a fill: realises profit on what it closes, adds cost for what it opens (LEDGER-3, LEDGER-4, LEDGER-5).
 *
 * @param fee what it cost; `feeValue`: the same in quote, at the fill's price
 * @param matched cost of exactly the base it closes, when it is known which (a grid cell); else the average is used
 */
export const bookTrade = (
  ledger: Ledger,
  side: Side,
  deal: Dealt,
  fee: Fill["fee"],
  feeValue: Whole,
  matched?: Whole
): Booked => {
  const { base, notional } = deal
  const feeBase = fee._tag === "Base" ? fee.amount : 0
  const feeQuote = fee._tag === "Quote" ? fee.amount : 0
  const buys = side === "BUY"
  const held = ledger.base.position
  const signed = buys ? base : negated(base)
  const closes = held !== 0 && held > 0 !== buys ? smaller(absolute(held), base) : 0
  const closedNotional = closes === 0 ? 0 : closes === base ? notional : proportion(notional, closes, base)
  const released =
    closes === 0
      ? 0
      : matched !== undefined && closes === base
        ? matched
        : proportion(ledger.quote.cost, closes, absolute(held))
  // A sale brings its notional against the cost it releases; buying back a short gives the notional for what it brought.
  const profit = closes === 0 ? 0 : sub(buys ? negated(closedNotional) : closedNotional, released)
  const openedNotional = sub(notional, closedNotional)
  const cost = sub(buys ? openedNotional : negated(openedNotional), released)
  const paid = add(buys ? notional : negated(notional), feeQuote)
  postQuote(ledger, 0, negated(paid), cost, negated(profit), feeQuote)
  postBase(ledger, negated(signed), signed, 0)
  if (feeBase !== 0) chargeBase(ledger, feeBase, feeValue)
  return {
    deal,
    base: feeBase === 0 ? signed : sub(signed, feeBase),
    cost: feeBase === 0 ? cost : sub(cost, feeValue),
    paid
  }
}
