import { Schema } from "effect"
import { Time } from "../ids.ts"
import { Timeframe } from "../market/candle.ts"
import type { Market } from "../market/market.ts"
import { Decimal } from "../number/decimal.ts"
import { reports } from "../order/report.ts"
import { Actor, Closure } from "./life.ts"
import { SignalAction } from "./signal-action.ts"
import type { Settings } from "./state.ts"

/** Everything that can happen to a bot with such settings. `at` is market time; a step knows no other clock. */
export const eventOf = <S extends Settings, Encoded>(market: Market, settings: Schema.Codec<S, Encoded>) =>
  Schema.TaggedUnion({
    /** The first event of every run. */
    Started: { at: Time, actor: Actor },
    /** A tick, or a point on a candle's path, that met the bot's wake. */
    PriceReached: { at: Time, price: market.codec.price },
    CandleClosed: {
      at: Time,
      timeframe: Timeframe,
      open: market.codec.price,
      high: market.codec.price,
      low: market.codec.price,
      close: market.codec.price,
      volume: market.codec.volume
    },
    /** Closed candles of the past for a wake's `candles`, oldest first, each as `[high, low, close]`. */
    HistoryRead: {
      at: Time,
      series: Schema.Array(
        Schema.Struct({
          timeframe: Timeframe,
          /** When the newest of them closed, or could have: what follows closes after. */
          until: Time,
          candles: Schema.Array(Schema.Tuple([market.codec.price, market.codec.price, market.codec.price]))
        })
      )
    },
    TimerDue: { at: Time },
    /** The answer to the wake's `balance`: what of an asset no order holds back. */
    BalanceSeen: { at: Time, asset: Schema.String, available: Decimal },
    ...reports(market),
    /** A TradingView alert addressed to this bot. */
    SignalReceived: { at: Time, signalId: Schema.String, action: SignalAction },
    PauseRequested: { at: Time, actor: Actor, reason: Schema.String },
    ResumeRequested: { at: Time, actor: Actor },
    StopRequested: {
      at: Time,
      actor: Actor,
      closure: Closure,
      reason: Schema.String,
      /** The market's last price, and when it was: a run sleeps, and what it keeps is told at the price of its end. */
      market: Schema.optionalKey(Schema.Struct({ price: market.codec.price, at: Time }))
    },
    /** The trader's own hand, for the start condition MANUAL. */
    EntryRequested: { at: Time, actor: Actor },
    FundsAdded: { at: Time, actor: Actor, amount: market.codec.quote },
    FundsTaken: { at: Time, actor: Actor, amount: market.codec.quote },
    SettingsChanged: { at: Time, actor: Actor, settings },
    SessionOpened: { at: Time },
    /** `reason` in words where it is not the calendar's. */
    SessionClosed: { at: Time, reason: Schema.optionalKey(Schema.String) },
    ExchangeLost: { at: Time, reason: Schema.String },
    ExchangeRestored: { at: Time }
  })
export type BotEvent = ReturnType<typeof eventOf<Settings, unknown>>["Type"]

/**
 * Whether the price that stood before an event of this kind can't be had any more once a bot knows of it: what the bot
 * does then it does at the next price (IND-5, CALENDAR-7).
 */
export const outdatesPrice = (tag: unknown): boolean => tag === "CandleClosed" || tag === "SessionOpened"
