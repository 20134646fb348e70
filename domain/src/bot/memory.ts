import type { Market, Price } from "../market/market.ts"
import type { Whole } from "../number/whole.ts"
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
  /** Where a wake is worked out. */
  readonly wake: WakeDraft
}

export const freshMemory = (): RunMemory => ({
  shaped: undefined,
  liquidation: undefined,
  wake: { above: Infinity, below: 0, at: Infinity }
})
