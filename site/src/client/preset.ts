import { divide, multiply } from "../format/decimal.ts"
import type { Settings } from "./contract.ts"

/** Presets are asked for at this amount; see {@link forAmount}. */
export const REFERENCE = "1000"

const share = (value: string, amount: string): string =>
  trimZeros(divide(multiply(value, amount), REFERENCE, 8) ?? value)

const trimZeros = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text)

/** A preset's settings for another amount: everything counted in quote grows in proportion. */
export const forAmount = (settings: Settings, amount: string): Settings =>
  settings._tag === "GRID"
    ? { ...settings, investment: amount }
    : {
        ...settings,
        investment: amount,
        baseOrderAmount: share(settings.baseOrderAmount, amount),
        averagingOrdersAmount: share(settings.averagingOrdersAmount, amount)
      }
