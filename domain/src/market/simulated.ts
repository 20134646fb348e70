import type { Candle } from "./candle.ts"
import type { Market, Price, Quantity } from "./market.ts"
import { asQuantity } from "../number/exact.ts"
import { counted } from "../number/whole.ts"
import { draw, nearNormal, type Random, random } from "./random.ts"

/*
 * The model. Once a second the market trades. Its return is GARCH(1,1):
 *
 *   r = sqrt(h) z        h' = omega + ALPHA r^2 + BETA h        price' = price (1 + r) + PULL (anchor - price)
 *
 * with z about normal. ALPHA + BETA = 0.9999: a burst of volatility halves in about two hours. omega is chosen so that
 * the mean of h gives the daily volatility asked for. The pull towards the anchor is so weak (half way in 96 days) that
 * minutes and days look free, yet a year stays within a plausible range. Volume rises with the size of the return.
 * Only + - * / and square roots are used, which every engine rounds alike: the same seed is the same market, bit for
 * bit, anywhere.
 */
const ALPHA = 0.006
const BETA = 0.9939
const PULL = 8.3e-8
const SECONDS_A_DAY = 86_400
const SECOND = 1_000
const MINUTE = 60_000
/** Variance never leaves this many times its mean, either way. */
const WIDEST = 25

/** A simulated market between two trades; plain JSON, so it can be saved and gone on with. */
export interface SimulatedMarket {
  readonly random: Random
  /** Moment of the last trade, ms. */
  at: number
  /** In ticks, with a fraction. */
  price: number
  anchor: number
  /** Of the next second's return. */
  variance: number
  readonly meanVariance: number
  /** Mean volume of a second, lots. */
  readonly volume: number
  /** Milliseconds asked for that were not a whole second yet. */
  rest: number
}

export interface SimulationOf {
  readonly market: Market
  /** Any whole number: another seed is another market. */
  readonly seed: number
  /** Standard deviation of a day's return, percent; 4 when absent (about Bitcoin's). */
  readonly dailyVolatilityPercent?: number
}

export interface SimulatedTick {
  readonly at: number
  readonly price: Price
  readonly volume: Quantity
}

/** Begins a market at a price and a time. */
export const simulatedMarket = (of: SimulationOf & { readonly price: Price; readonly at: number }): SimulatedMarket => {
  const daily = (of.dailyVolatilityPercent ?? 4) / 100
  const meanVariance = (daily * daily) / SECONDS_A_DAY
  return {
    random: random(of.seed),
    at: of.at - (of.at % SECOND),
    price: of.price,
    anchor: of.price,
    variance: meanVariance,
    meanVariance,
    volume: Math.max(1, Number(of.market.lotsFor(of.market.quote("500"), of.price))),
    rest: 0
  }
}

const priceOf = (price: number): Price => Math.max(1, Math.round(price)) as Price

/** One second; answers its volume. Changes the state. */
const second = (state: SimulatedMarket): number => {
  const z = nearNormal(state.random)
  const change = Math.sqrt(state.variance) * z
  const squared = change * change
  const mean = state.meanVariance
  const next = mean * (1 - ALPHA - BETA) + ALPHA * squared + BETA * state.variance
  state.variance = next > mean * WIDEST ? mean * WIDEST : next < mean / WIDEST ? mean / WIDEST : next
  state.price = state.price + state.price * change + PULL * (state.anchor - state.price)
  state.at += SECOND
  const activity = Math.sqrt(squared / mean)
  return Math.floor((state.volume * (activity + 0.2) * draw(state.random)) / 2_147_483_648) + 1
}

/** Lets time pass: the trades of `millis`, and the market after them. The state given is left as it was. */
export const nextTicks = (
  state: SimulatedMarket,
  millis: number
): { readonly state: SimulatedMarket; readonly ticks: ReadonlyArray<SimulatedTick> } => {
  const after: SimulatedMarket = { ...state, random: { ...state.random }, rest: state.rest + millis }
  const ticks: Array<SimulatedTick> = []
  for (; after.rest >= SECOND; after.rest -= SECOND) {
    const volume = asQuantity(counted(second(after)))
    ticks.push({ at: after.at, price: priceOf(after.price), volume })
  }
  return { state: after, ticks }
}

/** The seconds up to the end of the present minute, as four prices with fractions and a volume. Changes the state. */
const minute = (state: SimulatedMarket, bar: { open: number; high: number; low: number; close: number }): number => {
  let volume = second(state)
  bar.open = bar.high = bar.low = state.price
  while (state.at % MINUTE !== MINUTE - SECOND) {
    volume += second(state)
    if (state.price > bar.high) bar.high = state.price
    else if (state.price < bar.low) bar.low = state.price
  }
  bar.close = state.price
  return volume
}

/** So many 1-minute candles from here on, the same that a builder makes of the ticks; and the market after them. */
export const nextCandles = (
  state: SimulatedMarket,
  minutes: number
): { readonly state: SimulatedMarket; readonly candles: ReadonlyArray<Candle> } => {
  const after: SimulatedMarket = { ...state, random: { ...state.random } }
  const { candles } = generate(after, minutes, () => 1)
  return { state: after, candles }
}

const generate = (
  state: SimulatedMarket,
  minutes: number,
  scaleOf: (end: number) => number
): { readonly candles: ReadonlyArray<Candle>; readonly scale: number } => {
  const bar = { open: 0, high: 0, low: 0, close: 0 }
  const raw = new Float64Array(minutes * 5)
  const start = state.at + SECOND - ((state.at + SECOND) % MINUTE)
  for (let i = 0; i < minutes; i++) {
    const volume = minute(state, bar)
    raw.set([bar.open, bar.high, bar.low, bar.close, volume], i * 5)
  }
  const scale = scaleOf(state.price)
  const priceAt = (index: number): Price => priceOf((raw[index] ?? 0) * scale)
  const candles = Array.from({ length: minutes }, (_, i) => ({
    at: start + i * MINUTE,
    open: priceAt(i * 5),
    high: priceAt(i * 5 + 1),
    low: priceAt(i * 5 + 2),
    close: priceAt(i * 5 + 3),
    volume: asQuantity(counted(raw[i * 5 + 4] ?? 0))
  }))
  return { candles, scale }
}

/**
 * The 1-minute candles of a past that ends at a price, and the market that goes on from it. The last candle ends with
 * the last whole minute before `endAt`.
 *
 * @example
 * const { candles, state } = simulatedHistory({ market, seed: 7, endPrice, endAt: now, minutes: 30 * 1440 })
 * const { ticks } = nextTicks(state, 250)
 */
export const simulatedHistory = (
  of: SimulationOf & { readonly endPrice: Price; readonly endAt: number; readonly minutes: number }
): { readonly state: SimulatedMarket; readonly candles: ReadonlyArray<Candle> } => {
  const end = of.endAt - (of.endAt % MINUTE)
  const state = simulatedMarket({ ...of, price: of.endPrice, at: end - of.minutes * MINUTE - SECOND })
  const { candles, scale } = generate(state, of.minutes, (last) => of.endPrice / last)
  return { candles, state: { ...state, price: of.endPrice, anchor: state.anchor * scale } }
}
