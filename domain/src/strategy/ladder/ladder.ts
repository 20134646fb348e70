import type { Market, Price } from "../../market/market.ts"
import { ONE } from "../../number/decimal-units.ts"
import { asPrice, ceilDiv, fixed, floorDiv, share, WHOLE } from "../../number/exact.ts"
import { FINE, nthRoot } from "../../number/root.ts"

/** Levels are computed in ticks of `ONE`: differences below this (a billionth of a tick) come from cutting off digits, not from the trader. */
const NOISE = 10n ** 9n

/** The levels of a ladder: level 0 is the lowest the trader set, `count` the highest; others continue the spacing. */
export interface Ladder {
  readonly count: number
  /** Where a cell above this level buys: the level rounded down to the tick, or to the nearest (LADDER-2). */
  readonly buyPrice: (level: number) => Price
  /** Where a cell below this level sells: the level rounded up to the tick, or to the nearest. */
  readonly sellPrice: (level: number) => Price
}

export interface LadderShape {
  readonly low: Price
  readonly high: Price
  readonly count: number
  readonly spacing: "GEOMETRIC" | "ARITHMETIC"
}

/** Levels between two prices (LADDER-1, LADDER-2), exact: whole numbers only, the same in every engine. */
export const ladderOf = (shape: LadderShape): Ladder => {
  const low = BigInt(shape.low) * ONE
  const high = BigInt(shape.high) * ONE
  const levels = new Map<number, bigint>()
  const fine =
    shape.spacing === "GEOMETRIC" ? geometric(low, high, shape.count, levels) : arithmetic(low, high, shape.count)
  const outward = roundedLadder(shape.count, fine, OUTWARD)
  // The lowest cell is the narrowest: where it is a tick wide no two levels fall on one.
  if (fine(1) - fine(0) >= ONE || isApart(outward)) return outward
  const nearest = roundedLadder(shape.count, fine, nearestTick(fine))
  return isApart(nearest) ? nearest : outward
}

/** Whether every cell has prices of its own to buy and to sell at. */
export const isApart = ({ buyPrice, count, sellPrice }: Ladder): boolean => {
  for (let level = 1; level < count; level++)
    if (buyPrice(level) <= buyPrice(level - 1) || sellPrice(level + 1) <= sellPrice(level)) return false
  return true
}

/** Levels so many percent apart, each from the one below, with level 0 exactly at a price (LADDER-1). */
export const steppedLadder = (anchor: Price, stepPercent: string, count: number): Ladder => {
  const ratio = FINE + (FINE * share(stepPercent)) / WHOLE
  return roundedLadder(count, continued(new Map([[0, BigInt(anchor) * ONE]]), 0, ratio), OUTWARD)
}

/** How the two prices of a level follow from it. */
interface Rounding {
  readonly buy: (fine: bigint, level: number) => bigint
  readonly sell: (fine: bigint, level: number) => bigint
}

const OUTWARD: Rounding = {
  buy: (fine) => floorDiv(fine + NOISE, ONE),
  sell: (fine) => ceilDiv(fine - NOISE, ONE)
}

const nearestTick = (fineAt: (level: number) => bigint): Rounding => {
  const buy = (fine: bigint) => floorDiv(fine + ONE / 2n, ONE)
  return {
    buy,
    // Beyond the trader's bounds two levels may fall on one tick: a cell still sells above what it buys at.
    sell: (fine, level) => larger(buy(fine), buy(fineAt(level - 1)) + 1n)
  }
}

const larger = (one: bigint, other: bigint): bigint => (one > other ? one : other)

const roundedLadder = (count: number, fine: (level: number) => bigint, rounding: Rounding): Ladder => {
  const rounded = { buy: new Map<number, Price>(), sell: new Map<number, Price>() }
  const remember = (known: Map<number, Price>, level: number, price: Rounding["buy"]): Price => {
    const before = known.get(level)
    if (before !== undefined) return before
    const found = asPrice(price(fine(level), level))
    known.set(level, found)
    return found
  }
  return {
    count,
    buyPrice: (level) => remember(rounded.buy, level, rounding.buy),
    sellPrice: (level) => remember(rounded.sell, level, rounding.sell)
  }
}

const arithmetic =
  (low: bigint, high: bigint, count: number) =>
  (level: number): bigint =>
    low + floorDiv((high - low) * BigInt(level), BigInt(count))

const geometric = (low: bigint, high: bigint, count: number, levels: Map<number, bigint>) => {
  const ratio = nthRoot((high * FINE) / low, count)
  levels.set(0, low)
  for (let level = 1; level < count; level++) levels.set(level, ((levels.get(level - 1) ?? low) * ratio) / FINE)
  levels.set(count, high)
  return continued(levels, count, ratio)
}

/** Continues known levels above `last` and below the first by a ratio. */
const continued = (levels: Map<number, bigint>, last: number, ratio: bigint) => {
  const at = (level: number): bigint => {
    const known = levels.get(level)
    if (known !== undefined) return known
    const found = level > last ? (at(level - 1) * ratio) / FINE : (at(level + 1) * FINE) / ratio
    levels.set(level, found)
    return found
  }
  return at
}

/**
 * How many cells a step implies between two prices: the whole number whose step is nearest to the one asked for
 * (LADDER-3). GEOMETRIC: percent from level to level; ARITHMETIC: percent of the lowest price.
 */
export const cellsForStep = (low: Price, high: Price, stepPercent: string, spacing: LadderShape["spacing"]): number => {
  const step = share(stepPercent)
  if (step <= 0n) return 0
  if (spacing === "ARITHMETIC") {
    const distance = BigInt(low) * step
    return Number((BigInt(high - low) * WHOLE * 2n + distance) / (distance * 2n))
  }
  let level = BigInt(low) * ONE
  const top = BigInt(high) * ONE
  for (let count = 0; count <= 10_000; count++) {
    const next = (level * (WHOLE + step)) / WHOLE
    if (next >= top) return next - top <= top - level ? count + 1 : count
    level = next
  }
  return 10_001
}

/** The step so many cells have, in percent with two decimals, for saying what a count implies. */
export const stepForCells = (low: Price, high: Price, count: number, spacing: LadderShape["spacing"]): string => {
  const hundredths =
    spacing === "ARITHMETIC"
      ? (BigInt(high - low) * 10_000n) / (BigInt(count) * BigInt(low))
      : ((nthRoot((BigInt(high) * FINE) / BigInt(low), count) - FINE) * 10_000n) / FINE
  return `${hundredths / 100n}.${(hundredths % 100n).toString().padStart(2, "0")}`
}

/** The narrowest cell's distance as a share of its buy price, of `WHOLE`; not positive when two levels fall together. */
export const narrowestStep = (ladder: Ladder): bigint => {
  let narrowest: bigint | undefined
  for (let cell = 0; cell < ladder.count; cell++) {
    const buy = BigInt(ladder.buyPrice(cell))
    const step = buy <= 0n ? 0n : ((BigInt(ladder.sellPrice(cell + 1)) - buy) * WHOLE) / buy
    if (narrowest === undefined || step < narrowest) narrowest = step
  }
  return narrowest ?? 0n
}

/** What a round trip costs in fees when both orders rest, as a share of `WHOLE`. */
export const roundTripFees = (market: Market): bigint => market.makerFeeRate * 2n * 1000n

/** A share of `WHOLE` as percent text. */
export const percentText = (value: bigint): string => {
  const hundredths = (value * 10_000n) / WHOLE
  const sign = hundredths < 0n ? "\u2212" : ""
  const whole = hundredths < 0n ? -hundredths : hundredths
  return `${sign}${whole / 100n}.${(whole % 100n).toString().padStart(2, "0")}`
}

/** Reads a price setting, or undefined when it is not positive. */
export const positivePrice = (market: Market, text: string, direction: "DOWN" | "UP"): Price | undefined => {
  if (fixed(text) <= 0n) return undefined
  const price = market.roundPrice(text, direction)
  return price > 0 ? price : undefined
}
