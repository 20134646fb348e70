import { Cause, Option } from "effect"
import topics from "../../../resources/topics.json" with { type: "json" }
import { BusUnavailable, type OutgoingMessage, Poison, REFUSED_FOR_GOOD, type Topic } from "../ports/bus.ts"
import { refusedForGood } from "../ports/refused.ts"
import { say } from "./say.ts"
import { heavierThan } from "./weight.ts"

/** What holds on a topic: the same here and on Azure, which is set up from it. */
export interface TopicRules {
  readonly sessions: boolean
  /** How long a message is its receiver's, and a dead letter whose looks at it. */
  readonly lockSeconds: number
  readonly maxDeliveries: number
  /** How long a message's id counts (BUS-9). */
  readonly duplicateMinutes: number
  /** How long a message waits for a receiver before it is dropped; absent where it waits for ever (BUS-18). */
  readonly ttlSeconds?: number
}

/** `infra/resources/topics.json`. */
export const topicRules: Readonly<Record<Topic, TopicRules>> = topics

/** Messages are counted up to this many (BUS-15). */
export const COUNTED = 1_000

/** A batch may weigh this much, as on Service Bus Standard. */
const MAX_BYTES = 256 * 1024
const MAX_ID = 128

const fits = (id: string | undefined): boolean => id !== undefined && id !== "" && id.length <= MAX_ID

/** Why a batch can't be sent, if it can't (BUS-2, BUS-16); `texts` are its messages as JSON. */
export const refusal = (
  topic: Topic,
  messages: ReadonlyArray<OutgoingMessage>,
  texts: ReadonlyArray<string>
): BusUnavailable | undefined => {
  const no = (message: string) => new BusUnavailable({ topic, message, retryable: false })
  for (const { messageId, sessionId, properties } of messages) {
    if (!fits(messageId)) return no(`messageId ${messageId}: 1 to ${MAX_ID} characters`)
    if (topicRules[topic].sessions && !fits(sessionId))
      return no(`message ${messageId} needs a sessionId of 1 to ${MAX_ID} characters`)
    if (topic !== "market-data" && typeof properties["tenantId"] !== "string")
      return no(`message ${messageId} needs its tenant in properties.tenantId`)
  }
  const weight = heavierThan(MAX_BYTES, texts)
  return weight === undefined ? undefined : no(`a batch of ${weight} bytes; at most ${MAX_BYTES}, send it in parts`)
}

const FIRST_PAUSE_MS = 10
const LONGEST_PAUSE_MS = 5_000

/** How long after its nth failure a message comes again, ms (BUS-6). */
export const pauseAfter = (failures: number): number => Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1))

/** Why a message is not tried again. */
export interface GivenUp {
  readonly reason: string
  /** The last failure's text. */
  readonly description: string
}

/** Why no further try can help what a handler failed with (BUS-8); `undefined` where one may. */
export const givenUp = (cause: Cause.Cause<unknown>, description = say(Cause.squash(cause))): GivenUp | undefined => {
  const poison = Option.filter(Cause.findErrorOption(cause), (error) => error instanceof Poison)
  if (Option.isSome(poison)) return { reason: poison.value.reason, description }
  return refusedForGood(cause) ? { reason: REFUSED_FOR_GOOD, description } : undefined
}

/** What becomes of a message that was not handled: it comes again, or is dead. */
export type AfterFailure = { readonly againInMs: number } | GivenUp

/** What becomes of a message whose handler failed, which was its `deliveries`th time (BUS-6 to BUS-8). */
export const afterFailure = (
  topic: Topic,
  deliveries: number,
  cause: Cause.Cause<unknown>,
  description = say(Cause.squash(cause))
): AfterFailure =>
  givenUp(cause, description) ??
  (deliveries >= topicRules[topic].maxDeliveries
    ? { reason: "MaxDeliveryCountExceeded", description }
    : { againInMs: pauseAfter(deliveries) })

/** Why a message is dead whose handler did not end within its lock. */
export const notInTime = (lockMs: number): string => `not handled within ${lockMs / 1_000} s`

/** What answers for a subscription that there is not. */
export const unknownSubscription = (topic: string, subscription: string): BusUnavailable =>
  new BusUnavailable({
    topic,
    message: `${topic} has no subscription ${subscription}; see infra/resources/topics.json`,
    retryable: false
  })
