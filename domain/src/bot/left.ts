import { big, type Whole, whole } from "../number/whole.ts"

/** What is left of free funds after some were taken out: so much `of` what there was. */
export interface Left {
  readonly kept: bigint
  readonly of: bigint
}

/** What of an amount not used yet is left, rounded down (FUNDS-6). */
export const leftOf = (amount: Whole, { kept, of }: Left): Whole => whole((big(amount) * kept) / of)
