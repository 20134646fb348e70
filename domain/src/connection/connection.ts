import { Schema } from "effect"
import { TenantId } from "../ids.ts"
import { Symbol, VenueId } from "../market/instrument.ts"
import { shortName } from "../short-name.ts"
import { TermsName } from "../terms/list.ts"

/** A tenant's own account at a broker, unique within the tenant. */
export const ConnectionId = shortName("a connection").pipe(Schema.brand("ConnectionId"))
export type ConnectionId = typeof ConnectionId.Type

/** Who carries out a connection's orders: `paper` is ourselves. */
export const BrokerId = shortName("a broker").pipe(Schema.brand("BrokerId"))
export type BrokerId = typeof BrokerId.Type

/** Whether real money moves. The two are counted apart wherever money is counted. */
export const Environment = Schema.Literals(["PAPER", "LIVE"])
export type Environment = typeof Environment.Type

/** Through which account a market is traded; none of it changes for as long as whatever says it lasts. */
export const traded = { connection: ConnectionId, environment: Environment, venue: VenueId, symbol: Symbol }
export type Traded = Schema.Struct<typeof traded>["Type"]

/** What can be traded through which account, of something that says more. */
export const tradedOf = ({ connection, environment, symbol, venue }: Traded): Traded => ({
  connection,
  environment,
  venue,
  symbol
})

/** What a trader calls a connection. */
export const ConnectionLabel = Schema.String.check(
  Schema.isPattern(/^(?=.*\S)[^\p{Cc}\p{Cs}]{1,60}$/u, { message: "give it a name of 1 to 60 characters" })
)

/** A tenant's own account at a broker. */
export const Connection = Schema.Struct({
  id: ConnectionId,
  tenantId: TenantId,
  broker: BrokerId,
  environment: Environment,
  /** Whose instruments and prices. */
  venue: VenueId,
  /** Whose rules its orders keep: `paper` are the kind ones. */
  terms: TermsName,
  label: ConnectionLabel,
  createdAt: Schema.Int,
  /** The broker's own number of it. */
  account: Schema.optionalKey(Schema.String),
  /** What its key may do, as the broker says. */
  permissions: Schema.optionalKey(Schema.Array(Schema.String)),
  /** What was found of it when its key was last given, in sentences. */
  found: Schema.optionalKey(Schema.Array(Schema.String)),
  /** Whether the account's own settings at its broker let it trade fractions of shares then; absent: it does not say. */
  fractions: Schema.optionalKey(Schema.Boolean),
  /** Which version of its secret is in use; absent where it needs none. */
  secretVersion: Schema.optionalKey(Schema.String),
  /** When its trader let orders go to it (ms, UTC). Of real money: none goes before. */
  armedAt: Schema.optionalKey(Schema.Int),
  /** When its trader removed it (ms, UTC): nobody sees it any more, and it is gone once its account is closed. */
  removedAt: Schema.optionalKey(Schema.Int)
})
export type Connection = typeof Connection.Type

/** Whether orders may go to a connection: to one of real money only once its trader armed it (RISK-25). */
export const isArmed = ({ armedAt, environment }: Pick<Connection, "armedAt" | "environment">): boolean =>
  environment === "PAPER" || armedAt !== undefined

/** The connection that every tenant has. */
export const PAPER = ConnectionId.make("paper")
/** Whose account that is: ours. */
export const PAPER_BROKER = BrokerId.make("paper")
/** That connection, where its tenant changed nothing about it. */
export const paperConnection = (tenantId: TenantId, venue: VenueId): Connection => ({
  id: PAPER,
  tenantId,
  broker: PAPER_BROKER,
  environment: "PAPER",
  venue,
  terms: "paper",
  label: "Paper account",
  createdAt: 0
})
