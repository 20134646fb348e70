import type { OrderStatus } from "../order/order.ts"
import type { ExecutionReport } from "../order/report.ts"
import type { PaperOrder } from "./paper-order.ts"

type End = Extract<ExecutionReport, { _tag: "OrderCancelled" | "OrderExpired" | "OrderRejected" }>
const isEnd = (report: ExecutionReport): report is End =>
  report._tag === "OrderCancelled" || report._tag === "OrderExpired" || report._tag === "OrderRejected"

/** What became of an order: what an exchange answers who asks for it. */
export interface Outcome {
  readonly status: Extract<OrderStatus, "OPEN" | "FILLED" | "CANCELLED" | "EXPIRED" | "REJECTED">
  /** In words, when it ended unfilled. */
  readonly reason?: string
}

/** What became of an order up to now; what is told of its position may come after its end. */
export const outcomeOf = ({ reports, status }: PaperOrder): Outcome => {
  const end = reports.findLast(isEnd)
  const reason = end?._tag === "OrderRejected" ? end.message : end?.reason
  return {
    status: status === "PARTLY_FILLED" ? "OPEN" : end?._tag === "OrderExpired" ? "EXPIRED" : status,
    ...(reason !== undefined && { reason })
  }
}
