import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { BrokerId, ConnectionId, ConnectionLabel, Environment } from "@tradetower/domain/connection"
import { VenueId } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { TermsName } from "@tradetower/domain/terms"
import { SignedIn } from "./middleware.ts"

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

const summary = (text: string) => OpenApi.annotations({ summary: text })

/** The trader's accounts, through which bots trade. */
export class ConnectionsGroup extends HttpApiGroup.make("connections")
  .add(
    HttpApiEndpoint.get("list", "/", { success: Schema.Array(ConnectionView) }).annotateMerge(
      summary("Your accounts, and how they stand")
    )
  )
  .middleware(SignedIn)
  .prefix("/connections")
  .annotateMerge(OpenApi.annotations({ title: "Connections", description: "Your own accounts at brokers." })) {}
