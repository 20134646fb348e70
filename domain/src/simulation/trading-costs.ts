import { Schema } from "effect"
import type { FillModel } from "../exchange/fill-model.ts"
import type { Instrument } from "../market/instrument.ts"
import { instrumentBy, unitsOf } from "../terms/instrument-under.ts"
import { TermsName } from "../terms/list.ts"
import { rounded } from "./figures.ts"

const between = (minimum: number, maximum: number) =>
  Schema.Finite.check(Schema.isBetween({ minimum, maximum }, { message: `must be between ${minimum} and ${maximum}` }))

/** How far a price moves against an order that takes from the book, in basis points (5 is 0.05 %). */
export const SlippageSetting = Schema.Union([
  Schema.TaggedStruct("None", {}),
  Schema.TaggedStruct("Fixed", { basisPoints: between(0, 1000) }),
  /** `basisPoints` for each whole multiple of the volume traded, `maxBasisPoints` at the most. */
  Schema.TaggedStruct("ByVolume", { basisPoints: between(0, 10_000), maxBasisPoints: between(0, 10_000) })
])
export type SlippageSetting = typeof SlippageSetting.Type

/** How the exchange is imitated: what is absent is as on the market itself, without slippage, orders filling whole. */
export const TradingCosts = Schema.Struct({
  /** By which broker's rules, and at whose fees, the account trades; the kind ones of the paper exchange when absent. */
  terms: Schema.optionalKey(TermsName),
  /** Of that broker's fee tiers the one the account is in; 1, the lowest, when absent. */
  feeTier: Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 99 }, { message: "must be a tier, 1 for the lowest" }))
  ),
  /** 0.1 is 0.1 % of the notional. */
  makerFeePercent: Schema.optionalKey(between(0, 10)),
  takerFeePercent: Schema.optionalKey(between(0, 10)),
  slippage: Schema.optionalKey(SlippageSetting),
  /** The share of a candle's volume the bot's orders may take. */
  volumeSharePercent: Schema.optionalKey(between(1, 100))
}).annotate({ identifier: "BacktestSettings" })
export type TradingCosts = typeof TradingCosts.Type

/**
 * An instrument as a bot of such settings trades it in a backtest: by its account's broker's rules, and at the fees given in
 * place of its own.
 */
export const tradedUnder = (
  instrument: Instrument,
  { feeTier, makerFeePercent, takerFeePercent, terms = "paper" }: TradingCosts,
  settings: object = {}
): Instrument => ({
  ...instrumentBy(terms, instrument, feeTier, unitsOf(settings)),
  ...(makerFeePercent !== undefined && { makerFeeRate: rounded(makerFeePercent / 100, 9) }),
  ...(takerFeePercent !== undefined && { takerFeeRate: rounded(takerFeePercent / 100, 9) })
})

/** How the orders of a backtest fill. */
export const fillsUnder = ({ slippage, volumeSharePercent }: TradingCosts): FillModel => ({
  slippage: slippage ?? { _tag: "None" },
  ...(volumeSharePercent !== undefined && { volumeSharePercent })
})
