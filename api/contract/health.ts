import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"

/** Whether it can be worked with, and hardly more: anybody may ask. */
export const Healthy = Schema.Struct({
  status: Schema.Literal("ok"),
  /** It has only just started, and looks for prices. */
  prices: Schema.optionalKey(Schema.Literal("looking"))
}).annotate({ identifier: "Healthy" })
/** `starting`, from our own gateway until all is up; `unavailable` when what is kept can't be read. */
export const NotHealthy = Schema.Struct({
  status: Schema.Literals(["starting", "unavailable"]),
  /** It looks for live prices first, to know whether its market is live or simulated. */
  prices: Schema.optionalKey(Schema.Literal("looking"))
}).annotate({ identifier: "NotHealthy" })

/** For whoever watches over the system. */
export class HealthGroup extends HttpApiGroup.make("health")
  .add(
    HttpApiEndpoint.get("health", "/health", {
      success: Healthy,
      error: NotHealthy.pipe(HttpApiSchema.status(503))
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Whether it is up",
        description: "No sign-in. 503 while it starts, or can't read."
      })
    )
  )
  .annotateMerge(OpenApi.annotations({ title: "Health" })) {}
