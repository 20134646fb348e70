import type { Price } from "../../market/market.ts"
import { asPrice, ceilDiv, share, WHOLE } from "../../number/exact.ts"

/** A ladder never knows more levels than this. */
export const MOST_LEVELS = 500

/**
 * Levels around a fixed anchor, known out to where an order ever rested: level -k is `anchor * (1 - distance * k)`,
 * level k is `anchor * (1 + distance * k)`, 0 the anchor itself, where nothing rests.
 */
export interface KnownLevels {
  readonly anchor: Price
  /** How many levels are known below and above the anchor. */
  below: number
  above: number
}

/** What bounds the levels: percent of the anchor from one to the next, and the prices outside of which there are none. */
export interface LevelShape {
  readonly distance: string
  readonly low: Price
  /** Zero: no bound. */
  readonly high: Price
}

/** The price of a level: below the anchor rounded down to the tick, above it up; zero or less where there is none. */
export const levelPrice = (anchor: Price, distance: string, level: number): Price => {
  const scaled = BigInt(anchor) * (WHOLE + share(distance) * BigInt(level))
  return asPrice(level < 0 ? scaled / WHOLE : ceilDiv(scaled, WHOLE))
}

const inside = ({ high, low }: LevelShape, price: Price): boolean =>
  price > 0 && price >= low && (high === 0 || price <= high)

/**
 * Where the next order of a side goes (LOOP-3, LOOP-4): the outermost empty known level, else one step further out if
 * that is inside the bounds. Only levels beyond `near` count: a buy rests below the price, a sell above it. Undefined:
 * there is no room now.
 */
export const outermostGap = (
  known: KnownLevels,
  shape: LevelShape,
  side: "BUY" | "SELL",
  isEmpty: (level: number) => boolean,
  near: Price
): number | undefined => {
  const sign = side === "BUY" ? -1 : 1
  const farthest = side === "BUY" ? known.below : known.above
  const fits = (level: number): boolean => {
    const price = levelPrice(known.anchor, shape.distance, level)
    return inside(shape, price) && (side === "BUY" ? price < near : price > near)
  }
  for (let step = farthest; step >= 1; step--) if (isEmpty(sign * step) && fits(sign * step)) return sign * step
  const next = sign * (farthest + 1)
  if (known.below + known.above >= MOST_LEVELS || !fits(next)) return undefined
  if (side === "BUY") known.below += 1
  else known.above += 1
  return next
}

/** The innermost `count` levels of a side beyond `near` and inside the bounds, nearest first (LOOP-2). */
export const innermostLevels = (
  anchor: Price,
  shape: LevelShape,
  side: "BUY" | "SELL",
  count: number,
  near: Price
): ReadonlyArray<number> => {
  const sign = side === "BUY" ? -1 : 1
  const found: Array<number> = []
  for (let step = 1; step <= MOST_LEVELS / 2 && found.length < count; step++) {
    const price = levelPrice(anchor, shape.distance, sign * step)
    if (inside(shape, price) && (side === "BUY" ? price < near : price > near)) found.push(sign * step)
  }
  return found
}
