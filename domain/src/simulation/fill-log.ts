import type { Ledger } from "../ledger/ledger.ts"
import { asPrice } from "../number/exact.ts"
import { add, negated, sub, times, type Whole } from "../number/whole.ts"
import type { LiveOrder } from "../order/live-order.ts"
import type { Fill, PositionReport } from "../order/report.ts"

/** The fills of a backtested run in columns, with what the run's books said of each; where they are only counted, empty. */
export interface FillLog {
  readonly reports: ReadonlyArray<Fill>
  readonly orders: ReadonlyArray<LiveOrder>
  /** The books after each: realised profit before fees, fees paid and position, in units. */
  readonly profit: ReadonlyArray<Whole>
  readonly fees: ReadonlyArray<Whole>
  readonly position: ReadonlyArray<Whole>
  count: number
  /** Orders that reduced the position: trades that are over, as `tradesOf` joins them. */
  closed: number
  /** What takers were filled worse than at the price seen, so far: ticks times lots. */
  slipped: Whole
  /** Writes down a fill as it stands in the books right after it was booked; `seen`: the market's price then. */
  readonly add: (report: Fill, order: LiveOrder, seen: number, books: Ledger) => void
  /** Writes down that the exchange closed the position: a fill, too, of an order that nobody placed. */
  readonly liquidated: (report: Liquidation, books: Ledger) => void
}

type Liquidation = Extract<PositionReport, { _tag: "PositionLiquidated" }>

/** A liquidation as the fill it is. */
const asFill = ({ at, clientOrderId, fee, price, quantity, tradeId }: Liquidation): Fill => ({
  _tag: "OrderFilled",
  at,
  clientOrderId,
  tradeId,
  price,
  quantity,
  fee: { _tag: "Quote", amount: fee },
  liquidity: "TAKER"
})

/** The order of a liquidation, as if the run had closed its position. */
const asOrder = ({ clientOrderId, price, quantity, side, tradeId }: Liquidation): LiveOrder => ({
  id: clientOrderId,
  purpose: "CLOSE",
  side,
  type: "MARKET",
  timeInForce: "GTC",
  price,
  quantity,
  filled: quantity,
  status: "OPEN",
  cancelling: false,
  slot: undefined,
  reserved: 0,
  reservePrice: asPrice(0),
  trades: [tradeId]
})

/** Whether a position that changes from one to another is reduced, closed or turned round. */
export const reduces = (before: Whole, held: Whole): boolean =>
  before > 0 ? held < before : before < 0 && held > before

/** An empty log; `counts`: fills are counted and not kept. */
export const fillLog = (counts = false): FillLog => {
  const reports: Array<Fill> = []
  const orders: Array<LiveOrder> = []
  const profit: Array<Whole> = []
  const fees: Array<Whole> = []
  const position: Array<Whole> = []
  let before: Whole = 0
  let closing: LiveOrder | undefined
  const log: FillLog = {
    reports,
    orders,
    profit,
    fees,
    position,
    count: 0,
    closed: 0,
    slipped: 0,
    add: (report, order, seen, { base, quote }) => {
      const held = base.position
      log.count += 1
      if (closing !== order && reduces(before, held)) {
        closing = order
        log.closed += 1
      }
      before = held
      if (report.liquidity === "TAKER" && order.type !== "LIMIT")
        log.slipped = add(log.slipped, times(Math.abs(report.price - seen), report.quantity))
      if (counts) return
      reports.push(report)
      orders.push(order)
      profit.push(negated(quote.profit))
      fees.push(quote.fees)
      position.push(base.position)
    },
    liquidated: (report, books) => log.add(asFill(report), asOrder(report), report.price, books)
  }
  return log
}

/** One fill of a log, and how the books changed by it. */
export interface LoggedFill {
  readonly report: Fill
  readonly order: LiveOrder
  /** What it realised before fees, and its fee; quote units. */
  readonly profit: Whole
  readonly fee: Whole
  /** Base held after it. */
  readonly position: Whole
}

/** The fills of a log, one after another. */
export const fillsOf = ({ fees, orders, position, profit, reports }: FillLog): ReadonlyArray<LoggedFill> =>
  orders.flatMap((order, i) => {
    const report = reports[i]
    if (report === undefined) return []
    return {
      report,
      order,
      profit: sub(profit[i] ?? 0, profit[i - 1] ?? 0),
      fee: sub(fees[i] ?? 0, fees[i - 1] ?? 0),
      position: position[i] ?? 0
    }
  })
