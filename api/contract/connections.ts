import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { BrokerId, ConnectionId, ConnectionLabel, Environment } from "@tradetower/domain/connection"
import { VenueId } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { AccountFees, TermsName } from "@tradetower/domain/terms"
import { SignedIn } from "./middleware.ts"
import { CannotWork, Conflict, NotFound } from "./problem.ts"
import { ReadableName } from "./readable-name.ts"

/**
 * What the trader holds of one asset: `free` + `reserved` (by open orders) = `total`. `uncommitted`: what of `free` no
 * running bot may still use; no more can be committed.
 */
export const Balance = Schema.Struct({
  asset: Schema.String,
  free: Decimal,
  reserved: Decimal,
  total: Decimal,
  uncommitted: Decimal
})
export type Balance = typeof Balance.Type

/** A trader's own account at a broker. */
export const ConnectionView = Schema.Struct({
  id: ConnectionId,
  label: ConnectionLabel,
  broker: BrokerId,
  /** PAPER: orders are matched by us against the market's prices; no real money moves. */
  environment: Environment,
  /** Whose instruments and prices. */
  venue: VenueId,
  /** Whose rules its orders keep: `paper` are the kind ones. */
  terms: TermsName,
  /**
   * CONNECTING: it was not opened yet. Of the others but CONNECTED `reason` says why. DEGRADED: orders go out, and what
   * comes back may be late; or no new order goes out until the moment that the reason says. SIGNED_OUT: sign in at its
   * broker again. REVOKED: its key is taken no more; give it another. NEEDS_USER: only you can bring it back, as the reason says. DISCONNECTED: it is tried again while that may help.
   */
  state: Schema.Literals([
    "CONNECTING",
    "CONNECTED",
    "DEGRADED",
    "SIGNED_OUT",
    "REVOKED",
    "NEEDS_USER",
    "DISCONNECTED"
  ]),
  reason: Schema.optionalKey(Schema.String),
  /** Since when it is in that state, ms, where it is not connected or late. */
  since: Schema.optionalKey(Schema.Int),
  /** The broker's own number of it. */
  account: Schema.optionalKey(Schema.String),
  /** What its key may do, as the broker says. */
  permissions: Schema.optionalKey(Schema.Array(Schema.String)),
  /** What was found of it when its key was last given, and what won't work there and why: sentences. */
  found: Schema.optionalKey(Schema.Array(Schema.String)),
  /** Whether orders may go to it: to one of real money only once you armed it. */
  armed: Schema.Boolean,
  balances: Schema.Array(Balance),
  /** What its broker charges it, where that is told. */
  fees: Schema.optionalKey(Schema.Array(AccountFees)),
  /**
   * Where futures share their margin, as of the account's last trade: what new positions may still tie up, and how much
   * may be lost before positions are closed for want of it.
   */
  margin: Schema.optionalKey(Schema.Array(Schema.Struct({ asset: Schema.String, available: Decimal, buffer: Decimal })))
}).annotate({ identifier: "Connection" })
export type ConnectionView = typeof ConnectionView.Type

/** What a broker asks for, a value for each of its fields. It goes into the store of secrets, and is never told again. */
export const ConnectionSecret = Schema.Record(Schema.String, Schema.RedactedFromValue(Schema.String))
export type ConnectionSecret = typeof ConnectionSecret.Type

/** One thing that a broker asks for. */
export const SecretField = Schema.Struct({
  name: Schema.String,
  title: Schema.String,
  help: Schema.String,
  /** It is no secret. */
  told: Schema.optionalKey(Schema.Literal(true)),
  /** What it is for most. */
  usual: Schema.optionalKey(Schema.String),
  /** It may be left empty. */
  optional: Schema.optionalKey(Schema.Literal(true))
})

/** One way to connect: at whose prices, and by whose rules. */
export const ConnectableView = Schema.Struct({
  broker: BrokerId,
  environment: Environment,
  venue: VenueId,
  /** By whose rules, and what each of them means, in sentences. */
  terms: Schema.Array(Schema.Struct({ name: TermsName, title: Schema.String, meaning: Schema.Array(Schema.String) })),
  /** What the broker calls itself; absent of a paper account of ours. */
  name: Schema.optionalKey(Schema.String),
  /** Where the key is made, and which rights it should have: sentences. */
  steps: Schema.Array(Schema.String),
  /** What the broker asks for; nothing of a paper account. */
  secret: Schema.Array(SecretField)
}).annotate({ identifier: "Connectable" })
export type ConnectableView = typeof ConnectableView.Type

/** An account to be added. */
export const NewConnection = Schema.Struct({
  label: ReadableName,
  broker: BrokerId,
  environment: Environment,
  venue: VenueId,
  terms: TermsName,
  /** Where the broker asks for it. It is tried before the account is added. */
  secret: Schema.optionalKey(ConnectionSecret)
}).annotate({ identifier: "NewConnection" })
export type NewConnection = typeof NewConnection.Type

/** What came of trying an account: nothing was placed or changed. */
export const ConnectionTest = Schema.Struct({
  works: Schema.Boolean,
  /** In sentences: what was found, or why it does not work and what would. */
  detail: Schema.String,
  account: Schema.optionalKey(Schema.String),
  permissions: Schema.optionalKey(Schema.Array(Schema.String))
}).annotate({ identifier: "ConnectionTest" })
export type ConnectionTest = typeof ConnectionTest.Type

/** How many accounts one trader may have. */
export const MOST_CONNECTIONS = 20

const params = { connectionId: ConnectionId }
const summary = (text: string) => OpenApi.annotations({ summary: text })

/** The trader's accounts, through which bots trade. */
export class ConnectionsGroup extends HttpApiGroup.make("connections")
  .add(
    HttpApiEndpoint.get("list", "/", { success: Schema.Array(ConnectionView) }).annotateMerge(
      summary("Your accounts, and how they stand")
    ),
    HttpApiEndpoint.get("offer", "/offer", { success: Schema.Array(ConnectableView) }).annotateMerge(
      summary("What can be connected here, and by whose rules a paper account may trade")
    ),
    HttpApiEndpoint.post("add", "/", {
      payload: NewConnection,
      success: ConnectionView.pipe(HttpApiSchema.status(201)),
      error: [CannotWork, Conflict]
    }).annotateMerge(summary(`Add an account of what is on offer; you may have ${MOST_CONNECTIONS}`)),
    HttpApiEndpoint.patch("rename", "/:connectionId", {
      params,
      payload: Schema.Struct({ label: ReadableName }),
      success: ConnectionView,
      error: [NotFound, CannotWork]
    }).annotateMerge(summary("Call an account something else; no two have the same name")),
    HttpApiEndpoint.post("test", "/:connectionId/test", {
      params,
      success: ConnectionTest,
      error: NotFound
    }).annotateMerge(summary("Try an account: signs in and reads what its key may do, and places nothing")),
    HttpApiEndpoint.put("rotate", "/:connectionId/secret", {
      params,
      payload: Schema.Struct({ secret: ConnectionSecret }),
      success: ConnectionView,
      error: [NotFound, CannotWork, Conflict]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Give an account a new key",
        description:
          "It is tried first; one that does not work changes nothing. Bots go on: the account is opened anew."
      })
    ),
    HttpApiEndpoint.post("arm", "/:connectionId/arm", {
      params,
      success: ConnectionView,
      error: [NotFound, Conflict]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Let orders go to an account of real money",
        description:
          "From then on bots that you start on it buy and sell with real money, by themselves, also while you are away. Before that no order goes to it, and no bot can be started on it."
      })
    ),
    HttpApiEndpoint.post("disarm", "/:connectionId/disarm", {
      params,
      success: ConnectionView,
      error: [NotFound, Conflict]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Let no more orders go to an account of real money",
        description: "At once; but orders that close a position still go out."
      })
    ),
    HttpApiEndpoint.delete("remove", "/:connectionId", {
      params,
      success: HttpApiSchema.NoContent,
      error: [NotFound, Conflict]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Remove an account that no bot trades through; the paper account stays",
        description:
          "With it go its key, its balances and, of a paper account, its book. What bots did and made there stays: orders, fills, results."
      })
    )
  )
  .middleware(SignedIn)
  .prefix("/connections")
  .annotateMerge(OpenApi.annotations({ title: "Connections", description: "Your own accounts at brokers." })) {}
