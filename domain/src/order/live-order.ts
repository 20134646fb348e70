import type { ClientOrderId } from "../ids.ts"
import { asQuantity } from "../number/exact.ts"
import { sub, type Whole } from "../number/whole.ts"
import type { Price, Quantity } from "../market/market.ts"
import type { OrderAction, OrderType, Purpose, Side, TimeInForce } from "./order.ts"

/** An order of a run that may still fill, as the run knows it. */
export interface LiveOrder {
  readonly id: ClientOrderId
  readonly purpose: Purpose
  readonly side: Side
  readonly type: OrderType
  /** IOC: what is not filled at once is cancelled, by nobody's doing. */
  timeInForce: TimeInForce
  /** Limit price or trigger; zero for MARKET. */
  readonly price: Price
  readonly quantity: Quantity
  filled: Quantity
  /** UNKNOWN: sent and no answer; its funds stay reserved (ORDER-3). */
  status: "PENDING" | "UNKNOWN" | "OPEN"
  /** The trigger of the stop that was sent with it, for the same lots (EXIT-12). */
  stopPrice?: Price
  /** It waits for others to be gone and is not sent yet: as it will be asked for (TERMS-6). */
  held?: Extract<OrderAction, { _tag: "Place" }> | undefined
  /** Its broker takes it immediate-or-cancel only: what it leaves is asked for again, after a while (TERMS-9). */
  worked?: boolean
  /** A cancel was sent and is not answered yet. */
  cancelling: boolean
  /** What it is for, in the strategy's own count: a cell, an averaging order; undefined when for the whole. */
  readonly slot: number | undefined
  /** Quote held back for what is left of it. */
  reserved: Whole
  /** The price the reserve was counted at; zero when it reserves no quote. */
  readonly reservePrice: Price
  /** Trades counted, so that none counts twice (ORDER-2). */
  trades: Array<string>
}

/** Lots still to fill. */
export const remaining = (order: LiveOrder): Quantity => asQuantity(sub(order.quantity, order.filled))
