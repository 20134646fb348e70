import type { Ledger } from "../ledger/ledger.ts"
import { negated, sub, type Whole } from "../number/whole.ts"
import type { LiveOrder } from "../order/live-order.ts"
import type { Fill } from "../order/report.ts"

/** The fills of a backtested run in columns, with what the market and the run's books said of each. */
export interface FillLog {
  readonly reports: ReadonlyArray<Fill>
  readonly orders: ReadonlyArray<LiveOrder>
  /** Last price of the market as it was filled, ticks. */
  readonly seen: ReadonlyArray<number>
  /** The books after it: realised profit before fees, fees paid and position, in units. */
  readonly profit: ReadonlyArray<Whole>
  readonly fees: ReadonlyArray<Whole>
  readonly position: ReadonlyArray<Whole>
  /** Writes down a fill as it stands in the books right after it was booked. */
  readonly add: (report: Fill, order: LiveOrder, seen: number, books: Ledger) => void
}

export const fillLog = (): FillLog => {
  const reports: Array<Fill> = []
  const orders: Array<LiveOrder> = []
  const seen: Array<number> = []
  const profit: Array<Whole> = []
  const fees: Array<Whole> = []
  const position: Array<Whole> = []
  return {
    reports,
    orders,
    seen,
    profit,
    fees,
    position,
    add: (report, order, price, { base, quote }) => {
      reports.push(report)
      orders.push(order)
      seen.push(price)
      profit.push(negated(quote.profit))
      fees.push(quote.fees)
      position.push(base.position)
    }
  }
}

/** One fill of a log, and how the books changed by it. */
export interface LoggedFill {
  readonly report: Fill
  readonly order: LiveOrder
  readonly seen: number
  /** What it realised before fees, and its fee; quote units. */
  readonly profit: Whole
  readonly fee: Whole
  /** Base held after it. */
  readonly position: Whole
}

/** The fills of a log, one after another. */
export const fillsOf = ({ fees, orders, position, profit, reports, seen }: FillLog): ReadonlyArray<LoggedFill> =>
  orders.flatMap((order, i) => {
    const report = reports[i]
    if (report === undefined) return []
    return {
      report,
      order,
      seen: seen[i] ?? 0,
      profit: sub(profit[i] ?? 0, profit[i - 1] ?? 0),
      fee: sub(fees[i] ?? 0, fees[i - 1] ?? 0),
      position: position[i] ?? 0
    }
  })
