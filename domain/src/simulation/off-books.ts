import { asQuantity } from "../number/exact.ts"
import { add, big, type Whole } from "../number/whole.ts"
import { type Account, assetOf, bookOf } from "../exchange/account.ts"
import { sums } from "../ledger/ledger.ts"
import type { Market } from "../market/market.ts"
import type { PaperRun } from "./paper-run.ts"

/** Amounts of a market's two assets in units of an account. */
export interface Opened {
  readonly quote: bigint
  readonly base: bigint
}

export const held = (account: Account, asset: string): bigint => {
  const { free, reserved } = assetOf(account, asset)
  return big(free) + big(reserved)
}

/** What an account holds of a market's assets. */
export const heldOf = (account: Account, { instrument: { base, quote } }: Market): Opened => ({
  quote: held(account, quote),
  base: held(account, base)
})

/** The futures position of an account, in its base units. */
const onMargin = (account: Account, market: Market, scale: bigint): bigint => {
  let lots: Whole = 0
  for (const position of bookOf(account, market).positions?.values() ?? []) lots = add(lots, position.lots)
  return market.baseOf(asQuantity(lots)) * scale
}

/**
 * How the books of a run differ from its account, which began with `opened` and trades nothing else: sums that are not
 * zero, cash, position. Empty: not by a unit (SIM-8).
 */
export const offBooks = ({ account, config: { market }, state: { ledger } }: PaperRun, opened: Opened) => {
  const { base, quote } = market.instrument
  const finer = (asset: string, decimals: number) => 10n ** BigInt(account.decimals(asset) - decimals)
  const quoteScale = finer(quote, market.quoteDecimals)
  const baseScale = finer(base, market.baseDecimals)
  const wrong: Array<string> = []
  const off = sums(ledger)
  if (off.quote !== 0 || off.base !== 0) wrong.push(`the ledger is off by ${off.quote} and ${off.base}`)
  const spot = market.instrument.kind === "SPOT"
  // A margin position's cost is no payment: only what it earned and cost in fees moves the balance.
  const earned = big([ledger.quote.cash, ledger.quote.capital, spot ? 0 : ledger.quote.cost].reduce(add)) * quoteScale
  const paid = held(account, quote) - opened.quote
  if (paid !== earned) wrong.push(`cash is ${earned} by the books, ${paid} by the account`)
  const position = big(ledger.base.position) * baseScale
  const owned = spot ? held(account, base) - opened.base : onMargin(account, market, baseScale)
  if (owned !== position) wrong.push(`position is ${position} by the books, ${owned} by the account`)
  return wrong
}
