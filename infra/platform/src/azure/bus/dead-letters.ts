import { Effect } from "effect"
import type { ServiceBusReceivedMessage, ServiceBusReceiver } from "@azure/service-bus"
import type { BusUnavailable, DeadLetter, Subscription } from "../../ports/bus.ts"
import { topicRules } from "../../rules/bus-rules.ts"
import { OneByOne } from "../../turns/one-by-one.ts"
import { fromServiceBus, tenantOf } from "./delivery.ts"
import { asked, retried } from "./failures.ts"
import type { Looking } from "./looking.ts"
import { abandon, complete } from "./settle.ts"

/** So many of the oldest are looked at, that one tenant's don't keep another's from being seen. */
const LOOKED_AT = 250
/** How long it waits for so many. */
const LOOKS_FOR_MS = 500

/** The dead letters of a namespace's subscriptions. */
export class DeadLetters {
  readonly #looking: Looking
  /** A link is asked by one at a time. */
  readonly #turns = new OneByOne()

  constructor(looking: Looking) {
    this.#looking = looking
  }

  look(from: Subscription, max: number): Effect.Effect<ReadonlyArray<DeadLetter>, BusUnavailable> {
    return this.#turns.take(
      `${from.topic}/${from.subscription}`,
      Effect.gen({ self: this }, function* () {
        const receiver = yield* this.#looking.at(from, "dead")
        const received = yield* retried(
          asked(from.topic, (abortSignal) =>
            receiver.receiveMessages(Math.max(max, LOOKED_AT), { maxWaitTimeInMs: LOOKS_FOR_MS, abortSignal })
          )
        )
        const letters = inTurn(received.map((each) => letterOf(from, receiver, each)))
        yield* Effect.forEach(letters.slice(max), ({ release }) => Effect.ignore(release), {
          concurrency: "unbounded",
          discard: true
        })
        return letters.slice(0, max)
      })
    )
  }
}

const letterOf = (from: Subscription, receiver: ServiceBusReceiver, message: ServiceBusReceivedMessage): DeadLetter => {
  const delivery = fromServiceBus(from, message)
  return {
    // Looks at it count too.
    message: { ...delivery, deliveryCount: Math.min(delivery.deliveryCount, topicRules[from.topic].maxDeliveries) },
    reason: message.deadLetterReason ?? "",
    description: message.deadLetterErrorDescription ?? "",
    // A dead letter is enqueued anew.
    deadLetteredAt: delivery.enqueuedAt,
    complete: complete(receiver, from.topic, message),
    release: abandon(receiver, from.topic, message)
  }
}

/** Each tenant's as they came, tenants in turn. */
const inTurn = (letters: ReadonlyArray<DeadLetter>): ReadonlyArray<DeadLetter> => {
  const nth = new Map<string, number>()
  return letters
    .map((letter) => {
      const tenant = tenantOf(letter.message)
      const turn = nth.get(tenant) ?? 0
      nth.set(tenant, turn + 1)
      return { letter, turn }
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ letter }) => letter)
}
