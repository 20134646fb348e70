import { Effect, type Fiber, type Scope } from "effect"
import { Bus, type Delivery, type OutgoingMessage, type Subscription } from "@tradetower/platform"

export const commands: Subscription = { topic: "bot-commands", subscription: "engine" }
export const prices: Subscription = { topic: "market-data", subscription: "realtime" }

export const message = (
  messageId: string,
  sessionId: string,
  more: Partial<OutgoingMessage> = {}
): OutgoingMessage => ({
  messageId,
  sessionId,
  subject: "Test",
  body: { of: messageId },
  properties: { tenantId: "ada" },
  ...more
})

/** Receives in the background until the test ends. */
export const receiving = <R>(
  from: Subscription,
  handle: (message: Delivery) => Effect.Effect<void, unknown, R>,
  concurrency = 16
): Effect.Effect<Fiber.Fiber<never, unknown>, never, R | Bus | Scope.Scope> =>
  Effect.flatMap(Bus, (bus) => Effect.forkScoped(bus.receive(from, handle, { concurrency })))

export const idsOf = (deliveries: ReadonlyArray<Delivery>) => deliveries.map((each) => each.messageId)
