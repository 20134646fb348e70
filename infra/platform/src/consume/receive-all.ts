import { Effect } from "effect"
import { Bus, type BusUnavailable, type Delivery, type Places, type Topic } from "../ports/bus.ts"
import { type Share, wholeShare } from "../rules/slots.ts"
import { OneByOne } from "../turns/one-by-one.ts"

const isSame = (a: Share, b: Share): boolean => a.index === b.index && a.of === b.of

/**
 * Receives from each of a part's subscriptions to a topic until interrupted. Each has places of its own: what waits in
 * that of one tenant takes none of the others'. Messages of one session are handled one at a time here, also while a
 * tenant that moves has the same ones in two. `share`: of a part that is divided, whose subscriptions.
 *
 * @example
 * receiveAll("order-commands", "execution", consume("orders", carry), { concurrency: 32 })
 */
export const receiveAll = <R>(
  topic: Topic,
  part: string,
  handle: (message: Delivery) => Effect.Effect<void, unknown, R>,
  places?: Places,
  share: Share = wholeShare
): Effect.Effect<never, BusUnavailable, R | Bus> =>
  Effect.flatMap(Bus, (bus) => {
    const [first, ...others] = bus.subscriptions.filter(
      (each) => each.topic === topic && each.part === part && isSame(each.share ?? wholeShare, share)
    )
    // The bus refuses a part that there is nothing for.
    const { subscription } = first ?? { subscription: part }
    if (others.length === 0) return bus.receive({ topic, subscription }, handle, places)
    const turns = new OneByOne()
    const inTurn = (message: Delivery) => {
      const handled = Effect.suspend(() => handle(message))
      return message.sessionId === undefined ? handled : turns.take(message.sessionId, handled)
    }
    const all = [subscription, ...others.map((each) => each.subscription)]
    return Effect.raceAllFirst(all.map((each) => bus.receive({ topic, subscription: each }, inTurn, places)))
  })
