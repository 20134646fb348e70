import { type AccountIds, accountIds } from "../exchange/account.ts"
import type { RunId } from "../ids.ts"
import type { Market, Price } from "../market/market.ts"
import type { Whole } from "../number/whole.ts"
import { type OrderIds, orderIds, runShort } from "../order/client-order-id.ts"
import type { Margin } from "../order/order.ts"
import type { Settings } from "./state.ts"
import type { WakeDraft } from "./wake-draft.ts"

/** What a run reckoned last, so that it isn't reckoned again. It belongs to one run, and no answer depends on it. */
export interface RunMemory {
  /** Settings made ready, and from what. */
  shaped: { readonly market: Market; readonly settings: Settings; readonly shape: unknown } | undefined
  /** Where a position is liquidated: every step asks several times, and a position changes by fills alone. */
  liquidation:
    | {
        readonly market: Market
        readonly margin: Margin
        readonly position: Whole
        readonly cost: Whole
        readonly cash: Whole
        readonly price: Price
      }
    | undefined
  /** The ids of its orders, and those its exchange gives in a simulation: each text is made once. */
  readonly orderId: OrderIds
  readonly account: AccountIds
  /** Where a wake is worked out. */
  readonly wake: WakeDraft
}

export const freshMemory = (runId: RunId): RunMemory => ({
  shaped: undefined,
  liquidation: undefined,
  orderId: orderIds(runShort(runId)),
  account: accountIds(runId),
  wake: { above: Infinity, below: 0, at: Infinity }
})
