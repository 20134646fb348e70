import type { FillModel } from "../exchange/fill-model.ts"
import type { Instrument } from "../market/instrument.ts"
import type { Market } from "../market/market.ts"
import { draw, type Random } from "../market/random.ts"
import type { Decimal } from "../number/decimal.ts"
import { ComboSettings } from "../strategy/combo/settings.ts"
import { DcaFuturesSettings } from "../strategy/dca-futures/settings.ts"
import { FuturesGridSettings } from "../strategy/futures-grid/settings.ts"
import type { BotSettings } from "../strategy/settings.ts"
import { btd } from "../strategy/btd/btd.fixture.ts"
import { loop } from "../strategy/loop/loop.fixture.ts"
import type { Strategy } from "../strategy/settings.ts"
import { TwapSettings } from "../strategy/twap/settings.ts"
import type { TermsName } from "../terms/list.ts"
import { cheap, settingsOn } from "./cheap-coins.fixture.ts"
import { dca, grid, marketWith, oneOf } from "./run.fixture.ts"

const d = (value: number, places = 2): Decimal => value.toFixed(places).replace(/\.?0+$/, "") as Decimal
const between = (state: Random, low: number, high: number): number =>
  low + ((draw(state) % 10_000) / 10_000) * (high - low)
const maybe = <A>(state: Random, field: A): A | object => (draw(state) % 3 === 0 ? field : {})

/** Spot markets of different grids, minimums and fees, near a price of 100. */
export const spot: readonly [Market, ...ReadonlyArray<Market>] = [
  marketWith({ tickSize: "0.01" as Decimal }),
  marketWith({
    tickSize: "0.05" as Decimal,
    lotSize: "0.0001" as Decimal,
    minQuantity: "0.001" as Decimal,
    feeAsset: "RECEIVED"
  }),
  marketWith({
    lotSize: "0.00000001" as Decimal,
    minQuantity: "0.00000001" as Decimal,
    minNotional: "5" as Decimal,
    makerFeeRate: "0.0025" as Decimal,
    takerFeeRate: "0.004" as Decimal
  })
]
/** Coins worth 0.00000001 and 0.0000000001: an order is for more lots than a double counts. */
const cheapSpot: ReadonlyArray<Market> = [
  cheap(10, marketWith({ tickSize: "0.000000000001" as Decimal, lotSize: "0.000001" as Decimal })),
  cheap(12, marketWith({ tickSize: "0.00000000000001" as Decimal, lotSize: "0.0001" as Decimal, feeAsset: "RECEIVED" }))
]
export const models: readonly [FillModel, ...ReadonlyArray<FillModel>] = [
  { slippage: { _tag: "None" } },
  { slippage: { _tag: "Fixed", basisPoints: 5 } },
  { slippage: { _tag: "ByVolume", basisPoints: 80, maxBasisPoints: 20 }, volumeSharePercent: 10 }
]

/** Grids of every kind around 100. */
const anyGrid = (state: Random): BotSettings =>
  grid({
    investment: d(between(state, 100, 5_000)),
    lowPrice: d(between(state, 80, 98)),
    highPrice: d(between(state, 101, 125)),
    gridLevels: 5 + (draw(state) % 60),
    spacing: oneOf(state, "GEOMETRIC", "ARITHMETIC"),
    orderSizeCurrency: oneOf(state, "QUOTE", "BASE"),
    trailingUp: oneOf(state, true, false),
    pumpProtection: oneOf(state, true, false),
    reinvest: oneOf(state, true, false),
    ...maybe(state, { takeProfitPercent: d(between(state, 0.5, 6)) }),
    ...maybe(state, { stopLossPercent: d(between(state, 1, 9)) }),
    ...maybe(state, { stopLossPrice: d(between(state, 70, 79)) }),
    ...maybe(state, { trailingStopPercent: d(between(state, 2, 12)) })
  })

/** Averaging bots of every kind. */
const anyDca = (state: Random): BotSettings => {
  const base = between(state, 20, 300)
  const averaging = between(state, 50, 900)
  return dca({
    direction: oneOf(state, "LONG", "LONG", "SHORT"),
    investment: d(base + averaging + between(state, 0, 300)),
    baseOrderAmount: d(base),
    baseOrderType: oneOf(state, "MARKET", "LIMIT"),
    averagingOrdersAmount: d(averaging),
    averagingOrdersQuantity: draw(state) % 12,
    averagingOrdersStep: d(between(state, 0.2, 2)),
    amountMultiplier: d(between(state, 1, 1.6)),
    stepMultiplier: d(between(state, 1, 1.4)),
    takeProfitPercent: d(between(state, 0.3, 3)),
    ...maybe(state, { activeOrdersLimit: 1 + (draw(state) % 5) }),
    ...maybe(state, { stopLossPercent: d(between(state, 2, 12)) }),
    ...maybe(state, { trailingStopPercent: d(between(state, 2, 9)) }),
    ...maybe(state, { trailingTakeProfitPercent: d(between(state, 10, 60)) }),
    ...maybe(state, { reinvestProfitPercent: d(between(state, 10, 100)) }),
    ...maybe(state, { maxCycles: 1 + (draw(state) % 4) })
  })
}

/** Dip buyers of every kind around 100. */
const anyBtd = (state: Random): BotSettings => {
  const count = 5 + (draw(state) % 40)
  const ladder = oneOf(
    state,
    { lowPrice: d(between(state, 80, 97)), highPrice: d(between(state, 108, 125)), gridLevels: count },
    { gridLevels: count, gridStep: d(between(state, 0.3, 1.5)), levelsDistribution: d(between(state, 0, 80)) },
    { gridLevels: undefined, gridStep: d(between(state, 0.3, 1.5)), levelsDown: count >> 1, levelsUp: 5 + (count >> 1) }
  )
  return btd({
    gridStep: undefined,
    ...ladder,
    investment: d(between(state, 1, 40)),
    trailing: oneOf(state, true, false),
    fundDips: oneOf(state, "ON_SELLS", "AT_START"),
    ...maybe(state, { takeProfitPercent: d(between(state, 0.2, 4)) }),
    ...maybe(state, { stopLossPercent: d(between(state, 0.5, 6)) }),
    ...maybe(state, { stopLossPrice: d(between(state, 150, 170)) })
  })
}

/** Loops of every kind around 100. */
const anyLoop = (state: Random): BotSettings =>
  loop({
    investment: d(between(state, 300, 5_000)),
    lowPrice: d(between(state, 70, 96)),
    orderDistance: d(between(state, 0.3, 1.5)),
    orderCount: 10 + 2 * (draw(state) % 12),
    exitCurrency: oneOf(state, "BASE", "QUOTE", "BOTH"),
    ...maybe(state, { highPrice: d(between(state, 104, 130)) }),
    ...maybe(state, { reinvestProfit: true, reinvestProfitPercent: d(between(state, 10, 100)) }),
    ...maybe(state, { takeProfitPercent: d(between(state, 0.3, 4)) })
  })

/** Orders spread over up to a few hours. */
const anyTwap = (state: Random): BotSettings =>
  TwapSettings.make({
    start: { _tag: "IMMEDIATELY" },
    side: oneOf(state, "BUY", "SELL"),
    totalAmount: d(between(state, 1, oneOf(state, 40, 1_000))),
    duration: 5 + (draw(state) % 300),
    frequency: 20 + (draw(state) % 41),
    ...maybe(state, { priceLimit: d(between(state, 97, 103)) })
  })

const futures = (change: Partial<Instrument> = {}): Market =>
  marketWith({
    symbol: "ABC-PERP" as Instrument["symbol"],
    kind: "FUTURES",
    makerFeeRate: "0.0002" as Decimal,
    takerFeeRate: "0.0005" as Decimal,
    maxOpenOrders: 220,
    // Every hour, so that a short trial is charged often.
    futures: { maxLeverage: 125, fundingHours: 1, fundingRate: "0.0003" as Decimal },
    ...change
  })

/** Futures of different grids, minimums and fees, near a price of 100. */
export const perpetuals: readonly [Market, ...ReadonlyArray<Market>] = [
  futures(),
  futures({ tickSize: "0.05" as Decimal, lotSize: "0.0001" as Decimal, minQuantity: "0.001" as Decimal }),
  futures({
    lotSize: "0.00000001" as Decimal,
    minQuantity: "0.00000001" as Decimal,
    minNotional: "5" as Decimal,
    futures: { maxLeverage: 20, fundingHours: 1, fundingRate: "-0.0002" as Decimal }
  })
]
const cheapPerpetuals: ReadonlyArray<Market> = [
  cheap(12, futures({ tickSize: "0.00000000000001" as Decimal, lotSize: "0.0001" as Decimal }))
]

/** Averaging on futures, both ways. */
const anyDcaFutures = (state: Random): BotSettings => {
  const base = between(state, 20, 200)
  const first = between(state, 15, 60)
  return DcaFuturesSettings.make({
    start: { _tag: "IMMEDIATELY" },
    direction: oneOf(state, "LONG", "SHORT"),
    investment: d(base * 1.1 + first * between(state, 4, 20)),
    leverage: 1 + (draw(state) % 10),
    marginType: oneOf(state, "ISOLATED", "CROSS"),
    baseOrderAmount: d(base),
    baseOrderType: oneOf(state, "MARKET", "LIMIT"),
    safetyOrderAmount: d(first),
    maxSafetyOrders: 1 + (draw(state) % 8),
    safetyOrderStep: d(between(state, 0.2, 1.5)),
    safetyOrderStepMultiplier: d(between(state, 1, 1.5)),
    safetyOrderAmountMultiplier: d(between(state, 1, 1.5)),
    takeProfitPercent: d(between(state, 0.2, 2)),
    pumpProtection: oneOf(state, true, false),
    ...maybe(state, { activeOrdersLimit: 1 + (draw(state) % 4) }),
    ...maybe(state, { stopLossPercent: d(between(state, 2, 9)) }),
    ...maybe(state, { trailingStopPercent: d(between(state, 2, 9)) }),
    ...maybe(state, { trailingTakeProfitPercent: d(between(state, 10, 60)) }),
    ...maybe(state, { liquidationBuffer: d(between(state, 1, 10)) }),
    ...maybe(state, { reinvestProfitPercent: d(between(state, 10, 100)) }),
    ...maybe(state, { maxCycles: 1 + (draw(state) % 4) })
  })
}

/** Averaging in, laddering out. */
const anyCombo = (state: Random): BotSettings => {
  const base = between(state, 40, 300)
  const averaging = between(state, 60, 800)
  return ComboSettings.make({
    start: { _tag: "IMMEDIATELY" },
    direction: oneOf(state, "LONG", "SHORT"),
    investment: d((base + averaging) * between(state, 1.02, 1.5)),
    leverage: oneOf(state, 1, 2, 3, 5, 8, 15),
    marginType: oneOf(state, "ISOLATED", "CROSS"),
    lowPrice: d(between(state, 80, 95)),
    highPrice: d(between(state, 105, 125)),
    baseOrderAmount: d(base),
    baseOrderType: oneOf(state, "MARKET", "LIMIT"),
    averagingOrdersAmount: d(averaging),
    averagingOrdersQuantity: 1 + (draw(state) % 8),
    averagingOrdersStep: d(between(state, 0.2, 1.5)),
    amountMultiplier: d(between(state, 1, 1.5)),
    stepMultiplier: d(between(state, 1, 1.3)),
    gridLevels: 5 + (draw(state) % 12),
    ...(draw(state) % 4 === 0 ? {} : { gridStep: d(between(state, 0.1, 0.6)) }),
    ...maybe(state, { takeProfitPercent: d(between(state, 0.5, 3)) }),
    ...maybe(state, { stopLossPercent: d(between(state, 2, 9)) }),
    ...maybe(state, { trailingStopPercent: d(between(state, 2, 9)) }),
    ...maybe(state, { liquidationBuffer: d(between(state, 5, 20)) }),
    ...maybe(state, { reinvestProfitPercent: d(between(state, 10, 100)) })
  })
}

/** Grids on futures, in every direction. */
const anyFuturesGrid = (state: Random): BotSettings =>
  FuturesGridSettings.make({
    start: { _tag: "IMMEDIATELY" },
    direction: oneOf(state, "NEUTRAL", "LONG", "SHORT"),
    investment: d(between(state, 100, 3_000)),
    leverage: oneOf(state, 1, 2, 3, 5, 8, 15),
    marginType: oneOf(state, "ISOLATED", "CROSS"),
    lowPrice: d(between(state, 85, 98)),
    highPrice: d(between(state, 102, 115)),
    gridQuantity: 2 + (draw(state) % 60),
    spacing: oneOf(state, "GEOMETRIC", "ARITHMETIC"),
    closePositionOnStop: true,
    ...maybe(state, { takeProfitPercent: d(between(state, 0.5, 6)) }),
    ...maybe(state, { stopLossPercent: d(between(state, 3, 20)) }),
    ...maybe(state, { liquidationBuffer: d(between(state, 1, 10)) })
  })

/** What a strategy is tried with: settings by chance, markets, and how many trades a trial makes on average at the least (0.5: some make none). */
export interface Trials {
  /** Settings for a market's price; for one of 100 where none is named. */
  readonly make: (state: Random, market?: Market) => BotSettings
  readonly markets: readonly [Market, ...ReadonlyArray<Market>]
  /** Markets of coins worth next to nothing (`nearPrice`). */
  readonly cheap: ReadonlyArray<Market>
  readonly tradesEach: number
  /** By whose rules the account trades; the kind ones when absent. */
  readonly terms?: TermsName
}

/** What a strategy is tried with, on markets of a kind. */
const tried = (make: (state: Random) => BotSettings, markets: Trials["markets"], tradesEach: number): Trials => ({
  make: (state, market = markets[0]) => settingsOn(market, make(state)),
  markets,
  cheap: markets === spot ? cheapSpot : cheapPerpetuals,
  tradesEach
})

/** Every strategy joins the property tests here. */
export const trials: Readonly<Record<Strategy, Trials>> = {
  GRID: tried(anyGrid, spot, 10),
  DCA: tried(anyDca, spot, 5),
  DCA_FUTURES: tried(anyDcaFutures, perpetuals, 5),
  COMBO: tried(anyCombo, perpetuals, 5),
  FUTURES_GRID: tried(anyFuturesGrid, perpetuals, 5),
  BTD: tried(anyBtd, spot, 5),
  LOOP: tried(anyLoop, spot, 5),
  TWAP: tried(anyTwap, spot, 10)
}
