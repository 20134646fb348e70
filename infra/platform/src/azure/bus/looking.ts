import { Effect } from "effect"
import type { ServiceBusClient, ServiceBusReceiver } from "@azure/service-bus"
import type { Subscription, Topic } from "../../ports/bus.ts"

/** Looks at subscriptions without handling what is in them, over one link each: a message is settled over its own. */
export class Looking {
  readonly #client: Effect.Effect<ServiceBusClient>
  readonly #nameOf: (topic: Topic) => string
  readonly #receivers = new Map<string, ServiceBusReceiver>()

  constructor(client: Effect.Effect<ServiceBusClient>, nameOf: (topic: Topic) => string) {
    this.#client = client
    this.#nameOf = nameOf
  }

  at({ subscription, topic }: Subscription, queue: "waiting" | "dead"): Effect.Effect<ServiceBusReceiver> {
    return Effect.map(this.#client, (client) => {
      const name = `${topic}/${subscription}/${queue}`
      const receiver =
        this.#receivers.get(name) ??
        client.createReceiver(this.#nameOf(topic), subscription, {
          maxAutoLockRenewalDurationInMs: 0,
          ...(queue === "dead" && { subQueueType: "deadLetter" })
        })
      this.#receivers.set(name, receiver)
      return receiver
    })
  }
}
