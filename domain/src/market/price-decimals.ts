import { compare } from "../number/decimal-arithmetic.ts"
import { decimalsOf } from "../number/decimal-units.ts"

/** Of an instrument: its tick, and the steps of orders where those are coarser. */
interface Steps {
  readonly tickSize: string
  readonly orderTicks?: ReadonlyArray<{ readonly from: string; readonly step: string }>
}

/**
 * With how many decimals a price is said and shown: those of the step that orders have there, else of the tick, which may
 * be much finer.
 *
 * @example priceDecimals({ tickSize: "0.0001", orderTicks: [{ from: "1", step: "0.01" }] }, "512.3") // 2
 */
export const priceDecimals = ({ orderTicks = [], tickSize }: Steps, price: string): number => {
  const size = price.replace(/^-/, "")
  const step = orderTicks
    .filter(({ from }) => compare(size, from) >= 0)
    .reduce<(typeof orderTicks)[number] | undefined>(
      (last, one) => (last === undefined || compare(one.from, last.from) > 0 ? one : last),
      undefined
    )?.step
  return decimalsOf(step ?? tickSize)
}
