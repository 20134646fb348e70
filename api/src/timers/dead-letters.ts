import { Clock, Effect, Schema } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import {
  Bus,
  type DeadLetter,
  FailedMessages,
  isGone,
  REFUSED_FOR_GOOD,
  Store,
  type Subscription,
  subscriptions,
  systemTenant,
  Telemetry
} from "@tradetower/platform"
import { FIRST_ID } from "../incoming.ts"

/** Most dead letters looked at in a subscription at a time. */
const AT_ONCE = 50
/** An operator is called when more wait. */
const ALERT_ABOVE = 10
/** Put on a message that is put back, so that it is put back once. */
const RETRY_MARK = "dlq_retry"

const isJson = Schema.is(Schema.Json)

const tenantOf = ({ message }: DeadLetter): TenantId => {
  const tenant = message.properties["tenantId"]
  return typeof tenant === "string" && tenant !== "" ? TenantId.make(tenant) : systemTenant
}

/**
 * Sends a message again, marked. Its first id may still be remembered by the bus, which would drop it: it gets a new one
 * and carries the first, by which consumers know what they have done already.
 */
const putBack = Effect.fnUntraced(function* ({ message }: DeadLetter, from: Subscription) {
  const bus = yield* Bus
  yield* bus.send(from.topic, [
    {
      messageId: `${message.messageId}:retry`,
      ...(message.sessionId !== undefined && { sessionId: message.sessionId }),
      subject: message.subject,
      body: message.body,
      properties: { ...message.properties, [RETRY_MARK]: true, [FIRST_ID]: message.messageId }
    }
  ])
})

/** Keeps a message that failed twice, with why, for 30 days; not one of a tenant who was erased. */
const keep = Effect.fnUntraced(function* (letter: DeadLetter, from: Subscription) {
  const store = yield* Store
  const { message } = letter
  const tenantId = tenantOf(letter)
  if (tenantId !== systemTenant && (yield* isGone(tenantId))) return
  yield* store.upsert(FailedMessages, {
    id: `${from.topic}:${from.subscription}:${message.messageId}`.replaceAll(/[/\\?#]/g, "_"),
    tenantId,
    topic: from.topic,
    subscription: from.subscription,
    messageId: message.messageId,
    ...(message.sessionId !== undefined && { sessionId: message.sessionId }),
    subject: message.subject,
    reason: letter.reason,
    description: letter.description,
    deliveryCount: message.deliveryCount,
    enqueuedAt: message.enqueuedAt,
    failedAt: yield* Clock.currentTimeMillis,
    properties: message.properties,
    body: isJson(message.body) ? message.body : null
  })
})

/** Deals with one: back to its topic the first time, unless that can't help; else to FailedMessages. */
const settle = Effect.fnUntraced(function* (letter: DeadLetter, from: Subscription) {
  const { message } = letter
  const telemetry = yield* Telemetry
  const over = message.properties[RETRY_MARK] === true || letter.reason === REFUSED_FOR_GOOD
  yield* Effect.logWarning(over ? "A message that failed for good is kept" : "A dead letter is put back", {
    topic: from.topic,
    subscription: from.subscription,
    messageId: message.messageId,
    subject: message.subject,
    tenantId: tenantOf(letter),
    reason: letter.reason,
    description: letter.description
  })
  yield* telemetry.count("dead-letters", 1, { topic: from.topic, subscription: from.subscription })
  if (over) yield* keep(letter, from)
  // What can't be put back is kept instead.
  else yield* putBack(letter, from).pipe(Effect.catchTag("BusUnavailable", () => keep(letter, from)))
  yield* letter.complete
})

/** Looks through one subscription's dead letters. */
const sweepSubscription = Effect.fn("dead-letters")(function* (from: Subscription) {
  const bus = yield* Bus
  const telemetry = yield* Telemetry
  const { dead } = yield* bus.count(from)
  yield* telemetry.gauge("dead-letters.waiting", dead, { topic: from.topic, subscription: from.subscription })
  if (dead > ALERT_ABOVE)
    yield* telemetry.alert({
      name: "dead-letters-waiting",
      message: `${dead} messages of ${from.topic}/${from.subscription} were given up. They are put back once; look in the log why they fail.`,
      attributes: { topic: from.topic, subscription: from.subscription, dead }
    })
  const letters = yield* bus.deadLetters(from, AT_ONCE)
  yield* Effect.forEach(
    letters,
    (letter) =>
      settle(letter, from).pipe(
        Effect.catchCause((cause) =>
          Effect.andThen(Effect.logError("A dead letter could not be dealt with", cause), Effect.ignore(letter.release))
        )
      ),
    { discard: true }
  )
  return letters.length
})

/** Every five minutes: the dead letters of every subscription, each dealt with for itself. */
export const sweepDeadLetters = Effect.forEach(
  subscriptions,
  (from) =>
    sweepSubscription(from).pipe(
      Effect.catchCause((cause) =>
        Effect.logError(`The dead letters of ${from.topic}/${from.subscription} could not be looked through`, cause)
      )
    ),
  { discard: true }
)
