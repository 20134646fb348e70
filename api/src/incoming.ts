import type { InvocationContext } from "@azure/functions"
import { Schema, SchemaGetter } from "effect"
import type { Delivery, Subscription } from "@tradetower/platform"

/** On a message that was put back from the dead letters: the id it had first. */
export const FIRST_ID = "first_message_id"

/** The Functions worker reads a text that is JSON as JSON: an id of digits comes as a number. */
const Text = Schema.Union([Schema.String, Schema.Number, Schema.Boolean]).pipe(
  Schema.decodeTo(Schema.String, { decode: SchemaGetter.transform(String), encode: SchemaGetter.passthrough() })
)

/** What the Functions worker tells of a Service Bus message; what else it tells is not needed. */
const Metadata = Schema.Struct({
  messageId: Text,
  sessionId: Schema.optionalKey(Text),
  subject: Schema.optionalKey(Text),
  /** 1 at the first try. */
  deliveryCount: Schema.Int,
  enqueuedTimeUtc: Schema.DateFromString,
  applicationProperties: Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Number, Schema.Boolean]))
})
const readMetadata = Schema.decodeUnknownSync(Metadata)

/** A message as a Service Bus trigger hands it over. Throws when the runtime does not tell what a message has. */
export const incomingOf = (
  from: Subscription,
  body: unknown,
  context: Pick<InvocationContext, "triggerMetadata">
): Delivery => {
  const {
    applicationProperties,
    deliveryCount,
    enqueuedTimeUtc,
    messageId,
    sessionId,
    subject = ""
  } = readMetadata(context.triggerMetadata)
  return {
    ...from,
    messageId,
    ...(sessionId !== undefined && { sessionId }),
    subject,
    body,
    properties: applicationProperties,
    deliveryCount,
    enqueuedAt: enqueuedTimeUtc.getTime()
  }
}

/** The id a message had first, by which consumers know what they have done already. */
export const firstIdOf = ({ messageId, properties }: Delivery): string => {
  const first = properties[FIRST_ID]
  return typeof first === "string" ? first : messageId
}
