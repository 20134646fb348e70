import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { TenantId } from "@tradetower/domain/ids"
import { SignedIn } from "./middleware.ts"

export const MeView = Schema.Struct({
  id: TenantId,
  name: Schema.String,
  identityProvider: Schema.String,
  /** The kill switch is on. */
  tradingHalted: Schema.Boolean,
  createdAt: Schema.Int
}).annotate({ identifier: "Me" })
export type MeView = typeof MeView.Type

/** The signed-in trader. */
export class MeGroup extends HttpApiGroup.make("me")
  .add(
    HttpApiEndpoint.get("get", "/", { success: MeView }).annotateMerge(
      OpenApi.annotations({ summary: "Who is signed in" })
    ),
    HttpApiEndpoint.get("export", "/export", {
      success: HttpApiSchema.StreamUint8Array({ contentType: "application/json" })
    }).annotateMerge(
      OpenApi.annotations({
        summary: "All your data",
        description: "One JSON object: `{ exportedAt, tenantId, <container>: [document, ...], ... }`."
      })
    )
  )
  .middleware(SignedIn)
  .prefix("/me")
  .annotateMerge(OpenApi.annotations({ title: "Me" })) {}
