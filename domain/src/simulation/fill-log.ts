import { negated, type Whole } from "../number/whole.ts"
import type { Ledger } from "../ledger/ledger.ts"
import type { LiveOrder } from "../order/live-order.ts"
import type { Fill } from "../order/report.ts"

/** One fill of a backtested run, with what the market and the run's books said of it. */
export interface LoggedFill {
  readonly report: Fill
  readonly order: LiveOrder
  /** Last price of the market as it was filled, ticks. */
  readonly seen: number
  /** The books after it: realised profit before fees, fees paid and position, in units. */
  readonly profit: Whole
  readonly fees: Whole
  readonly position: Whole
}

/** A fill as it stands in the books right after it was booked. */
export const loggedFill = (report: Fill, order: LiveOrder, seen: number, { base, quote }: Ledger): LoggedFill => ({
  report,
  order,
  seen,
  profit: negated(quote.profit),
  fees: quote.fees,
  position: base.position
})
