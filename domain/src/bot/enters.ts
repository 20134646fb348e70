import { leaves } from "../order/order.ts"
import type { LiveOrder } from "../order/live-order.ts"
import type { Run } from "./run.ts"

/** Whether an order would enter or enlarge the position: never a stop or another way out, whatever its side. */
export const enters = (run: Pick<Run, "market" | "state" | "strategy">, order: LiveOrder): boolean =>
  !leaves(order) && run.strategy.entries.include(run, order)
