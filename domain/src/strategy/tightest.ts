import type { Decimal } from "../number/decimal.ts"
import { fromUnits } from "../number/decimal-units.ts"

const hundredths = (percent: string): number => Math.round(Number(percent) * 100)

/**
 * The percent nearest to one that fails with which something works still, to hundredths; `works` must. It is for words
 * that say what would do, so the way between them may be walked in halves: what works must go on working beyond.
 */
export const tightest = (fails: string, works: string, does: (percent: Decimal) => boolean): Decimal => {
  let [bad, good] = [hundredths(fails), hundredths(works)]
  while (Math.abs(good - bad) > 1) {
    const middle = Math.round((good + bad) / 2)
    if (does(fromUnits(BigInt(middle), 2))) good = middle
    else bad = middle
  }
  return fromUnits(BigInt(good), 2)
}
