import type { SweepRow } from "@tradetower/domain/simulation"

/** That a set's bot did not trade to the end, where it was chosen or else where it was held out; undefined where it did. */
export const endOfSet = ({ chosenOn, heldOut }: SweepRow): string | undefined =>
  chosenOn?.ended ?? (heldOut?.ended && `Held out: ${heldOut.ended}`)
