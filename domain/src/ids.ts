import { Schema } from "effect"

/** Who owns the data: comes from the signed-in principal only, never from a request. */
export const TenantId = Schema.NonEmptyString.pipe(Schema.brand("TenantId"))
export type TenantId = typeof TenantId.Type

/** Ours are shorter; a longer one names nothing, and is not looked for. */
const id = Schema.NonEmptyString.check(Schema.isMaxLength(64))

/** A bot as its trader sees it; it outlives its runs. */
export const BotId = id.pipe(Schema.brand("BotId"))
export type BotId = typeof BotId.Type

/** One run of a bot, from start to stop. */
export const RunId = id.pipe(Schema.brand("RunId"))
export type RunId = typeof RunId.Type

/** `tt-<run short>-<purpose>-<sequence>`: made by us, known to the exchange, the same on every retry. */
export const ClientOrderId = Schema.NonEmptyString.pipe(Schema.brand("ClientOrderId"))
export type ClientOrderId = typeof ClientOrderId.Type

/** The exchange's own id of one trade: a fill is counted once by it. */
export const TradeId = Schema.NonEmptyString.pipe(Schema.brand("TradeId"))
export type TradeId = typeof TradeId.Type

/** Milliseconds since the epoch, UTC. */
export const Time = Schema.Int.pipe(Schema.brand("Time"))
export type Time = typeof Time.Type
