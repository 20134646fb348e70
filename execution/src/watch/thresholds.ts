import { Heap, type Node } from "./heap.ts"

/** A pair of prices, in ticks, at which something wakes; absent: not by a price. */
export interface Bounds {
  readonly above?: number
  readonly below?: number
}

interface Place<A> {
  readonly above: Node<A> | undefined
  readonly below: Node<A> | undefined
}

/**
 * Who waits for which price of one symbol: in order, so that a price costs O(log n) for each it wakes and O(1) when it
 * wakes none. A holder waits once: setting it again replaces what it waited for.
 */
export class Thresholds<A> {
  readonly #above = new Heap<A>()
  /** Keys are negated: the highest price is first. */
  readonly #below = new Heap<A>()
  readonly #places = new Map<A, Place<A>>()

  get size(): number {
    return this.#places.size
  }

  set(holder: A, bounds: Bounds): void {
    this.delete(holder)
    if (bounds.above === undefined && bounds.below === undefined) return
    this.#places.set(holder, {
      above: bounds.above === undefined ? undefined : this.#above.add(bounds.above, holder),
      below: bounds.below === undefined ? undefined : this.#below.add(-bounds.below, holder)
    })
  }

  delete(holder: A): void {
    const place = this.#places.get(holder)
    if (place === undefined) return
    this.#places.delete(holder)
    if (place.above !== undefined) this.#above.remove(place.above)
    if (place.below !== undefined) this.#below.remove(place.below)
  }

  /** Takes out and returns everyone whose price this is: `price >= above` or `price <= below`. */
  take(price: number): ReadonlyArray<A> {
    let woken: Array<A> | undefined
    for (;;) {
      const above = this.#above.peek()
      const below = this.#below.peek()
      const met =
        above !== undefined && price >= above.key
          ? above
          : below !== undefined && price <= -below.key
            ? below
            : undefined
      if (met === undefined) return woken ?? []
      this.delete(met.value)
      woken ??= []
      woken.push(met.value)
    }
  }
}

/** Whether a price wakes. */
export const meets = (bounds: Bounds, price: number): boolean =>
  (bounds.above !== undefined && price >= bounds.above) || (bounds.below !== undefined && price <= bounds.below)
