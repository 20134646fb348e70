import { Schema } from "effect"
import { Decimal } from "../number/decimal.ts"
import { minus, plus, zero } from "../number/decimal-arithmetic.ts"

/** What some entries of a ledger come to, in quote. */
export const LedgerSums = Schema.Struct({
  /** Profit of what was closed, before fees, as the bot's own books realise it (LEDGER-3, LEDGER-4). */
  profit: Decimal,
  /** Fees of trades, also those that came later; one taken in base at its trade's price. */
  fees: Decimal,
  /** Funding of futures positions that was paid; negative when more was received. */
  funding: Decimal,
  /** What the trader put in, less what was taken out; base that was brought counts at the price of the run's start. */
  putIn: Decimal,
  /** How many trades, those that were taken back left out. */
  trades: Schema.Int
}).annotate({ identifier: "LedgerSums" })
export type LedgerSums = typeof LedgerSums.Type

export const noSums: LedgerSums = { profit: zero, fees: zero, funding: zero, putIn: zero, trades: 0 }

const each = (a: LedgerSums, b: LedgerSums, of: (a: string, b: string) => Decimal, trades: number): LedgerSums => ({
  profit: of(a.profit, b.profit),
  fees: of(a.fees, b.fees),
  funding: of(a.funding, b.funding),
  putIn: of(a.putIn, b.putIn),
  trades
})

export const addSums = (a: LedgerSums, b: LedgerSums): LedgerSums => each(a, b, plus, a.trades + b.trades)

/** What came to `a` since it was `b`. */
export const sumsSince = (a: LedgerSums, b: LedgerSums): LedgerSums => each(a, b, minus, a.trades - b.trades)

/** Profit less fees and funding: what worth, with positions at their cost, changed by beside what was put in. */
export const netOf = ({ fees, funding, profit }: Pick<LedgerSums, "fees" | "funding" | "profit">): Decimal =>
  minus(profit, plus(fees, funding))
