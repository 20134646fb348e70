import { Schema } from "effect"
import { Timeframe } from "../market/candle.ts"
import type { Market } from "../market/market.ts"

/**
 * A candle to be told of: the first of this length that closes after `after` (ms). Without `after`, or when too many
 * were missed since, the newest `count` closed ones are told at once instead (`HistoryRead`).
 */
export const CandleWake = Schema.Struct({
  timeframe: Timeframe,
  count: Schema.Int,
  after: Schema.optionalKey(Schema.Int)
})
export type CandleWake = typeof CandleWake.Type

/**
 * What would matter next to a bot when nothing fills. Absent means: not at all.
 * A price wakes it when `price >= above` or `price <= below`; a price that already does wakes it at once. `balance` asks what of an asset is free;
 * `BalanceSeen` answers it at once.
 */
export const wake = (market: Market) =>
  Schema.Struct({
    above: Schema.optionalKey(market.codec.price),
    below: Schema.optionalKey(market.codec.price),
    at: Schema.optionalKey(Schema.Int),
    /** Shortest first, each timeframe once. */
    candles: Schema.optionalKey(Schema.Array(CandleWake)),
    balance: Schema.optionalKey(Schema.String)
  })
export type Wake = ReturnType<typeof wake>["Type"]

/** Asleep until an order, a command or a signal. */
export const asleep: Wake = {}
