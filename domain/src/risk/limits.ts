import { Schema } from "effect"
import { choiceField, countField, decimalField } from "../field/field.ts"
import type { Decimal } from "../number/decimal.ts"
import { smaller } from "../number/decimal-arithmetic.ts"

/** What is done when a limit is met while trading: no more entries, or out of the market. */
const reaction = choiceField(
  {
    title: "When a limit is reached",
    description:
      "Pause: orders that would enter are taken back, exits and stops stay. Close: positions are closed at market.",
    unit: "NONE"
  },
  ["PAUSE", "CLOSE"]
)

const ordersPerMinute = countField({
  title: "Orders a minute",
  description: "More new orders than this within a minute wait until there is room; orders that close never wait.",
  unit: "COUNT",
  min: "1",
  max: "100000"
})
const maxOrderNotional = decimalField({
  title: "Largest order",
  description: "The largest price times quantity of one order, in the currency it is paid in.",
  unit: "NONE",
  min: "1"
})
const maxLeverage = countField({
  title: "Largest leverage",
  description: "On futures; where the exchange allows less, the exchange's limit holds.",
  unit: "COUNT",
  min: "1",
  max: "125"
})
const maxDrawdownPercent = decimalField({
  title: "Largest drawdown",
  description: "How far the result may fall from its best, in percent of what is invested.",
  unit: "PERCENT",
  min: "0.1",
  max: "1000"
})
const maxDailyLossPercent = decimalField({
  title: "Largest loss a day",
  description: "How much may be lost since midnight UTC, in percent of what is invested.",
  unit: "PERCENT",
  min: "0.1",
  max: "1000"
})
const minLiquidationPercent = decimalField({
  title: "Distance to liquidation",
  description: "How near the price may come to a position's liquidation, in percent of the price.",
  unit: "PERCENT",
  min: "0.1",
  max: "50"
})

/** What a tenant allows all of its bots together; an optional limit left out does not hold. */
export const RiskLimits = Schema.Struct({
  ordersPerMinute,
  maxOrderNotional,
  maxLeverage,
  maxExposurePercent: Schema.optionalKey(
    decimalField({
      title: "Largest exposure",
      description: "All positions together, in percent of what the account is worth. Above 100 % is borrowed.",
      unit: "PERCENT",
      min: "1",
      max: "12500"
    })
  ),
  maxPairPercent: Schema.optionalKey(
    decimalField({
      title: "Largest share of one pair",
      description: "The position in one pair, in percent of what the account is worth.",
      unit: "PERCENT",
      min: "1",
      max: "12500"
    })
  ),
  maxDrawdownPercent: Schema.optionalKey(maxDrawdownPercent),
  maxDailyLossPercent: Schema.optionalKey(maxDailyLossPercent),
  minLiquidationPercent: Schema.optionalKey(minLiquidationPercent),
  onBreach: reaction
}).annotate({ identifier: "RiskLimits" })
export type RiskLimits = typeof RiskLimits.Type

/** What one bot is allowed on top: the stricter of its own and its tenant's limit holds (RISK-2). */
export const BotRiskLimits = Schema.Struct({
  ordersPerMinute: Schema.optionalKey(ordersPerMinute),
  maxOrderNotional: Schema.optionalKey(maxOrderNotional),
  maxLeverage: Schema.optionalKey(maxLeverage),
  maxDrawdownPercent: Schema.optionalKey(maxDrawdownPercent),
  maxDailyLossPercent: Schema.optionalKey(maxDailyLossPercent),
  minLiquidationPercent: Schema.optionalKey(minLiquidationPercent),
  onBreach: Schema.optionalKey(reaction)
}).annotate({ identifier: "BotRiskLimits" })
export type BotRiskLimits = typeof BotRiskLimits.Type

/**
 * Limits of a tenant that set none: wide enough for what a retail account does, tight enough to stop a runaway bot, a
 * misplaced decimal point and a bad day before they empty it.
 */
export const defaultRiskLimits: RiskLimits = {
  ordersPerMinute: 1200,
  maxOrderNotional: "100000" as Decimal,
  maxLeverage: 10,
  maxExposurePercent: "300" as Decimal,
  maxPairPercent: "150" as Decimal,
  maxDrawdownPercent: "40" as Decimal,
  maxDailyLossPercent: "20" as Decimal,
  minLiquidationPercent: "2" as Decimal,
  onBreach: "PAUSE"
}

/** What to do about a limit, for a sentence: where the trader sets them. */
export const RAISE = "raise the limit under Account > Risk limits"

/** What one order of a bot may be (RISK-2). */
export interface OrderLimits {
  readonly maxOrderNotional: Decimal
  readonly maxLeverage: number
  /** Of all the tenant's bots together, and of this bot. */
  readonly ordersPerMinute: { readonly tenant: number; readonly bot: number | undefined }
  readonly maxExposurePercent: Decimal | undefined
  readonly maxPairPercent: Decimal | undefined
}

/** The stricter of both for each limit of an order (RISK-2). */
export const orderLimits = (tenant: RiskLimits, bot: BotRiskLimits = {}): OrderLimits => ({
  maxOrderNotional: smaller(tenant.maxOrderNotional, bot.maxOrderNotional ?? tenant.maxOrderNotional),
  maxLeverage: Math.min(tenant.maxLeverage, bot.maxLeverage ?? tenant.maxLeverage),
  ordersPerMinute: { tenant: tenant.ordersPerMinute, bot: bot.ordersPerMinute },
  maxExposurePercent: tenant.maxExposurePercent,
  maxPairPercent: tenant.maxPairPercent
})
