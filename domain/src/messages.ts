import { Schema } from "effect"
import { traded } from "./connection/connection.ts"
import { Actor, Closure } from "./bot/life.ts"
import { SignalAction } from "./bot/signal-action.ts"
import { BotId, RunId, TenantId, Time } from "./ids.ts"
import { VenueId, Symbol } from "./market/instrument.ts"
import { Timeframe } from "./market/candle.ts"
import { Decimal } from "./number/decimal.ts"
import { BotSettings } from "./strategy/settings.ts"

/**
 * The bodies of the bus's messages, one schema a topic (`infra/resources/topics.json`).
 * They are the wire: decimals, no ticks. Prices are put on a market's grid by whoever consumes them.
 */
const address = { tenantId: TenantId, botId: BotId, runId: RunId }

/**
 * What a market's own schema wrote as JSON and will read: events, order actions, wakes. Only that reader looks inside;
 * to look through all of it at each stop on the way would cost more than the rest of the message.
 */
// It comes from such a schema or from JSON text, so it is JSON; the cheap check can't say so.
export const Encoded = Schema.Record(Schema.String, Schema.Unknown) as unknown as Schema.Codec<Schema.JsonObject>

/** Topic `bot-commands`, session = bot id: everything the engine steps a bot with. */
export const BotCommand = Schema.TaggedUnion({
  /** Begins a run: `runId` is new, chosen by the sender so that a repeat changes nothing. */
  Start: { ...address, actor: Actor },
  /** An encoded `BotEvent` of `bot/event.ts`: what happened, as execution, a timer or the trader saw it. */
  Happened: { ...address, event: Encoded },
  Stop: { ...address, actor: Actor, closure: Closure, reason: Schema.String },
  Pause: { ...address, actor: Actor, reason: Schema.String },
  Resume: { ...address, actor: Actor },
  Enter: { ...address, actor: Actor },
  AddFunds: { ...address, actor: Actor, amount: Decimal },
  TakeFunds: { ...address, actor: Actor, amount: Decimal },
  ChangeSettings: { ...address, actor: Actor, settings: BotSettings }
})
export type BotCommand = typeof BotCommand.Type

/** Topic `order-commands`, session = bot id: what execution carries to the exchange. */
export const OrderCommand = Schema.Struct({
  ...address,
  ...traded,
  /** Sequence of the event that caused it. */
  seq: Schema.Int,
  /** An encoded `OrderAction` of `order/order.ts`. */
  action: Encoded
})
export type OrderCommand = typeof OrderCommand.Type

/** Topic `signal-events`, session = bot id: an accepted TradingView alert for one bot. */
export const SignalEvent = Schema.Struct({
  tenantId: TenantId,
  botId: BotId,
  signalId: Schema.NonEmptyString,
  action: SignalAction,
  /** The position a strategy of its sender now has is that of `action`: a bot that enters on the other one leaves. */
  turned: Schema.optionalKey(Schema.Boolean),
  /** The pair the alert names, as it was written: it must be the bot's. */
  pair: Schema.optionalKey(Schema.String),
  /** Sent with the test button. */
  test: Schema.optionalKey(Schema.Boolean),
  /** Wall clock. */
  receivedAt: Time
})
export type SignalEvent = typeof SignalEvent.Type

/** Topic `market-data`, shared by all tenants: what screens and metrics need. Bots are woken by `bot-commands`. */
export const MarketEvent = Schema.TaggedUnion({
  Price: { venue: VenueId, symbol: Symbol, price: Decimal, at: Time },
  Candle: {
    venue: VenueId,
    symbol: Symbol,
    timeframe: Timeframe,
    at: Time,
    open: Decimal,
    high: Decimal,
    low: Decimal,
    close: Decimal,
    volume: Decimal
  },
  Connection: { venue: VenueId, connected: Schema.Boolean, reason: Schema.String, at: Time }
})
export type MarketEvent = typeof MarketEvent.Type
