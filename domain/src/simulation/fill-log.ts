import type { PaperFill } from "../exchange/account.ts"
import type { Ledger } from "../ledger/ledger.ts"

/** One fill of a backtested run, with what the market and the run's books said of it. */
export interface LoggedFill {
  readonly fill: PaperFill
  /** Last price of the market as it was filled, ticks. */
  readonly seen: number
  /** The books after it: realised profit before fees, fees paid, cost and position, in units. */
  readonly profit: bigint
  readonly fees: bigint
  readonly cost: bigint
  readonly position: bigint
}

/** A fill as it stands in the books right after it was booked. */
export const loggedFill = (fill: PaperFill, seen: number, { quote, base }: Ledger): LoggedFill => ({
  fill,
  seen,
  profit: -quote.profit,
  fees: quote.fees,
  cost: quote.cost,
  position: base.position
})
