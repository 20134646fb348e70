import type { Instrument } from "./instrument.ts"

/** Which prices orders may have, in ticks. `ticksOf`: a price as whole ticks, rounded down. */
export const orderPrices = (
  orderTicks: Instrument["orderTicks"],
  ticksOf: (text: string) => bigint
): (<P extends number>(price: P, direction: "DOWN" | "UP") => P) => {
  if (orderTicks === undefined) return (price) => price
  const bands = orderTicks
    .map(({ from, step }) => ({ from: Number(ticksOf(from)), step: Math.max(1, Number(ticksOf(step))) }))
    .sort((a, b) => b.from - a.from)
  const stepAt = (price: number): number => bands.find(({ from }) => price >= from)?.step ?? 1
  return <P extends number>(price: P, direction: "DOWN" | "UP"): P => {
    const step = stepAt(price)
    const down = price - (price % step)
    // An order has a price: below the first step there is none.
    return (down === price || (direction === "DOWN" && down > 0) ? down : down + step) as P
  }
}
