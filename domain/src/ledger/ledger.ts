import { Schema } from "effect"

/**
 * A run's books: every account's balance, quote in the market's quote units, base in its base units.
 * Every transaction adds up to zero in each asset, so all quote accounts together are zero, and all base accounts.
 */
export interface Ledger {
  readonly quote: {
    /** What the trader put in: minus the capital. */
    capital: bigint
    /** What the run holds in quote, reserved or free. */
    cash: bigint
    /** What the position cost; negative when short (what it brought). */
    cost: bigint
    /** Profit of finished trades before fees: minus the profit. */
    profit: bigint
    /** Fees paid; a fee taken in base is valued at its fill's price. */
    fees: bigint
    /** Funding of futures positions paid; negative when more was received. */
    funding: bigint
  }
  readonly base: {
    /** Base the trader brought to be sold: minus what he brought. */
    capital: bigint
    /** What was brought; with the position, what the run has in hand. */
    stock: bigint
    /** What the market gave and took. */
    market: bigint
    /** What trades made of it; negative when more was sold than bought: short, or sold from the stock. */
    position: bigint
    /** Fees taken in base. */
    fees: bigint
  }
}

/** A transaction that does not add up to zero: a defect of ours, never booked. */
export class UnbalancedTransaction extends Schema.TaggedError<UnbalancedTransaction>()("UnbalancedTransaction", {
  asset: Schema.Literals(["quote", "base"]),
  off: Schema.BigInt
}) {
  override get message(): string {
    return `a transaction is off by ${this.off} units of ${this.asset}; nothing was booked`
  }
}

export const openLedger = (): Ledger => ({
  quote: { capital: 0n, cash: 0n, cost: 0n, profit: 0n, fees: 0n, funding: 0n },
  base: { capital: 0n, stock: 0n, market: 0n, position: 0n, fees: 0n }
})

export const copyLedger = (ledger: Ledger): Ledger => ({ quote: { ...ledger.quote }, base: { ...ledger.base } })

/** Books one transaction in quote (LEDGER-1). Throws UnbalancedTransaction when it does not add up to zero. */
export const postQuote = (
  ledger: Ledger,
  capital: bigint,
  cash: bigint,
  cost: bigint,
  profit: bigint,
  fees: bigint
): void => {
  const off = capital + cash + cost + profit + fees
  if (off !== 0n) throw new UnbalancedTransaction({ asset: "quote", off })
  const quote = ledger.quote
  if (capital !== 0n) quote.capital += capital
  quote.cash += cash
  if (cost !== 0n) quote.cost += cost
  if (profit !== 0n) quote.profit += profit
  if (fees !== 0n) quote.fees += fees
}

/** Books one transaction in base (LEDGER-1). Throws UnbalancedTransaction when it does not add up to zero. */
export const postBase = (ledger: Ledger, market: bigint, position: bigint, fees: bigint): void => {
  const off = market + position + fees
  if (off !== 0n) throw new UnbalancedTransaction({ asset: "base", off })
  ledger.base.market += market
  ledger.base.position += position
  if (fees !== 0n) ledger.base.fees += fees
}

/** The sum of all accounts, per asset: zero, always. */
export const sums = (ledger: Ledger): { readonly quote: bigint; readonly base: bigint } => {
  const { capital, cash, cost, profit, fees, funding } = ledger.quote
  const { base } = ledger
  return {
    quote: capital + cash + cost + profit + fees + funding,
    base: base.capital + base.stock + base.market + base.position + base.fees
  }
}

/** The trader puts money in (LEDGER-2). */
export const contribute = (ledger: Ledger, amount: bigint): void => postQuote(ledger, -amount, amount, 0n, 0n, 0n)

/** The trader puts base in (LEDGER-2). */
export const contributeBase = (ledger: Ledger, amount: bigint): void => {
  ledger.base.capital -= amount
  ledger.base.stock += amount
}

/** Funding is paid, or received when negative (LEDGER-6). */
export const payFunding = (ledger: Ledger, amount: bigint): void => {
  ledger.quote.cash -= amount
  ledger.quote.funding += amount
}
