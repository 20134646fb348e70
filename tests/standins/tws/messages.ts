import type { Execution, Order } from "../ibkr/order.ts"
import type { Token } from "./frames.ts"
import { contract, type OrderOf, since } from "./order-messages.ts"

export const orderStatus = (order: Order, { clientId, number }: OrderOf): ReadonlyArray<Token> => [
  3,
  number,
  order.status,
  order.filled,
  Number(order.total) - Number(order.filled),
  0,
  order.id,
  0,
  0,
  clientId,
  "",
  0
]

/** `20251128-15:30:00` */
const moment = (at: number): string => {
  const [day = "", time = ""] = new Date(at).toISOString().split("T")
  return `${day.replaceAll("-", "")}-${time.slice(0, 8)}`
}

export const execDetails = (
  version: number,
  request: number,
  execution: Execution,
  of: Pick<OrderOf, "clientId" | "number" | "stock">,
  noZone: boolean
): ReadonlyArray<Token> => [
  11,
  request,
  of.number,
  ...contract(of.stock),
  execution.execution_id,
  noZone ? moment(execution.trade_time_r).replace("-", "  ") : moment(execution.trade_time_r),
  execution.account,
  "ISLAND",
  execution.side === "B" ? "BOT" : "SLD",
  execution.size,
  execution.price,
  execution.order_id,
  of.clientId,
  0,
  execution.size,
  execution.price,
  execution.order_ref,
  "",
  "",
  "",
  2,
  ...since(version, 178, 0)
]

export const commissionReport = ({ commission, execution_id }: Execution): ReadonlyArray<Token> => [
  59,
  1,
  execution_id,
  commission ?? "0",
  "USD",
  "1.7976931348623157E308",
  "1.7976931348623157E308",
  ""
]

export const fault = (id: number, code: number, words: string, reject = ""): ReadonlyArray<Token> => [
  4,
  2,
  id,
  code,
  words,
  reject
]
