import type { Decimal } from "../number/decimal.ts"
import { magnitude } from "../number/exact.ts"
import { exceeds, percentOf } from "./exposure.ts"
import { losses, type LossMeter, reaches } from "./loss.ts"

/** A limit met while trading (RISK-19, RISK-21, RISK-22, RISK-27), in words for the trader. */
export interface Breach {
  readonly limit: "DRAWDOWN" | "DAILY_LOSS" | "EXPOSURE" | "PAIR" | "LIQUIDATION" | "EXPIRY"
  readonly rule: string
  readonly message: string
}

/** How the trading of a bot, or of all of a tenant's, stands; amounts in quote, all in the same units. */
export interface Trading {
  /** What was put in. */
  readonly invested: bigint
  /** Profit and loss at the last prices, after fees. */
  readonly result: bigint
  readonly meter: LossMeter
}

interface LossLimits {
  readonly maxDrawdownPercent?: Decimal
  readonly maxDailyLossPercent?: Decimal
}

/** Too much was lost since the best result, or since the day began (RISK-19). `whose`: "the bot", "your bots". */
export const lossBreach = (whose: string, limits: LossLimits, trading: Trading): Breach | undefined => {
  const { invested, meter, result } = trading
  const { drawdown, today } = losses(meter, result)
  if (reaches(drawdown, limits.maxDrawdownPercent, invested))
    return {
      limit: "DRAWDOWN",
      rule: "RISK-19",
      message:
        `${whose} fell ${percentOf(drawdown, invested)} % of what is invested below the best result, ` +
        `the limit is ${limits.maxDrawdownPercent} %`
    }
  if (reaches(today, limits.maxDailyLossPercent, invested))
    return {
      limit: "DAILY_LOSS",
      rule: "RISK-19",
      message:
        `${whose} lost ${percentOf(today, invested)} % of what is invested today, ` +
        `the limit is ${limits.maxDailyLossPercent} %`
    }
  return undefined
}

/** All positions together are larger than allowed (RISK-21). */
export const exposureBreach = (total: bigint, percent: Decimal | undefined, equity: bigint): Breach | undefined =>
  percent === undefined || equity <= 0n || !exceeds(total, percent, equity)
    ? undefined
    : {
        limit: "EXPOSURE",
        rule: "RISK-21",
        message: `all positions together are ${percentOf(total, equity)} % of what the account is worth, the limit is ${percent} %`
      }

/** The position in one pair is larger than allowed (RISK-21). */
export const pairBreach = (
  symbol: string,
  size: bigint,
  percent: Decimal | undefined,
  equity: bigint
): Breach | undefined =>
  percent === undefined || equity <= 0n || !exceeds(size, percent, equity)
    ? undefined
    : {
        limit: "PAIR",
        rule: "RISK-21",
        message: `the position in ${symbol} is ${percentOf(size, equity)} % of what the account is worth, the limit is ${percent} %`
      }

/** The price has come too near to a position's liquidation (RISK-22). */
export const liquidationBreach = (
  price: bigint,
  liquidation: bigint | undefined,
  percent: Decimal | undefined
): Breach | undefined => {
  if (liquidation === undefined || percent === undefined || price <= 0n) return undefined
  const distance = magnitude(price - liquidation)
  if (exceeds(distance, percent, price)) return undefined
  return {
    limit: "LIQUIDATION",
    rule: "RISK-22",
    message: `the price is ${percentOf(distance, price)} % from liquidation, the limit is ${percent} %`
  }
}
