import { Effect, Exit } from "effect"
import type { ServiceBusReceivedMessage, ServiceBusReceiver } from "@azure/service-bus"
import { BusUnavailable, type Delivery } from "../../ports/bus.ts"
import { afterFailure, notInTime } from "../../rules/bus-rules.ts"
import { asked } from "./failures.ts"

/** An answer that does not come by then will not: the connection broke, and the SDK waits a minute. */
const ANSWER_WITHIN = "10 seconds"
/** The service takes no longer texts. */
const LONGEST_TEXT = 4_096

/** A message's lock ended before its handler did. */
export class Late extends Error {}

/** Runs a handler for as long as the message is ours: then it is interrupted, and has failed with {@link Late}. */
export const withinLock = <R>(
  handled: Effect.Effect<void, unknown, R>,
  lockMs: number
): Effect.Effect<Exit.Exit<void, unknown>, never, R> =>
  Effect.exit(
    Effect.timeoutOrElse(handled, { duration: lockMs, orElse: () => Effect.fail(new Late(notInTime(lockMs))) })
  )

const answered = (topic: string, settle: () => Promise<void>): Effect.Effect<void, BusUnavailable> =>
  Effect.timeoutOrElse(asked(topic, settle), {
    duration: ANSWER_WITHIN,
    orElse: () =>
      Effect.fail(new BusUnavailable({ topic, message: "Service Bus did not answer in time", retryable: true }))
  })

export const complete = (receiver: ServiceBusReceiver, topic: string, message: ServiceBusReceivedMessage) =>
  answered(topic, () => receiver.completeMessage(message))

export const abandon = (receiver: ServiceBusReceiver, topic: string, message: ServiceBusReceivedMessage) =>
  answered(topic, () => receiver.abandonMessage(message))

/**
 * Tells the service what became of a delivery (BUS-5 to BUS-8). The service can't wait before a message comes again, so
 * we do with the message in hand: `pause` sleeps so many ms.
 */
export const settle = (
  receiver: ServiceBusReceiver,
  message: ServiceBusReceivedMessage,
  { deliveryCount, topic }: Delivery,
  exit: Exit.Exit<void, unknown>,
  pause: (ms: number) => Effect.Effect<void>
): Effect.Effect<void, BusUnavailable> => {
  if (Exit.isSuccess(exit)) return complete(receiver, topic, message)
  const next = afterFailure(topic, deliveryCount, exit.cause)
  if ("againInMs" in next) return Effect.andThen(pause(next.againInMs), abandon(receiver, topic, message))
  return answered(topic, () =>
    receiver.deadLetterMessage(message, {
      deadLetterReason: next.reason.slice(0, LONGEST_TEXT),
      deadLetterErrorDescription: next.description.slice(0, LONGEST_TEXT)
    })
  )
}
