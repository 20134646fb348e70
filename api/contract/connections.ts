import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { BrokerId, ConnectionId, ConnectionLabel, Environment } from "@tradetower/domain/connection"
import { VenueId } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { TermsName } from "@tradetower/domain/terms"
import { SignedIn } from "./middleware.ts"
import { CannotWork, Conflict, NotFound } from "./problem.ts"

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
  /** CONNECTING: it was not opened yet. DISCONNECTED: `reason` says why. */
  state: Schema.Literals(["CONNECTING", "CONNECTED", "DISCONNECTED"]),
  reason: Schema.optionalKey(Schema.String),
  balances: Schema.Array(Balance)
}).annotate({ identifier: "Connection" })
export type ConnectionView = typeof ConnectionView.Type

/** One way to connect: at whose prices, and by whose rules. */
export const ConnectableView = Schema.Struct({
  broker: BrokerId,
  environment: Environment,
  venue: VenueId,
  /** By whose rules, and what each of them means, in sentences. */
  terms: Schema.Array(Schema.Struct({ name: TermsName, title: Schema.String, meaning: Schema.Array(Schema.String) }))
}).annotate({ identifier: "Connectable" })
export type ConnectableView = typeof ConnectableView.Type

/** An account to be added. */
export const NewConnection = Schema.Struct({
  label: ConnectionLabel,
  broker: BrokerId,
  environment: Environment,
  venue: VenueId,
  terms: TermsName
}).annotate({ identifier: "NewConnection" })
export type NewConnection = typeof NewConnection.Type

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
      payload: Schema.Struct({ label: ConnectionLabel }),
      success: ConnectionView,
      error: NotFound
    }).annotateMerge(summary("Call an account something else")),
    HttpApiEndpoint.delete("remove", "/:connectionId", {
      params,
      success: HttpApiSchema.NoContent,
      error: [NotFound, Conflict]
    }).annotateMerge(summary("Remove an account that no bot trades through; the paper account stays"))
  )
  .middleware(SignedIn)
  .prefix("/connections")
  .annotateMerge(OpenApi.annotations({ title: "Connections", description: "Your own accounts at brokers." })) {}
