import { Effect } from "effect"
import Long from "long"
import type { ServiceBusReceiver } from "@azure/service-bus"
import type { BusUnavailable, Subscription } from "../../ports/bus.ts"
import { asked, retried } from "./failures.ts"
import type { Looking } from "./looking.ts"

/** Whoever counts wants to know whether it is many, not how many. */
const COUNTED_UP_TO = 1_000

/** How many messages a link shows, up to {@link COUNTED_UP_TO}: to be told by the service takes the right to manage it. */
const shown = async (receiver: ServiceBusReceiver, abortSignal: AbortSignal): Promise<number> => {
  let count = 0
  for (let next = Long.ZERO; count < COUNTED_UP_TO;) {
    const some = await receiver.peekMessages(COUNTED_UP_TO - count, { fromSequenceNumber: next, abortSignal })
    const last = some.at(-1)?.sequenceNumber
    if (last === undefined) break
    count += some.length
    next = last.add(1)
  }
  return count
}

/** Messages that wait, and dead ones (BUS-15); nothing of them is locked. */
export const countMessages = (
  looking: Looking,
  from: Subscription
): Effect.Effect<{ readonly active: number; readonly dead: number }, BusUnavailable> => {
  const of = (queue: "waiting" | "dead") =>
    Effect.flatMap(looking.at(from, queue), (receiver) =>
      retried(asked(from.topic, (signal) => shown(receiver, signal)))
    )
  return Effect.all({ active: of("waiting"), dead: of("dead") }, { concurrency: "unbounded" })
}
