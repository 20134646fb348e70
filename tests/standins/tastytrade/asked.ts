import { zero } from "@tradetower/domain/number"
import type { Order } from "./order.ts"
import type { Asked } from "./rules.ts"

export const text = (value: unknown): string | undefined =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined
const record = (value: unknown): Record<string, unknown> => (value ?? {}) as Record<string, unknown>

/** What a body asks for. */
export const askedIn = (body: Readonly<Record<string, unknown>>): Asked => {
  const [leg] = (body["legs"] ?? []) as ReadonlyArray<Record<string, unknown>>
  return {
    kind: text(leg?.["instrument-type"]) ?? "",
    symbol: text(leg?.["symbol"]) ?? "",
    action: text(leg?.["action"]) ?? "",
    quantity: text(leg?.["quantity"]) ?? "",
    type: text(body["order-type"]) ?? "",
    timeInForce: text(body["time-in-force"]) ?? "",
    price: text(body["price"]),
    priceEffect: text(body["price-effect"]),
    stopTrigger: text(body["stop-trigger"]),
    strict: record(body["advanced-instructions"])["strict-position-effect-validation"] === true
  }
}

/** The order that a body asks for, as it begins. */
export const orderOf = (
  body: Readonly<Record<string, unknown>>,
  id: number,
  now: number,
  complexId?: number
): Order => {
  const { action, kind, price, quantity, stopTrigger, symbol, timeInForce, type } = askedIn(body)
  return {
    id,
    external: text(body["external-identifier"]) ?? "",
    kind: kind === "Future" ? "Future" : "Equity",
    symbol,
    action,
    type,
    timeInForce,
    quantity,
    filled: zero,
    price,
    stopTrigger,
    status: "Received",
    rejectReason: undefined,
    receivedAt: now,
    updatedAt: now,
    fills: [],
    complexId,
    other: undefined,
    triggered: false
  }
}
