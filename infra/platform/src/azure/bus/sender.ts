import { Effect } from "effect"
import type { ServiceBusClient, ServiceBusSender } from "@azure/service-bus"
import { BusUnavailable, type OutgoingMessage, type Topic } from "../../ports/bus.ts"
import { refusal } from "../../rules/bus-rules.ts"
import { SharedPlaces } from "../../turns/shared-places.ts"
import { tenantOf, toServiceBus } from "./delivery.ts"
import { asked, retried } from "./failures.ts"

/** Sends on their way at once on a topic, and how many of a tenant wait for one of these places. */
const AT_ONCE = 64
const MAY_WAIT = 10_000

/** An answer that does not come by then was lost with its connection, which the SDK doesn't notice: sent anew at once. */
const ANSWER_WITHIN_MS = 3_000
/** Sends to the topics of a namespace, each batch in one transfer. */
export class Sender {
  readonly #client: Effect.Effect<ServiceBusClient>
  readonly #nameOf: (topic: Topic) => string
  readonly #links = new Map<Topic, { readonly link: ServiceBusSender; readonly places: SharedPlaces }>()

  constructor(client: Effect.Effect<ServiceBusClient>, nameOf: (topic: Topic) => string) {
    this.#client = client
    this.#nameOf = nameOf
  }

  send(topic: Topic, messages: ReadonlyArray<OutgoingMessage>): Effect.Effect<void, BusUnavailable> {
    const [first] = messages
    if (first === undefined) return Effect.void
    const refused = refusal(
      topic,
      messages,
      messages.map((message) => JSON.stringify(message))
    )
    if (refused !== undefined) return Effect.fail(refused)
    return Effect.flatMap(this.#client, (client) => {
      const { link, places } = this.#linkTo(topic, client)
      const once = asked(topic, (signal) => sendBatch(topic, link, messages, signal))
      // What was taken although its answer was lost is dropped by its id the second time.
      return retried(
        Effect.catchTag(places.take(tenantOf(first), once), "TooManyWaiting", ({ message }) =>
          Effect.fail(new BusUnavailable({ topic, message, retryable: true }))
        )
      )
    })
  }

  #linkTo(topic: Topic, client: ServiceBusClient) {
    const known = this.#links.get(topic)
    if (known !== undefined) return known
    const made = { link: client.createSender(this.#nameOf(topic)), places: new SharedPlaces(AT_ONCE, MAY_WAIT) }
    this.#links.set(topic, made)
    return made
  }
}

const sendBatch = async (
  topic: Topic,
  link: ServiceBusSender,
  messages: ReadonlyArray<OutgoingMessage>,
  abortSignal: AbortSignal
): Promise<void> => {
  const batch = await link.createMessageBatch({ abortSignal })
  if (!messages.every((message) => batch.tryAddMessage(toServiceBus(message)))) {
    const message = `a batch of more than ${batch.maxSizeInBytes} bytes as it travels: send it in parts`
    throw new BusUnavailable({ topic, message, retryable: false })
  }
  const signals = [abortSignal, AbortSignal.timeout(ANSWER_WITHIN_MS)]
  await link.sendMessages(batch, { abortSignal: AbortSignal.any(signals) })
}
