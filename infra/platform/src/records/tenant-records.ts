import { Schema } from "effect"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { ExchangeId, Symbol } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { RiskLimits } from "@tradetower/domain/risk"
import { container } from "../ports/container.ts"

/** What the kill switch met when it was used; its times are wall clock. */
const KillSwitchUse = Schema.Struct({
  id: Schema.String,
  /** The latest uses, this one among them: one of these that comes again does nothing more. */
  known: Schema.optionalKey(Schema.Array(Schema.String)),
  /** From here on new orders were refused. */
  haltedAt: Schema.Int,
  /** When the last stop command was on its way. */
  commandedAt: Schema.Int,
  bots: Schema.Array(
    Schema.Struct({
      botId: BotId,
      runId: RunId,
      name: Schema.String,
      exchange: ExchangeId,
      symbol: Symbol,
      base: Schema.String,
      state: Schema.String,
      openOrders: Schema.Int,
      position: Decimal,
      /** The run had ended and kept these. */
      kept: Schema.optionalKey(Schema.Literal(true))
    })
  ),
  /** How many it met beside those listed. */
  more: Schema.optionalKey(Schema.Int)
})

/** A tenant. One document, id `user`. */
export const Users = container(
  "Users",
  Schema.Struct({
    id: Schema.Literal("user"),
    tenantId: TenantId,
    name: Schema.String,
    identityProvider: Schema.String,
    createdAt: Schema.Int,
    /** The kill switch is on: nothing starts, and no order goes out that doesn't close a position. */
    tradingHalted: Schema.Boolean,
    /** The latest use of the kill switch. */
    killSwitch: Schema.optionalKey(KillSwitchUse),
    /** What the trader allows all bots together; `defaultRiskLimits` where none were set. */
    riskLimits: Schema.optionalKey(RiskLimits),
    /** SHA-256 of the webhook's token, hex; the token itself is kept nowhere. */
    webhook: Schema.optionalKey(Schema.Struct({ hash: Schema.String, madeAt: Schema.Int }))
  })
)
export type User = (typeof Users)["schema"]["Type"]

/**
 * What the risk engine remembers of a result over restarts: of all a tenant's bots with this quote asset (id `quote:USD`)
 * or of one run (id `run:...`). Amounts in quote.
 */
export const RiskMarks = container(
  "RiskMarks",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    /** Best result so far, and the one the day (days since 1970, UTC) began with. */
    peak: Decimal,
    day: Schema.Int,
    dayStart: Decimal,
    /** Result of the runs that have ended. */
    ended: Decimal
  })
)
export type RiskMark = (typeof RiskMarks)["schema"]["Type"]

/** The run an alert belongs to while it belongs to none. */
export const noRun = RunId.make("none")

/** A TradingView alert and what became of it. Times are wall clock. */
export const SignalEvents = container(
  "SignalEvents",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    /** The run that took it, or `none`. */
    botRunId: RunId,
    botDefinitionId: Schema.optionalKey(BotId),
    receivedAt: Schema.Int,
    action: Schema.optionalKey(Schema.String),
    pair: Schema.optionalKey(Schema.String),
    test: Schema.Boolean,
    /** REFUSED by the webhook, IGNORED by the engine, MATCHED: a step was made of it. */
    fate: Schema.Literals(["REFUSED", "IGNORED", "MATCHED"]),
    decidedAt: Schema.Int,
    /** Why it was refused or ignored, in words. */
    reason: Schema.optionalKey(Schema.String),
    /** Step that took it. */
    seq: Schema.optionalKey(Schema.Int)
  })
)
export type SignalRecord = (typeof SignalEvents)["schema"]["Type"]

/** What is committed on an exchange and not to be seen in a bot yet, by the exchange's id (FUNDS-4). */
export const FundsClaims = container(
  "FundsClaims",
  Schema.Struct({
    /** The exchange. */
    id: ExchangeId,
    tenantId: TenantId,
    claims: Schema.Array(
      Schema.Struct({
        botId: BotId,
        /** The run that is to start, or gets more. */
        runId: RunId,
        /** The command that gives a run more; absent: the claim is a start's. */
        commandId: Schema.optionalKey(Schema.String),
        /** The run's step that was known when it was claimed. */
        seq: Schema.Int,
        /** Wall clock. */
        at: Schema.Int,
        wanted: Schema.Array(Schema.Struct({ asset: Schema.String, amount: Decimal }))
      })
    )
  })
)
export type Claim = (typeof FundsClaims)["schema"]["Type"]["claims"][number]

/** An alert taken a moment ago, id = hash of what makes it the same; gone after eleven minutes. */
export const WebhookGuards = container(
  "WebhookGuards",
  Schema.Struct({ id: Schema.String, tenantId: TenantId, at: Schema.Int })
)

/** Whose a failed message is when it carries no tenant. */
export const systemTenant = TenantId.make("system")

/** A message that was given up twice, kept for 30 days. */
export const FailedMessages = container(
  "FailedMessages",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    topic: Schema.String,
    subscription: Schema.String,
    messageId: Schema.String,
    sessionId: Schema.optionalKey(Schema.String),
    subject: Schema.String,
    reason: Schema.String,
    description: Schema.String,
    deliveryCount: Schema.Int,
    enqueuedAt: Schema.Int,
    failedAt: Schema.Int,
    properties: Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Number, Schema.Boolean])),
    body: Schema.Json
  })
)

/** A run's result at the end of an interval, in quote; 1m is kept 1 day, 1h 30 days, 1d 7 years. Id `{tier}:{at}`. */
export const MetricsSnapshots = container(
  "MetricsSnapshots",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    botRunId: RunId,
    botDefinitionId: BotId,
    tier: Schema.Literals(["1m", "1h", "1d"]),
    /** Start of the interval, market time. */
    at: Schema.Int,
    invested: Decimal,
    tradingProfit: Decimal,
    positionProfit: Decimal,
    fees: Decimal,
    fills: Schema.Int
  })
)
export type MetricsSnapshot = (typeof MetricsSnapshots)["schema"]["Type"]
