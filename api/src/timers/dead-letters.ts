import { Effect } from "effect"
import {
  Bus,
  type DeadLetter,
  keepFailed,
  REFUSED_FOR_GOOD,
  type Subscription,
  Telemetry,
  tenantOfMessage
} from "@tradetower/platform"
import { FIRST_ID } from "../incoming.ts"

/** Most dead letters looked at in a subscription at a time. */
const AT_ONCE = 50
/** Subscriptions looked through side by side: of one without any the bus waits for half a second. */
const SIDE_BY_SIDE = 8
/** An operator is called when more wait. */
const ALERT_ABOVE = 10
/** Put on a message that is put back, so that it is put back once. */
const RETRY_MARK = "dlq_retry"

/**
 * Sends a message again, marked. Its first id may still be remembered by the bus, which would drop it: it gets a new one
 * and carries the first, by which consumers know what they have done already.
 */
const putBack = Effect.fnUntraced(function* ({ description, message, reason }: DeadLetter, from: Subscription) {
  const bus = yield* Bus
  const { messageId, sessionId, subject } = message
  yield* bus.send(from.topic, [
    {
      messageId: `${messageId}:retry`,
      ...(sessionId !== undefined && { sessionId }),
      subject,
      body: message.body,
      properties: { ...message.properties, [RETRY_MARK]: true, [FIRST_ID]: messageId }
    }
  ])
  const tenantId = tenantOfMessage(message)
  const about = { ...from, messageId, subject, tenantId, reason, description }
  yield* Effect.logWarning("A dead letter is put back", about)
})

/** Deals with one: back to its topic the first time, unless that can't help; else to FailedMessages. */
const settle = Effect.fnUntraced(function* (letter: DeadLetter, from: Subscription) {
  const { message } = letter
  const telemetry = yield* Telemetry
  const over = message.properties[RETRY_MARK] === true || letter.reason === REFUSED_FOR_GOOD
  yield* telemetry.count("dead-letters", 1, { topic: from.topic, subscription: from.subscription })
  // What can't be put back is kept instead.
  if (over) yield* keepFailed(message, letter)
  else yield* putBack(letter, from).pipe(Effect.catchTag("BusUnavailable", () => keepFailed(message, letter)))
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
export const sweepDeadLetters = Effect.flatMap(Bus, ({ subscriptions }) =>
  Effect.forEach(
    subscriptions,
    ({ subscription, topic }) => {
      const from = { topic, subscription }
      return sweepSubscription(from).pipe(
        Effect.catchCause((cause) =>
          Effect.logError(`The dead letters of ${topic}/${subscription} could not be looked through`, cause)
        )
      )
    },
    { concurrency: SIDE_BY_SIDE, discard: true }
  )
)
