import { asQuantity } from "../number/exact.ts"
import { times, type Whole, whole } from "../number/whole.ts"
import type { Market, Quantity } from "../market/market.ts"
import type { ExecutionReport } from "../order/report.ts"
import type { Charged, PaperOrder } from "./paper-order.ts"

/** How amounts of a market are counted in a finer one of the same prices. */
export interface Recount {
  readonly lots: (lots: Whole) => Quantity
  readonly order: (order: PaperOrder) => PaperOrder
}

const power = (decimals: number): Whole => whole(10n ** BigInt(decimals))

/**
 * From an instrument as it was counted before to the same one in finer lots; undefined where the lots are as they were, or
 * are no multiple of the finer ones.
 */
export const recountOf = (before: Market, after: Market): Recount | undefined => {
  const [once, now] = [before.baseOf(asQuantity(1)), after.baseOf(asQuantity(1))]
  const base = power(Math.max(0, after.baseDecimals - before.baseDecimals))
  const quote = power(Math.max(0, after.quoteDecimals - before.quoteDecimals))
  const unit = BigInt(once) * BigInt(base)
  if (before.instrument.tickSize !== after.instrument.tickSize || unit <= now || unit % now !== 0n) return undefined
  const factor = whole(unit / now)
  const lots = (count: Whole): Quantity => asQuantity(times(count, factor))

  const charged = (inBase: boolean, { basis, fee }: Charged): Charged => {
    const by = inBase ? base : quote
    return { basis: times(basis, by), fee: times(fee, by) }
  }
  const report = (said: ExecutionReport): ExecutionReport => {
    if (said._tag !== "OrderFilled") return said
    const { fee } = said
    const amount = times(fee.amount, fee._tag === "Base" ? base : quote)
    return { ...said, quantity: lots(said.quantity), fee: { ...fee, amount } }
  }
  return {
    lots,
    order: (order) => {
      const inBase = order.request.side === "BUY" && before.instrument.feeAsset === "RECEIVED"
      return {
        ...order,
        request: { ...order.request, quantity: lots(order.request.quantity) },
        filled: lots(order.filled),
        maker: charged(inBase, order.maker),
        taker: charged(inBase, order.taker),
        reports: order.reports.map(report)
      }
    }
  }
}
