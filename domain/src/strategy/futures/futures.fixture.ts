import type { Instrument } from "../../market/instrument.ts"
import { marketWith } from "../../simulation/run.fixture.ts"
import type { Decimal } from "../../number/decimal.ts"
import { ComboSettings } from "../combo/settings.ts"
import { DcaFuturesSettings } from "../dca-futures/settings.ts"
import { FuturesGridSettings } from "../futures-grid/settings.ts"

const d = (text: string): Decimal => text as Decimal

/** Settings of which some may be left out, by `undefined`. */
type Change<Settings> = { readonly [K in keyof Omit<Settings, "_tag">]?: Settings[K] | undefined }
const given = <A extends object>(fields: A): A =>
  // Leaving out what is undefined is what the schema means by absent.
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as A

/** A perpetual near 100 USD: tick 0.01, lot 0.001, 0.02 % maker, 0.05 % taker, up to 100x. */
export const perpetual = marketWith({
  symbol: "ABC-PERP" as Instrument["symbol"],
  kind: "FUTURES",
  makerFeeRate: d("0.0002"),
  takerFeeRate: d("0.0005"),
  maxOpenOrders: 220,
  futures: { maxLeverage: 100, fundingHours: 8, fundingRate: d("0.0001") }
})

/** 100 of margin at 5x, then 3 safety orders of 50 each, 1 % apart. */
export const dcaFutures = (change: Change<DcaFuturesSettings> = {}): DcaFuturesSettings =>
  DcaFuturesSettings.make(
    given({
      start: { _tag: "IMMEDIATELY" },
      direction: "LONG",
      investment: d("260"),
      leverage: 5,
      marginType: "ISOLATED",
      baseOrderAmount: d("100"),
      baseOrderType: "MARKET",
      safetyOrderAmount: d("50"),
      maxSafetyOrders: 3,
      safetyOrderStep: d("1"),
      safetyOrderStepMultiplier: d("1"),
      safetyOrderAmountMultiplier: d("1"),
      takeProfitPercent: d("1"),
      pumpProtection: false,
      ...change
    }) as never
  )

/** 100 of margin at 5x from 90 to 110, two averaging orders, out over 5 exits 1 % apart. */
export const combo = (change: Change<ComboSettings> = {}): ComboSettings =>
  ComboSettings.make(
    given({
      start: { _tag: "IMMEDIATELY" },
      direction: "LONG",
      investment: d("220"),
      leverage: 5,
      marginType: "ISOLATED",
      lowPrice: d("90"),
      highPrice: d("110"),
      baseOrderAmount: d("100"),
      baseOrderType: "MARKET",
      averagingOrdersAmount: d("100"),
      averagingOrdersQuantity: 2,
      averagingOrdersStep: d("2"),
      amountMultiplier: d("1"),
      stepMultiplier: d("1"),
      gridLevels: 5,
      gridStep: d("1"),
      ...change
    }) as never
  )

/** 1,000 of margin at 2x over 20 cells from 90 to 110. */
export const futuresGrid = (change: Change<FuturesGridSettings> = {}): FuturesGridSettings =>
  FuturesGridSettings.make(
    given({
      start: { _tag: "IMMEDIATELY" },
      direction: "NEUTRAL",
      investment: d("1000"),
      leverage: 2,
      marginType: "ISOLATED",
      lowPrice: d("90"),
      highPrice: d("110"),
      gridQuantity: 20,
      spacing: "ARITHMETIC",
      closePositionOnStop: true,
      ...change
    }) as never
  )
