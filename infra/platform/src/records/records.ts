import { Schema } from "effect"
import { BotState, RunSummary, Transition, Actor } from "@tradetower/domain/bot"
import { BotId, ClientOrderId, RunId, TenantId } from "@tradetower/domain/ids"
import { EndedRuns } from "@tradetower/domain/ledger"
import { ExchangeId, Instrument, Symbol, TradingStatus } from "@tradetower/domain/market"
import { Encoded } from "@tradetower/domain/messages"
import { Decimal } from "@tradetower/domain/number"
import { OrderStatus, OrderType, Purpose, RejectReason, Side } from "@tradetower/domain/order"
import { BotRiskLimits } from "@tradetower/domain/risk"
import { BotSettings } from "@tradetower/domain/strategy"
import { container } from "../ports/container.ts"
import type { Where } from "../ports/store.ts"

/** A bot as its trader made it. `settings` are those the next run starts with. */
export const BotDefinitions = container(
  "BotDefinitions",
  Schema.Struct({
    id: BotId,
    tenantId: TenantId,
    name: Schema.String,
    exchange: ExchangeId,
    symbol: Symbol,
    settings: BotSettings,
    /** Limits of its own, beside the trader's. */
    risk: Schema.optionalKey(BotRiskLimits),
    /** The run that is live, or the last one; absent when never started. */
    currentRunId: Schema.optionalKey(RunId),
    /** When that run was asked for (wall clock). */
    startRequestedAt: Schema.optionalKey(Schema.Int),
    createdAt: Schema.Int,
    /** When its trader put it away; absent in one that wasn't. */
    archivedAt: Schema.optionalKey(Schema.Int)
  })
)
export type BotDefinition = (typeof BotDefinitions)["schema"]["Type"]

/** The projection of a run that lists read: written from its events, newest `seq` wins. */
export const BotRuns = container(
  "BotRuns",
  Schema.Struct({
    id: RunId,
    tenantId: TenantId,
    botDefinitionId: BotId,
    exchange: ExchangeId,
    symbol: Symbol,
    startedAt: Schema.Int,
    endedAt: Schema.optionalKey(Schema.Int),
    state: BotState,
    /** False once STOPPED or COMPLETED. */
    live: Schema.Boolean,
    /** It ended and left orders or a position on the exchange, or closes them now. */
    kept: Schema.optionalKey(Schema.Literal(true)),
    /** Sequence of the event this was made from. */
    seq: Schema.Int,
    summary: RunSummary,
    /** What the bot's runs before this one came to; absent in one that an earlier version wrote last. */
    earlier: Schema.optionalKey(EndedRuns)
  })
)
export type BotRun = (typeof BotRuns)["schema"]["Type"]

const runKey = { id: Schema.String, tenantId: TenantId, botRunId: RunId, botDefinitionId: BotId }

/**
 * A run's events, one document a step, `id` = the sequence padded to ten digits, so that two steps can't both be
 * number 124; and the newest snapshot under the id `snapshot`.
 */
export const BotEvents = container(
  "BotEvents",
  Schema.Union([
    /** Sequence 0: what never changes in the run. */
    Schema.Struct({
      ...runKey,
      kind: Schema.Literal("GENESIS"),
      seq: Schema.Literal(0),
      at: Schema.Int,
      instrument: Instrument,
      settings: BotSettings,
      /** What the bot's first run was laid around, where it keeps that for ever. */
      anchor: Schema.optionalKey(Decimal)
    }),
    Schema.Struct({
      ...runKey,
      kind: Schema.Literal("STEP"),
      seq: Schema.Int,
      at: Schema.Int,
      /** When it was written (wall clock). */
      recordedAt: Schema.optionalKey(Schema.Int),
      exchange: ExchangeId,
      symbol: Symbol,
      /** The message this came from: one already recorded is not stepped again. */
      messageId: Schema.String,
      /** Encoded `BotEvent`. */
      event: Encoded,
      /** Encoded `OrderAction`s: the outbox. */
      orders: Schema.Array(Encoded),
      /** Encoded `Wake`, decided at `at`. */
      wake: Encoded,
      transitions: Schema.Array(Transition),
      summary: RunSummary
    }),
    /** A fold kept to load faster; may be thrown away at any time. */
    Schema.Struct({
      ...runKey,
      kind: Schema.Literal("SNAPSHOT"),
      seq: Schema.Int,
      /** Version of the code that folded it; another version folds anew. */
      rules: Schema.Int,
      state: Schema.String
    })
  ])
)
export type BotEventRecord = (typeof BotEvents)["schema"]["Type"]
export type StepRecord = Extract<BotEventRecord, { kind: "STEP" }>
/** The id of step `seq`. */
export const stepId = (seq: number): string => seq.toString().padStart(10, "0")
/**
 * Condition for the steps `from..before` of a run (from 1, without end, when not said), to be ordered by `id`: that is
 * the order of their sequence, and needs no index of its own.
 */
export const stepsWhere = (range: { readonly from?: number; readonly before?: number } = {}): Where => ({
  id: {
    from: stepId(range.from ?? 1),
    // Every digit comes before every letter, so that the snapshot stays out.
    before: range.before === undefined ? "a" : stepId(range.before)
  }
})

/** What became of each order; written by execution. */
export const Orders = container(
  "Orders",
  Schema.Struct({
    id: ClientOrderId,
    tenantId: TenantId,
    botRunId: RunId,
    botDefinitionId: BotId,
    exchange: ExchangeId,
    symbol: Symbol,
    side: Side,
    type: OrderType,
    purpose: Purpose,
    price: Schema.optionalKey(Decimal),
    quantity: Decimal,
    filledQuantity: Decimal,
    averagePrice: Schema.optionalKey(Decimal),
    fees: Schema.Array(Schema.Struct({ asset: Schema.String, amount: Decimal })),
    status: OrderStatus,
    /** True while the exchange may still fill it: PENDING, UNKNOWN, OPEN, PARTLY_FILLED. */
    open: Schema.Boolean,
    rule: Schema.String,
    why: Schema.String,
    /** In words, when rejected or cancelled. */
    reason: Schema.optionalKey(Schema.String),
    rejectReason: Schema.optionalKey(RejectReason),
    exchangeOrderId: Schema.optionalKey(Schema.String),
    /** The last of its trades, newest last; older ones have documents of their own, in OrderTrades. */
    tradeIds: Schema.Array(Schema.String),
    createdAt: Schema.Int,
    updatedAt: Schema.Int
  })
)
export type OrderRecord = (typeof Orders)["schema"]["Type"]

/** A trade of an order that has so many that its record names only the last. The id is a hash of both. */
export const OrderTrades = container(
  "OrderTrades",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    botRunId: RunId,
    orderId: ClientOrderId,
    tradeId: Schema.String
  })
)

export const BotStateTransitions = container(
  "BotStateTransitions",
  Schema.Struct({ ...runKey, seq: Schema.Int, ...Transition.fields })
)

/** What a run holds, written from its newest event; `id` is the run's. Amounts in quote, quantity in base. */
export const Positions = container(
  "Positions",
  Schema.Struct({
    id: RunId,
    tenantId: TenantId,
    botRunId: RunId,
    botDefinitionId: BotId,
    exchange: ExchangeId,
    symbol: Symbol,
    quantity: Decimal,
    cost: Decimal,
    averageEntry: Schema.optionalKey(Decimal),
    /** Sequence of the event this was made from; the newest wins. */
    seq: Schema.Int,
    updatedAt: Schema.Int
  })
)
export type Position = (typeof Positions)["schema"]["Type"]

/** Every command and every change of state: who, what, when. */
export const AuditEvents = container(
  "AuditEvents",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    at: Schema.Int,
    actor: Actor,
    /** `bot.create`, `bot.stop`, `kill-switch`, `state.ACTIVE`, ... */
    action: Schema.String,
    botDefinitionId: Schema.optionalKey(BotId),
    botRunId: Schema.optionalKey(RunId),
    /** In words. */
    detail: Schema.String
  })
)

/** What a trader should hear of. */
export const Notifications = container(
  "Notifications",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    at: Schema.Int,
    severity: Schema.Literals(["INFO", "WARNING", "CRITICAL"]),
    botDefinitionId: Schema.optionalKey(BotId),
    text: Schema.String,
    read: Schema.Boolean
  })
)

/** An instrument on offer and where its price comes from; written by execution, read by everyone. */
export const Markets = container(
  "Markets",
  Schema.Struct({
    /** The symbol. */
    id: Symbol,
    exchange: ExchangeId,
    instrument: Instrument,
    source: Schema.Literals(["LIVE", "SIMULATED", "REPLAY"]),
    connected: Schema.Boolean,
    /** In words when not connected, or where the prices come from. */
    note: Schema.String,
    lastPrice: Schema.optionalKey(Decimal),
    /** Market time of the last price. */
    lastPriceAt: Schema.optionalKey(Schema.Int),
    /** Which orders it takes now, when not all. */
    trading: Schema.optionalKey(TradingStatus),
    /** While its past is still being fetched: how much of it is there, and how many of the newest days without a gap. */
    past: Schema.optionalKey(Schema.Struct({ percent: Schema.Int, days: Schema.Finite }))
  })
)
export type MarketRecord = (typeof Markets)["schema"]["Type"]

/** A tenant's account at an exchange, by the exchange's id; written by execution, at first use and as balances change. */
export const Connections = container(
  "Connections",
  Schema.Struct({
    /** The exchange. */
    id: ExchangeId,
    tenantId: TenantId,
    exchange: ExchangeId,
    balances: Schema.Array(Schema.Struct({ asset: Schema.String, total: Decimal, available: Decimal })),
    connected: Schema.Boolean,
    /** Up to where the account's fills have been counted; the exchange's own mark. */
    fillCursor: Schema.optionalKey(Schema.String),
    updatedAt: Schema.Int
  })
)
export type Connection = (typeof Connections)["schema"]["Type"]
