import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"

/** Whether it can be worked with, and nothing else: anybody may ask. */
const state = <const State extends string>(value: State) => Schema.Struct({ status: Schema.Literal(value) })

export const Healthy = state("ok").annotate({ identifier: "Healthy" })
/** `starting`, from our own gateway until all is up; `unavailable` when what is kept can't be read. */
export const NotHealthy = Schema.Struct({ status: Schema.Literals(["starting", "unavailable"]) }).annotate({
  identifier: "NotHealthy"
})

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
