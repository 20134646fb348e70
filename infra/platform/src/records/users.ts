import { Schema } from "effect"
import { QuietHours, Zone } from "@tradetower/domain/calendar"
import { traded } from "@tradetower/domain/connection"
import { NumberFormat } from "@tradetower/domain/format"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
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
      ...traded,
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

/** What has its place already, by its id, since when (wall clock), what it will be called and which account it is of, if any. */
const Claimed = Schema.Struct({
  id: Schema.String,
  at: Schema.Int,
  name: Schema.optionalKey(Schema.String),
  account: Schema.optionalKey(Schema.String)
})

/** How a trader wants to be spoken to. */
export const Preferences = Schema.Struct({
  /** Default: that of the browser, in messages UTC. */
  timeZone: Schema.optionalKey(Zone),
  numbers: Schema.optionalKey(NumberFormat),
  quietHours: Schema.optionalKey(QuietHours)
})
export type Preferences = typeof Preferences.Type

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
    /** How pages and messages speak to the trader; each as usual where it was not chosen. */
    preferences: Schema.optionalKey(Preferences),
    /** SHA-256 of the webhook's token, hex; the token itself is kept nowhere. */
    webhook: Schema.optionalKey(Schema.Struct({ hash: Schema.String, madeAt: Schema.Int })),
    /** Accounts that are being added, or renamed, and may not show it yet: each has its place among those a trader may have. */
    adding: Schema.optionalKey(Schema.Array(Claimed)),
    /** Likewise pairs that pages begin to follow. */
    following: Schema.optionalKey(Schema.Array(Claimed)),
    /**
     * Everything of the tenant is to be erased: asked for at, begun at (wall clock). From the first moment on nobody is let
     * in and nothing of theirs begins; from the second on there is no way back.
     */
    erasure: Schema.optionalKey(Schema.Struct({ askedAt: Schema.Int, begunAt: Schema.optionalKey(Schema.Int) }))
  })
)
export type User = (typeof Users)["schema"]["Type"]
