import type { Market } from "../market/market.ts"
import { leaves, type OrderRequest } from "../order/order.ts"

/**
 * Whether an order can only make a position smaller (RISK-3): no limit may keep it from going out, or the position would
 * be trapped. On futures its purpose is not enough: the exchange must be held to it by `reduceOnly`.
 */
export const reduces = ({ instrument }: Market, order: OrderRequest): boolean =>
  order.reduceOnly || (instrument.kind === "SPOT" && leaves(order))
