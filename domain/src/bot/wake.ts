import { Schema } from "effect"
import { Timeframe } from "../market/candle.ts"
import type { Market } from "../market/market.ts"

/**
 * What would matter next to a bot when nothing fills. Absent means: not at all.
 * A price wakes it when `price >= above` or `price <= below`; a price that already does wakes it at once.
 */
export const wake = (market: Market) =>
  Schema.Struct({
    above: Schema.optionalKey(market.codec.price),
    below: Schema.optionalKey(market.codec.price),
    at: Schema.optionalKey(Schema.Int),
    candle: Schema.optionalKey(Timeframe)
  })
export type Wake = ReturnType<typeof wake>["Type"]

/** Asleep until an order, a command or a signal. */
export const asleep: Wake = {}
