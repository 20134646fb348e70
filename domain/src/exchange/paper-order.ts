import type { Time } from "../ids.ts"
import type { Symbol } from "../market/instrument.ts"
import { sub, type Whole } from "../number/whole.ts"
import type { Price, Quantity } from "../market/market.ts"
import { asQuantity } from "../number/exact.ts"
import type { OrderRequest, OrderStatus } from "../order/order.ts"
import type { ExecutionReport } from "../order/report.ts"

/**
 * Fees are charged on the running total, so that many small fills round up once and never cost more than was reserved.
 * `basis` is what was charged on so far, `fee` what was charged; both in the unit of the fee's asset.
 */
export interface Charged {
  readonly basis: Whole
  readonly fee: Whole
}

/** Nothing was charged yet. An order that fills whole at once is never charged on a total. */
export const uncharged: Charged = { basis: 0, fee: 0 }

/** An order in the paper exchange's book, or one that left it. */
export interface PaperOrder {
  readonly symbol: Symbol
  readonly request: OrderRequest
  /** Limit or trigger, ticks; of a stop that turned into a limit order, that limit. Zero for a market order. */
  price: Price
  readonly exchangeOrderId: string
  readonly createdAt: number
  /** Order of arrival in the account: who came first is filled first at the same price. */
  readonly sequence: number
  status: Extract<OrderStatus, "OPEN" | "PARTLY_FILLED" | "FILLED" | "CANCELLED" | "REJECTED">
  /** Lots filled so far. */
  filled: Quantity
  /** Of a broker that doesn't deduplicate: how many orders of its id were there before it (TERMS-12). */
  readonly again: number
  /** Held back for it: quote for a buy, base for a sell, in units of the account. */
  reserved: Whole
  /** A market order, or a triggered stop, that waits for more volume. */
  working: boolean
  /** A stop with a limit that was triggered: it is a limit order from then on. */
  triggered?: true
  /** An exit with a stop for the same lots whose stop was met: it is that stop from then on (PAPER-23). */
  turned?: true
  /** A stop of an account whose broker has no favours for one (`isProtective`). */
  readonly plain: boolean
  maker: Charged
  taker: Charged
  /** All that was ever said of it, in order. */
  reports: Array<ExecutionReport>
  /** How many of the reports were the answer to placing it: a repeat is answered with these. */
  answered: number
}

/** Under which an account keeps an order: its client id, told apart where a broker takes the same one again. */
export const keyOf = ({ again, request }: PaperOrder): string =>
  again > 0 ? `${request.clientOrderId}~${again}` : request.clientOrderId

/** When something happened to an order: the price that it happened at may be from before it was there (PAPER-25). */
export const sinceThen = ({ createdAt }: PaperOrder, at: number): Time => Math.max(createdAt, at) as Time

/** Writes down what is said of an order. */
export const say = (order: PaperOrder, report: ExecutionReport): void => {
  const { reports } = order
  const first = reports[0]
  // Most orders hear of two things, and then no more: a list of just two is small, one that grows is not.
  if (first === undefined) order.reports = [report]
  else if (reports.length === 1) order.reports = [first, report]
  else reports.push(report)
}

/** Whether it may still be filled. */
export const isOpen = (order: PaperOrder): boolean => order.status === "OPEN" || order.status === "PARTLY_FILLED"

/** Lots not filled yet. */
export const remaining = (order: PaperOrder): Quantity => asQuantity(sub(order.request.quantity, order.filled))

/**
 * A protective stop stands beside the exits of the same position, so it can't hold the funds back a second time. It
 * holds none; when it fills, the other orders of its run that pay with the same asset are cancelled (one cancels the
 * other, as brokers do with bracket orders).
 */
export const isProtective = (order: PaperOrder): boolean =>
  order.request.type === "STOP" && order.request.purpose === "STOP_LOSS" && !order.plain

/** Whether it trades at its price or better: a limit order, or what a stop with a limit turned into. */
export const isLimit = (order: PaperOrder): boolean =>
  order.triggered === true || (order.request.type === "LIMIT" && order.turned !== true)

/** The price that triggers an order's stop: of a stop its own, of an exit that waits with one for the same lots that one's. */
export const triggerOf = (order: PaperOrder): Price => (hasLeg(order) ? order.request.stopPrice : order.price)

/** Whether an order waits at two prices, its limit and its stop. */
export const hasLeg = (order: PaperOrder): order is PaperOrder & { readonly request: { readonly stopPrice: Price } } =>
  order.request.stopPrice !== undefined && order.turned !== true

/** The stop of an exit is met: its limit is gone. */
export const turnToStop = (order: PaperOrder): void => {
  order.price = triggerOf(order)
  order.turned = true
}

/** The price that bounds what an order pays: its limit, also of a stop that waits; `undefined` when nothing does. */
export const boundOf = (order: PaperOrder): Price | undefined => {
  const { limitOffset, side } = order.request
  if (isLimit(order)) return order.price
  if (limitOffset === undefined) return undefined
  return Math.max(1, side === "BUY" ? order.price + limitOffset : order.price - limitOffset) as Price
}
