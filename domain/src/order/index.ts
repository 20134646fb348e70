export { clientOrderId, runShort, runShortOf } from "./client-order-id.ts"
export { type LiveOrder } from "./live-order.ts"
export * from "./order.ts"
export * from "./report.ts"
