import { Effect, Schedule } from "effect"
import { BusUnavailable } from "../../ports/bus.ts"
import { failureOf } from "../failures.ts"

const codeOf = (error: unknown): unknown =>
  typeof error === "object" && error !== null ? Reflect.get(error, "code") : undefined

/**
 * Why the bus did not do what it was asked. It may be asked again whatever the SDK says of it, which gives up where
 * nobody answers: a full topic, a missing role or a service that is away are no fault of the message.
 */
const unavailable = (topic: string, error: unknown, service: string): BusUnavailable => {
  if (error instanceof BusUnavailable) return error
  const { message } = failureOf(service, error)
  const ours = codeOf(error) === "MessageSizeExceeded" || error instanceof TypeError
  return new BusUnavailable({ topic, message, retryable: !ours })
}

/** Nobody sent anything while we waited. */
export const nothingCame = (error: unknown): boolean =>
  codeOf(error) === "ServiceTimeout" || codeOf(error) === "SessionCannotBeLocked"

/** Again after 100, 200 ... ms, for some 6 s in all. */
const TRIES = 6
const growing = Schedule.jittered(Schedule.exponential("100 millis"))

/** Asks again where that may help. Only for what may be done twice. */
export const retried = <A, R>(ask: Effect.Effect<A, BusUnavailable, R>): Effect.Effect<A, BusUnavailable, R> =>
  Effect.retry(ask, { while: ({ retryable }) => retryable, schedule: growing, times: TRIES })

/** Asks the service: aborted when interrupted, and its errors in our words. */
export const asked = <A>(
  topic: string,
  ask: (signal: AbortSignal) => Promise<A>,
  service = "Service Bus"
): Effect.Effect<A, BusUnavailable> =>
  Effect.tryPromise({ try: ask, catch: (error) => unavailable(topic, error, service) })
