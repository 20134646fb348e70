import type { Decimal } from "../number/decimal.ts"
import type { RejectReason } from "../order/report.ts"

/** Why an order is not taken. */
export interface Refusal {
  readonly reason: RejectReason
  readonly message: string
  readonly missing?: { readonly asset: string; readonly amount: Decimal }
}
