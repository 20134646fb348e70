/*
 * What is told of an account's orders and trades, over whichever way in. Numbers are decimals as text; what is left out, or
 * null, is not told.
 */
import type { Decimal } from "@tradetower/domain/number"

type Told<A> = A | null | undefined

/** An order, or what changed of one. */
export interface OrderRow {
  /** The broker's own id of it. */
  readonly orderId: string
  readonly conid?: Told<string>
  readonly order_ref?: Told<string>
  readonly status?: Told<string>
  readonly side?: Told<string>
  readonly price?: Told<string>
  readonly auxPrice?: Told<string>
  readonly orderType?: Told<string>
  readonly origOrderType?: Told<string>
  readonly totalSize?: Told<Decimal>
  readonly filledQuantity?: Told<Decimal>
  readonly remainingQuantity?: Told<Decimal>
  readonly lastExecutionTime_r?: Told<number>
  readonly order_cancellation_by_system_reason?: Told<string>
  readonly acct?: Told<string>
  readonly account?: Told<string>
}

/** A trade. */
export interface Execution {
  readonly execution_id: string
  readonly order_ref?: Told<string>
  readonly order_id?: Told<string>
  readonly conid?: Told<string>
  readonly side: string
  readonly size: Decimal
  readonly price: Decimal
  /** ms */
  readonly trade_time_r: number
  readonly commission?: Told<string>
  readonly account?: Told<string>
  readonly accountCode?: Told<string>
  /** `"1"`: the broker closed a position itself. */
  readonly liquidation_trade?: Told<string>
  /** Whether it rested or took, where that is told. */
  readonly liquidity?: "MAKER" | "TAKER"
}
