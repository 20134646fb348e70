import { postBase, postQuote, type Ledger } from "./ledger.ts"
import { least, magnitude } from "../number/exact.ts"

/** One fill as the books see it; amounts in base and quote units, all positive. */
export interface Trade {
  readonly side: "BUY" | "SELL"
  readonly base: bigint
  readonly notional: bigint
  readonly feeQuote: bigint
  readonly feeBase: bigint
  /** What the fee in base is worth at the fill's price. */
  readonly feeBaseValue: bigint
  /** Cost of exactly the base this trade closes, when it is known which (a grid cell); else the average is used. */
  readonly matched: bigint | undefined
}

/** What a trade did: amounts in units. */
export interface Booked {
  /** Base that came (positive) or went (negative), after a fee in base. */
  readonly base: bigint
  /** Change of the position's cost. */
  readonly cost: bigint
  /** Profit it realised, before fees. */
  readonly profit: bigint
  /** Quote that left (negative: came), fee included. */
  readonly paid: bigint
  /** The trade itself: base before a fee in base, and its notional. */
  readonly gross: bigint
  readonly notional: bigint
}

/** Books a fill: realises profit on what it closes, adds cost for what it opens (LEDGER-3, LEDGER-4, LEDGER-5). */
export const bookTrade = (ledger: Ledger, trade: Trade): Booked => {
  const buys = trade.side === "BUY"
  const held = ledger.base.position
  const signed = buys ? trade.base : -trade.base
  const closes = held !== 0n && held > 0n !== buys ? least(magnitude(held), trade.base) : 0n
  const closedNotional =
    closes === 0n ? 0n : closes === trade.base ? trade.notional : (trade.notional * closes) / trade.base
  const released =
    closes === 0n
      ? 0n
      : trade.matched !== undefined && closes === trade.base
        ? trade.matched
        : (ledger.quote.cost * closes) / magnitude(held)
  // A sale brings its notional against the cost it releases; buying back a short gives the notional for what it brought.
  const profit = closes === 0n ? 0n : (buys ? -closedNotional : closedNotional) - released
  const openedNotional = trade.notional - closedNotional
  const cost = (buys ? openedNotional : -openedNotional) - released
  const paid = (buys ? trade.notional : -trade.notional) + trade.feeQuote
  postQuote(ledger, 0n, -paid, cost, -profit, trade.feeQuote)
  postBase(ledger, -signed, signed, 0n)
  if (trade.feeBase !== 0n) {
    postBase(ledger, 0n, -trade.feeBase, trade.feeBase)
    postQuote(ledger, 0n, 0n, -trade.feeBaseValue, 0n, trade.feeBaseValue)
  }
  return {
    base: trade.feeBase === 0n ? signed : signed - trade.feeBase,
    cost: trade.feeBase === 0n ? cost : cost - trade.feeBaseValue,
    profit,
    paid,
    gross: trade.base,
    notional: trade.notional
  }
}
