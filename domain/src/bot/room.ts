import type { LiveOrder } from "../order/live-order.ts"
import type { Side } from "../order/order.ts"
import type { Terms } from "../terms/terms.ts"
import { cancel, type Run } from "./run.ts"

/** One place a side is kept free: for a stop, or for what closes. */
const KEPT_FREE = 1

const rests = ({ timeInForce, type }: LiveOrder): boolean => type === "LIMIT" && timeInForce !== "IOC"

/** Nearest to the price first: the highest buy, the lowest sell. */
const byNearness = (side: Side) => (a: LiveOrder, b: LiveOrder) =>
  side === "BUY" ? b.price - a.price : a.price - b.price

/**
 * Which of the orders that wait have room on the broker's book, where it limits each side (TERMS-7): those nearest to the
 * price. One that rests further away than one that waits makes room for it; its strategy asks for it anew.
 */
export const roomFor = (run: Run, terms: Terms, waiting: ReadonlyArray<LiveOrder>): ReadonlyArray<LiveOrder> => {
  const most = terms.maxOpenOrdersASide
  if (most === undefined) return waiting
  const have = waiting.filter((order) => !rests(order))
  for (const side of ["BUY", "SELL"] as const) {
    const there = [...run.state.orders.values()].filter(
      (order) => order.side === side && order.type !== "MARKET" && order.held === undefined
    )
    const wait = waiting.filter((order) => order.side === side && rests(order)).sort(byNearness(side))
    const leaving = there.filter(({ cancelling }) => cancelling).length
    const far = there.filter((order) => rests(order) && !order.cancelling).sort(byNearness(side))
    let free = most - KEPT_FREE - there.length
    let coming = leaving
    for (const order of wait) {
      if (free > 0) {
        have.push(order)
        free -= 1
        continue
      }
      if (coming > 0) {
        coming -= 1
        continue
      }
      const furthest = far.at(-1)
      if (furthest === undefined || byNearness(side)(order, furthest) >= 0) break
      far.pop()
      cancel(run, furthest, "TERMS-7", "Makes room for an order nearer to the price.")
    }
  }
  return have
}
