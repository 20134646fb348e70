import { type BotRunConfig, runConfig } from "../strategy/run-config.ts"
import { instrument } from "../exchange/account.fixture.ts"
import { RunId } from "../ids.ts"
import type { Candle } from "../market/candle.ts"
import type { Instrument } from "../market/instrument.ts"
import { type Market, marketOf, type Price, type Quantity } from "../market/market.ts"
import { draw, type Random } from "../market/random.ts"
import { candleSeries } from "../market/candle-series.ts"
import { type PriceIndex, priceIndex } from "../market/price-index.ts"
import { simulatedHistory } from "../market/simulated.ts"
import type { Decimal } from "../number/decimal.ts"
import { DcaSettings } from "../strategy/dca/settings.ts"
import { GridSettings } from "../strategy/grid/settings.ts"
import type { BotSettings } from "../strategy/settings.ts"

/** A market near 100 USD with the changes given. */
export const marketWith = (change: Partial<Instrument>): Market => marketOf(instrument(change))

const d = (text: string): Decimal => text as Decimal

/** A grid from 90 to 110 around the simulated price of 100. */
export const grid = (change: Partial<Omit<GridSettings, "_tag">> = {}): GridSettings =>
  GridSettings.make({
    start: { _tag: "IMMEDIATELY" },
    investment: d("1000"),
    lowPrice: d("90"),
    highPrice: d("110"),
    gridLevels: 20,
    spacing: "GEOMETRIC",
    orderSizeCurrency: "QUOTE",
    trailingUp: false,
    trailingDown: false,
    pumpProtection: false,
    reinvest: false,
    ...change
  })

export const dca = (change: Partial<Omit<DcaSettings, "_tag">> = {}): DcaSettings =>
  DcaSettings.make({
    start: { _tag: "IMMEDIATELY" },
    direction: "LONG",
    investment: d("1000"),
    baseOrderAmount: d("100"),
    baseOrderType: "MARKET",
    averagingOrdersAmount: d("800"),
    averagingOrdersQuantity: 6,
    averagingOrdersStep: d("0.7"),
    amountMultiplier: d("1.2"),
    stepMultiplier: d("1.1"),
    takeProfitPercent: d("1"),
    reserveFunds: true,
    ...change
  })

export const runOf = (market: Market, settings: BotSettings, id = "run-1"): BotRunConfig =>
  runConfig({ runId: RunId.make(id), market, settings })

/** Minutes that end at 100, or at the price given, of a market as wild as asked for. */
export const minutes = (
  market: Market,
  seed: number,
  count: number,
  dailyVolatilityPercent = 8,
  price = "100"
): ReadonlyArray<Candle> =>
  simulatedHistory({
    market,
    seed,
    minutes: count,
    endAt: 1_700_000_040_000,
    endPrice: market.roundPrice(price, "DOWN"),
    dailyVolatilityPercent
  }).candles

/** What a backtest goes over. */
export const indexOf = (candles: ReadonlyArray<Candle>, step = 60_000): PriceIndex =>
  priceIndex(candleSeries(candles, step))

/** Bars from plain numbers: `[open, high, low, close]` in ticks, a minute each. */
export const bars = (...ohlc: ReadonlyArray<readonly [number, number, number, number]>): ReadonlyArray<Candle> =>
  ohlc.map(([open, high, low, close], i) => ({
    at: 1_700_000_040_000 + i * 60_000,
    open: open as Price,
    high: high as Price,
    low: low as Price,
    close: close as Price,
    volume: 1_000_000 as Quantity
  }))

/** One of the choices, by chance. */
export const oneOf = <A>(state: Random, ...choices: readonly [A, ...ReadonlyArray<A>]): A =>
  choices[draw(state) % choices.length] ?? choices[0]
