import type { Market, Price } from "../../market/market.ts"
import { asPrice, ceilDiv, fixed, floorDiv, share, WHOLE } from "../../number/exact.ts"
import { FINE, nthRoot } from "../../number/root.ts"

/** Digits below a tick that levels are computed with. */
const SUB = 10n ** 18n
/** Differences below this (a billionth of a tick) come from cutting off digits, not from the trader. */
const NOISE = 10n ** 9n

/** The levels of a ladder: level 0 is the lowest the trader set, `count` the highest; others continue the spacing. */
export interface Ladder {
  readonly count: number
  /** Where a cell above this level buys: the level rounded down to the tick. */
  readonly buyPrice: (level: number) => Price
  /** Where a cell below this level sells: the level rounded up to the tick. */
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
  const low = BigInt(shape.low) * SUB
  const high = BigInt(shape.high) * SUB
  const levels = new Map<number, bigint>()
  const fine =
    shape.spacing === "GEOMETRIC" ? geometric(low, high, shape.count, levels) : arithmetic(low, high, shape.count)
  return roundedLadder(shape.count, fine)
}

/** Levels so many percent apart, each from the one below, with level 0 exactly at a price (LADDER-1). */
export const steppedLadder = (anchor: Price, stepPercent: string, count: number): Ladder => {
  const ratio = FINE + (FINE * share(stepPercent)) / WHOLE
  return roundedLadder(count, continued(new Map([[0, BigInt(anchor) * SUB]]), 0, ratio))
}

const roundedLadder = (count: number, fine: (level: number) => bigint): Ladder => {
  const rounded = { down: new Map<number, Price>(), up: new Map<number, Price>() }
  const remember = (known: Map<number, Price>, level: number, price: (at: bigint) => bigint): Price => {
    const before = known.get(level)
    if (before !== undefined) return before
    const found = asPrice(price(fine(level)))
    known.set(level, found)
    return found
  }
  return {
    count,
    buyPrice: (level) => remember(rounded.down, level, (at) => floorDiv(at + NOISE, SUB)),
    sellPrice: (level) => remember(rounded.up, level, (at) => ceilDiv(at - NOISE, SUB))
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
  let level = BigInt(low) * SUB
  const top = BigInt(high) * SUB
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
  const sign = hundredths < 0n ? "-" : ""
  const whole = hundredths < 0n ? -hundredths : hundredths
  return `${sign}${whole / 100n}.${(whole % 100n).toString().padStart(2, "0")}`
}

/** Reads a price setting, or undefined when it is not positive. */
export const positivePrice = (market: Market, text: string, direction: "DOWN" | "UP"): Price | undefined => {
  if (fixed(text) <= 0n) return undefined
  const price = market.roundPrice(text, direction)
  return price > 0 ? price : undefined
}
