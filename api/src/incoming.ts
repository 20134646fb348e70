import type { InvocationContext } from "@azure/functions"
import { Schema } from "effect"
import type { Incoming } from "./engine/handle-command.ts"

/** On a message that was put back from the dead letters: the id it had first. */
export const FIRST_ID = "first_message_id"

/** What the Functions worker tells of a Service Bus message; what else it tells is not needed. */
const Metadata = Schema.Struct({
  messageId: Schema.String,
  applicationProperties: Schema.Record(Schema.String, Schema.Unknown)
})
const readMetadata = Schema.decodeUnknownSync(Metadata)

/** A message as a Service Bus trigger hands it over. Throws when the runtime tells neither id nor properties. */
export const incomingOf = (body: unknown, context: Pick<InvocationContext, "triggerMetadata">): Incoming => {
  const { applicationProperties, messageId } = readMetadata(context.triggerMetadata)
  const first = applicationProperties[FIRST_ID]
  return { messageId: typeof first === "string" ? first : messageId, body, properties: applicationProperties }
}
