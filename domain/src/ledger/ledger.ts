import { Schema } from "effect"
import { add, negated, sub, type Whole } from "../number/whole.ts"

/**
 * A run's books: every account's balance, quote in the market's quote units, base in its base units.
 * Every transaction adds up to zero in each asset, so all quote accounts together are zero, and all base accounts.
 */
export interface Ledger {
  readonly quote: {
    /** What the trader put in: minus the capital. */
    capital: Whole
    /** What the run holds in quote, reserved or free. */
    cash: Whole
    /** What the position cost; negative when short (what it brought). */
    cost: Whole
    /** Profit of finished trades before fees: minus the profit. */
    profit: Whole
    /** Fees paid; a fee taken in base is valued at its fill's price. */
    fees: Whole
    /** Funding of futures positions paid; negative when more was received. */
    funding: Whole
  }
  readonly base: {
    /** Base the trader brought to be sold: minus what he brought. */
    capital: Whole
    /** What was brought; with the position, what the run has in hand. */
    stock: Whole
    /** What the market gave and took. */
    market: Whole
    /** What trades made of it; negative when more was sold than bought: short, or sold from the stock. */
    position: Whole
    /** Fees taken in base. */
    fees: Whole
  }
}

/** A transaction that does not add up to zero: a defect of ours, never booked. */
export class UnbalancedTransaction extends Schema.TaggedError<UnbalancedTransaction>()("UnbalancedTransaction", {
  asset: Schema.Literals(["quote", "base"]),
  off: Schema.Union([Schema.Number, Schema.BigInt])
}) {
  override get message(): string {
    return `a transaction is off by ${this.off} units of ${this.asset}; nothing was booked`
  }
}

export const openLedger = (): Ledger => ({
  quote: { capital: 0, cash: 0, cost: 0, profit: 0, fees: 0, funding: 0 },
  base: { capital: 0, stock: 0, market: 0, position: 0, fees: 0 }
})

export const copyLedger = (ledger: Ledger): Ledger => ({ quote: { ...ledger.quote }, base: { ...ledger.base } })

/** Books one transaction in quote (LEDGER-1). Throws UnbalancedTransaction when it does not add up to zero. */
export const postQuote = (
  ledger: Ledger,
  capital: Whole,
  cash: Whole,
  cost: Whole,
  profit: Whole,
  fees: Whole
): void => {
  const off = add(add(add(capital, cash), add(cost, profit)), fees)
  if (off !== 0) throw new UnbalancedTransaction({ asset: "quote", off })
  const { quote } = ledger
  if (capital !== 0) quote.capital = add(quote.capital, capital)
  quote.cash = add(quote.cash, cash)
  quote.cost = add(quote.cost, cost)
  if (profit !== 0) quote.profit = add(quote.profit, profit)
  quote.fees = add(quote.fees, fees)
}

/** Books one transaction in base (LEDGER-1). Throws UnbalancedTransaction when it does not add up to zero. */
export const postBase = (ledger: Ledger, market: Whole, position: Whole, fees: Whole): void => {
  const off = add(add(market, position), fees)
  if (off !== 0) throw new UnbalancedTransaction({ asset: "base", off })
  const { base } = ledger
  base.market = add(base.market, market)
  base.position = add(base.position, position)
  if (fees !== 0) base.fees = add(base.fees, fees)
}

/** A fee is taken in base, and valued in quote (LEDGER-5). */
export const chargeBase = (ledger: Ledger, base: Whole, value: Whole): void => {
  postBase(ledger, 0, negated(base), base)
  postQuote(ledger, 0, 0, negated(value), 0, value)
}

/** The sum of all accounts, per asset: zero, always. */
export const sums = (ledger: Ledger): { readonly quote: Whole; readonly base: Whole } => {
  const { capital, cash, cost, profit, fees, funding } = ledger.quote
  const { base } = ledger
  return {
    quote: [capital, cash, cost, profit, fees, funding].reduce(add),
    base: [base.capital, base.stock, base.market, base.position, base.fees].reduce(add)
  }
}

/** The trader puts money in (LEDGER-2). */
export const contribute = (ledger: Ledger, amount: Whole): void => postQuote(ledger, negated(amount), amount, 0, 0, 0)

/** The trader puts base in (LEDGER-2). */
export const contributeBase = (ledger: Ledger, amount: Whole): void => {
  ledger.base.capital = sub(ledger.base.capital, amount)
  ledger.base.stock = add(ledger.base.stock, amount)
}

/** Funding is paid, or received when negative (LEDGER-6). */
export const payFunding = (ledger: Ledger, amount: Whole): void => {
  ledger.quote.cash = sub(ledger.quote.cash, amount)
  ledger.quote.funding = add(ledger.quote.funding, amount)
}
