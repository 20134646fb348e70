import { Schema } from "effect"
import type { Registration } from "./core.ts"

const HttpTrigger = Schema.Struct({
  type: Schema.Literal("httpTrigger"),
  route: Schema.optionalKey(Schema.String),
  methods: Schema.Array(Schema.String),
  authLevel: Schema.Literals(["anonymous", "function", "admin"])
})
const TopicTrigger = Schema.Struct({
  type: Schema.Literal("serviceBusTrigger"),
  topicName: Schema.String,
  subscriptionName: Schema.String,
  cardinality: Schema.optionalKey(Schema.Literals(["one", "many"]))
})
const TimerTrigger = Schema.Struct({
  type: Schema.Literal("timerTrigger"),
  schedule: Schema.String,
  runOnStartup: Schema.optionalKey(Schema.Boolean)
})
/** The triggers this host can pull. */
export const Trigger = Schema.Union([HttpTrigger, TopicTrigger, TimerTrigger])
export type Trigger = typeof Trigger.Type
export type HttpTrigger = typeof HttpTrigger.Type
export type TopicTrigger = typeof TopicTrigger.Type
export type TimerTrigger = typeof TimerTrigger.Type

/** A function was registered with something this host doesn't do. */
export class UnsupportedFunction extends Schema.TaggedError<UnsupportedFunction>()("UnsupportedFunction", {
  name: Schema.String,
  message: Schema.String
}) {}

const decode = Schema.decodeUnknownSync(Trigger)

/** Whether a binding is the one that pulls a function. */
export const isTrigger = (binding: unknown): boolean =>
  typeof binding === "object" &&
  binding !== null &&
  "type" in binding &&
  typeof binding.type === "string" &&
  /trigger$/i.test(binding.type)

/** Reads what pulls a function. Throws `UnsupportedFunction` for a trigger that is not HTTP, topic or timer. */
export const triggerOf = (registration: Registration): Trigger => {
  const binding = Object.values(registration.bindings).find(isTrigger)
  try {
    const trigger = decode(binding)
    if (trigger.type === "httpTrigger" && trigger.authLevel !== "anonymous") {
      throw new Error("it asks for a function key, and none can be given behind Static Web Apps: use anonymous")
    }
    if (trigger.type === "serviceBusTrigger" && trigger.cardinality === "many") {
      throw new Error("it asks for batches of messages: use cardinality one")
    }
    return trigger
  } catch (cause) {
    throw new UnsupportedFunction({
      name: registration.name,
      message: `function ${registration.name} can't run here: ${cause instanceof Error ? cause.message : String(cause)}`
    })
  }
}
