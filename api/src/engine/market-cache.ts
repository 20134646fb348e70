import { Schema } from "effect"
import { type BotEvent, type Wake, wake } from "@tradetower/domain/bot"
import { botEvent } from "@tradetower/domain/strategy"
import { type Instrument, type Market, marketOf } from "@tradetower/domain/market"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { type OrderAction, orderAction } from "@tradetower/domain/order"

/** Reading and writing what runs on a market keep, compiled once a market. */
export interface MarketCodecs {
  readonly market: Market
  /** Throws a `SchemaError` saying what is wrong. */
  readonly decodeEvent: (json: unknown) => BotEvent
  readonly encodeEvent: (event: BotEvent) => Schema.JsonObject
  readonly decodeAction: (json: unknown) => OrderAction
  readonly encodeAction: (action: OrderAction) => Schema.JsonObject
  readonly encodeWake: (value: Wake) => Schema.JsonObject
}

/** Instruments whose codecs are at hand. */
const KEPT = 2_000
/** One entry an instrument's rules, so that runs on the same market share codecs and arithmetic. */
const known = new OldestOut<string, MarketCodecs>(KEPT)

/** The market of an instrument and its codecs; equal instruments give the same object. */
export const codecsOf = (instrument: Instrument): MarketCodecs => {
  const key = JSON.stringify(instrument)
  const found = known.get(key)
  if (found !== undefined) return found
  const market = marketOf(instrument)
  const event = botEvent(market)
  const action = orderAction(market)
  const codecs: MarketCodecs = {
    market,
    decodeEvent: Schema.decodeUnknownSync(event),
    // The encoded side of these schemas is plain JSON by construction.
    encodeEvent: Schema.encodeSync(event) as (value: BotEvent) => Schema.JsonObject,
    decodeAction: Schema.decodeUnknownSync(action),
    encodeAction: Schema.encodeSync(action) as (value: OrderAction) => Schema.JsonObject,
    encodeWake: Schema.encodeSync(wake(market)) as (value: Wake) => Schema.JsonObject
  }
  known.set(key, codecs)
  return codecs
}
