import type { Market, Symbol } from "@tradetower/domain/market"
import {
  compare,
  type Decimal,
  dividedBy,
  isZero,
  minus,
  plus,
  rounded,
  sum,
  times,
  zero
} from "@tradetower/domain/number"
import type { Fill } from "./answers.ts"
import { type Contracts, isContract } from "./futures.ts"
import type { FundingNote } from "./funding-note.ts"

/** Amounts are told in cents: less than this is their rounding, USD. */
const NOISE = "0.05"
/** Trades so young may be in some answers and not in others, ms. */
const YOUNG = 60_000
/** What was told so long before is in the account's money, or never will be, ms. */
const LONG = 86_400_000
/** Money of so long ago is not compared with any more, ms: all trades since then would have to be asked for. */
const FAR = 7 * LONG

const absolute = (amount: Decimal): Decimal => amount.replace("-", "") as Decimal

/** Contracts above zero when long, below when short. */
export const signed = ({ long, short }: Contracts): Decimal => minus(long, short)

/**
 * The account's money less what its positions cost: trades move it by their fees alone, prices and the day's settlement do
 * not. Undefined where a position does not say what it cost, or is of what nothing here counts.
 */
export const moneyOf = (
  { cash, realized }: { readonly cash: Decimal; readonly realized: Decimal },
  held: ReadonlyMap<string, Contracts>,
  markets: ReadonlyMap<string, Market>
): Decimal | undefined => {
  let money = plus(cash, realized)
  for (const [symbol, contracts] of held) {
    const { contractMultiplier } = markets.get(symbol)?.instrument ?? {}
    if (contracts.entry === undefined || contractMultiplier === undefined) return undefined
    money = minus(money, times(times(signed(contracts), contractMultiplier), contracts.entry))
  }
  return money
}

/** What a trade took from the money, in dollars; undefined where that is not known. */
const takenBy = (
  { commission, price, product_id, side, size, size_in_quote, trade_type }: Fill,
  markets: ReadonlyMap<string, Market>
): Decimal | undefined => {
  const market = markets.get(product_id)
  if (market === undefined || trade_type !== "FILL" || size_in_quote === true) return undefined
  if (isContract(market)) return commission
  if (market.instrument.quote !== "USD") return zero
  const value = times(price, size)
  return side === "BUY" ? plus(value, commission) : minus(commission, value)
}

/** From when trades have to be known to compare the account's money, ms. */
export const comparedFrom = ({ money }: FundingNote, now: number): number =>
  Math.max(Math.min(money?.at ?? now, now - YOUNG), now - FAR)

/** What is made of the account's money: what stays to be known, and how much was paid beyond what was told, by future. */
export interface Settled {
  readonly note: FundingNote
  readonly beyond: ReadonlyMap<Symbol, Decimal>
}

/**
 * Compares what was told by rates with what left the account and no trade explains. Coinbase books funding when it likes
 * (twice a day), and other money moves, too: only what comes near to what was told is taken for it, nothing else.
 */
export const settledBy = (
  note: FundingNote,
  money: Decimal,
  fills: ReadonlyArray<Fill>,
  markets: ReadonlyMap<string, Market>,
  now: number
): Settled => {
  const nothing = new Map<Symbol, Decimal>()
  if (fills.some(({ trade_time }) => Date.parse(trade_time) > now - YOUNG)) return { note, beyond: nothing }
  const anew: FundingNote = { ...note, money: { at: now, amount: money } }
  const before = note.money
  if (before === undefined || before.at < now - FAR) return { note: anew, beyond: nothing }
  let expected = before.amount
  for (const fill of fills.filter(({ trade_time }) => Date.parse(trade_time) > before.at)) {
    const taken = takenBy(fill, markets)
    if (taken === undefined) return { note: anew, beyond: nothing }
    expected = minus(expected, taken)
  }
  const paid = minus(expected, money)
  if (compare(absolute(paid), NOISE) <= 0)
    return { note: { ...note, money: { at: now, amount: expected } }, beyond: nothing }
  const told = note.told.filter(({ at }) => at > before.at - LONG)
  const all = sum(told.map(({ amount }) => absolute(amount)))
  const difference = minus(paid, sum(told.map(({ amount }) => amount)))
  if (isZero(all) || compare(times(absolute(difference), "2"), all) > 0) return { note: anew, beyond: nothing }
  return { note: { ...anew, told: [] }, beyond: sharedOut(difference, told, all) }
}

/** Each future's part of a difference, by how much was told of it, to the cent: together they are the whole. */
const sharedOut = (difference: Decimal, told: FundingNote["told"], all: Decimal): ReadonlyMap<Symbol, Decimal> => {
  const shares = new Map<Symbol, Decimal>()
  for (const { amount, symbol } of told) shares.set(symbol, plus(shares.get(symbol) ?? zero, absolute(amount)))
  const parts = new Map<Symbol, Decimal>()
  let left = difference
  const symbols = [...shares.keys()]
  for (const symbol of symbols) {
    const isLast = symbol === symbols.at(-1)
    const share = dividedBy(times(difference, shares.get(symbol) ?? zero), all, 18) ?? zero
    const part = isLast ? left : rounded(share, 2)
    left = minus(left, part)
    if (!isZero(part)) parts.set(symbol, part)
  }
  return parts
}
