import type { Market, Price, Quantity } from "../../market/market.ts"
import { asPrice, asQuantity, ceilDiv } from "../../number/exact.ts"
import { larger, type Whole, whole } from "../../number/whole.ts"
import type { Ladder } from "./ladder.ts"

const RATE_ONE = 1_000_000_000n
/** What a market order may cost more than the price it was planned at: 0.3 %. */
export const SLIPPAGE = 3_000_000n

/** A cell to be sized. */
export interface Span {
  readonly low: Price
  readonly high: Price
}

/** All cells of a ladder between two prices. */
export const spansOf = (ladder: Ladder): ReadonlyArray<Span & { readonly level: number }> =>
  Array.from({ length: ladder.count }, (_, level) => ({
    level,
    low: ladder.buyPrice(level),
    high: ladder.sellPrice(level + 1)
  }))

/** What quote one cell's worth takes from the investment, per `RATE_ONE` of its own buy. */
interface Weights {
  readonly buy: bigint
  /** Of base that is bought at market. */
  readonly market: bigint
}

const weightsOf = (market: Market, cells: ReadonlyArray<Span>, budget: bigint): Weights => {
  const paid = market.instrument.feeAsset === "QUOTE" && market.makerFeeRate > 0n ? market.makerFeeRate : 0n
  const [first] = cells
  const units =
    market.unitFees === undefined || first === undefined
      ? 0n
      : market.unitFees.rateOver(market.notional(first.low, asQuantity(1)), cells.length + 1, budget)
  return {
    buy: RATE_ONE + paid + units,
    market: RATE_ONE + SLIPPAGE + positive(market.takerFeeRate) * 2n + units
  }
}

const positive = (rate: bigint): bigint => (rate > 0n ? rate : 0n)

/** Cells above the price hold base from the start (GRID-1). */
export const startsWithBase = (cell: Span, price: Price): boolean => cell.low > price

/** The size of every cell (LADDER-4): equal quote or equal base, so that all of them together fit the budget. */
export const cellQuantities = (
  market: Market,
  cells: ReadonlyArray<Span>,
  sizing: "QUOTE" | "BASE",
  budget: bigint,
  price: Price
): ReadonlyArray<Quantity> => {
  const weights = weightsOf(market, cells, budget)
  const usable = budget - spare(market, cells, price, weights)
  if (usable <= 0n) return cells.map(() => asQuantity(0))
  if (sizing === "QUOTE") {
    const amount = (usable * RATE_ONE) / quoteWeights(cells, price, weights)
    return cells.map((cell) => market.lotsFor(amount, cell.low))
  }
  let perLot = 0n
  for (const cell of cells) {
    perLot += startsWithBase(cell, price)
      ? market.notional(price, asQuantity(1)) * weights.market
      : market.notional(cell.low, asQuantity(1)) * weights.buy
  }
  const lots = asQuantity((usable * RATE_ONE) / perLot)
  return cells.map(() => lots)
}

const quoteWeights = (cells: ReadonlyArray<Span>, price: Price, of: Weights): bigint => {
  let weights = 0n
  for (const cell of cells) {
    weights += startsWithBase(cell, price) ? ceilDiv(of.market * BigInt(price), BigInt(cell.low)) : of.buy
  }
  return weights
}

/**
 * What is kept back for rounding: a unit an order for its fee; where fees are taken in base, a lot for the base bought
 * at the start, which is rounded up so that enough arrives.
 */
const spare = (market: Market, cells: ReadonlyArray<Span>, price: Price, weights: Weights): bigint => {
  const units = BigInt(cells.length + 1)
  const inBase = market.instrument.feeAsset === "RECEIVED" && market.takerFeeRate > 0n
  if (!inBase || !cells.some((cell) => startsWithBase(cell, price))) return units
  return units + ceilDiv(market.notional(price, asQuantity(1)) * weights.market, RATE_ONE)
}

/**
 * Sizes of the cells that wait to buy, at their own prices alone, by what is free; none where one of them still makes an
 * order: those that taking funds out left nothing of have no proportion to grow in (FUNDS-1).
 */
export const sizesOfEmptied = (
  market: Market,
  waiting: ReadonlyArray<Span & { readonly quantity: Quantity }>,
  sizing: "QUOTE" | "BASE",
  free: bigint
): ReadonlyArray<Quantity> => {
  if (free <= 0n || waiting.length === 0 || waiting.some(({ low, quantity }) => quantity >= leastLotsAt(market, low)))
    return []
  const highest = waiting.reduce((price, { low }) => (low > price ? low : price), asPrice(0))
  return cellQuantities(market, waiting, sizing, free, highest)
}

/** The fewest lots the exchange takes as an order at a price (zero: it is not known). */
export const leastLotsAt = (market: Market, price: Price): Quantity => {
  const byNotional = price > 0 ? whole(ceilDiv(market.minNotional, market.notional(price, asQuantity(1)))) : 0
  return asQuantity(larger(larger(1, market.minQuantity), byNotional))
}

/** The fewest lots a cell may trade, so that its buy, and its sell of what a base fee leaves, are both allowed. */
export const leastLots = (market: Market, cell: Span): Quantity => {
  const least = leastLotsAt(market, cell.low)
  if (market.instrument.feeAsset === "QUOTE" || market.makerFeeRate <= 0n) return least
  return asQuantity(ceilDiv(BigInt(least) * RATE_ONE, RATE_ONE - market.makerFeeRate) + 1n)
}

/** The smallest investment with which every cell reaches the exchange's minimum (GRID-8), in quote units. */
export const smallestInvestment = (
  market: Market,
  cells: ReadonlyArray<Span>,
  sizing: "QUOTE" | "BASE",
  price: Price
): bigint => {
  const plain = smallestWith(market, cells, sizing, price, weightsOf(market, [], 0n))
  // What each order costs at the least is a share of what the orders come to.
  return market.unitFees === undefined
    ? plain
    : smallestWith(market, cells, sizing, price, weightsOf(market, cells, plain))
}

const smallestWith = (
  market: Market,
  cells: ReadonlyArray<Span>,
  sizing: "QUOTE" | "BASE",
  price: Price,
  weights: Weights
): bigint => {
  const kept = spare(market, cells, price, weights)
  if (sizing === "QUOTE") {
    let amount = 0n
    for (const cell of cells) {
      const need = market.notional(cell.low, leastLots(market, cell))
      if (need > amount) amount = need
    }
    return ceilDiv(amount * quoteWeights(cells, price, weights), RATE_ONE) + kept + 1n
  }
  const lots = cells.reduce((most, cell) => asQuantity(larger(most, leastLots(market, cell))), asQuantity(0))
  let total = 0n
  for (const cell of cells) {
    total += startsWithBase(cell, price)
      ? market.notional(price, lots) * weights.market
      : market.notional(cell.low, lots) * weights.buy
  }
  return ceilDiv(total, RATE_ONE) + kept + 1n
}

/** Lots to buy (at market, unless another fee is named) so that so many arrive after a fee in base. */
export const grossLots = (market: Market, lots: Whole, feeRate = market.takerFeeRate): Quantity =>
  market.instrument.feeAsset === "QUOTE" || feeRate <= 0n || lots === 0
    ? asQuantity(lots)
    : asQuantity(ceilDiv(BigInt(lots) * RATE_ONE, RATE_ONE - feeRate))

/** The price a market buy's funds are held back at. */
export const marketReserve = (price: Price): Price => asPrice(ceilDiv(BigInt(price) * (RATE_ONE + SLIPPAGE), RATE_ONE))
