import { Context } from "effect"
import type { ClientOrderId } from "@tradetower/domain/ids"
import { isOurs } from "@tradetower/domain/order"

/**
 * How long an order that takes at once may be silent before it is asked for, ms, and any other one; and how often an
 * account is asked whether it still takes its key, where its stream doesn't tell.
 */
export const SilencePatience = Context.Reference<{
  readonly atOnce: number
  readonly resting: number
  readonly key: number
}>("@tradetower/execution/SilencePatience", {
  defaultValue: () => ({ atOnce: 5_000, resting: 60_000, key: 30_000 })
})

/** An order by both its ids. */
export interface Named {
  readonly clientOrderId: ClientOrderId
  readonly exchangeOrderId: string
}

interface Waiting {
  readonly exchangeOrderId: string
  askAt: number
}

/**
 * Orders of which more is to be heard: events get lost while the stream lives, and cancels are taken that end nothing. Of
 * those that were silent too long is asked.
 */
export class Awaited {
  readonly #orders = new Map<ClientOrderId, Waiting>()
  readonly #patience: Pick<(typeof SilencePatience)["Service"], "atOnce" | "resting">

  constructor(patience: Pick<(typeof SilencePatience)["Service"], "atOnce" | "resting">) {
    this.#patience = patience
  }

  /**
   * One was placed, something was heard of it, or it was found: of ours the rest is waited for from now on. `takesAtOnce`: it
   * fills at once, or not at all.
   */
  heardOf({ clientOrderId, exchangeOrderId }: Named, takesAtOnce: boolean, now: number): void {
    if (!isOurs(clientOrderId)) return
    const { atOnce, resting } = this.#patience
    this.#orders.set(clientOrderId, { exchangeOrderId, askAt: now + (takesAtOnce ? atOnce : resting) })
  }

  /** It was asked of: the rest is waited for from now on. */
  goesOn(id: ClientOrderId, now: number): void {
    const waiting = this.#orders.get(id)
    if (waiting !== undefined) waiting.askAt = now + this.#patience.resting
  }

  /** Its end is known and its trades are not listed yet, or what became of it has to be asked at once. */
  soon(id: ClientOrderId, now: number, pause = this.#patience.atOnce): void {
    const waiting = this.#orders.get(id)
    if (waiting !== undefined) waiting.askAt = now + pause
  }

  ended(id: ClientOrderId): void {
    this.#orders.delete(id)
  }

  clear(): void {
    this.#orders.clear()
  }

  /** Those that were silent too long. */
  due(now: number): ReadonlyArray<Named> {
    return [...this.#orders].flatMap(([clientOrderId, { askAt, exchangeOrderId }]) =>
      askAt <= now ? [{ clientOrderId, exchangeOrderId }] : []
    )
  }
}
