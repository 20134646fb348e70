import { Fifo } from "./fifo.ts"

/**
 * Who is next for a place: tenants in turn, each one's own in the order they came. A tenant takes a place only while
 * more stay free than it has, so that whatever one of them does with its places, the next finds some; and where each
 * has places of its own beside those that are shared, it finds them however many others keep theirs.
 */
export class Turns<A> {
  readonly #places: () => number
  readonly #own: () => number
  readonly #waiting = new Map<string, Fifo<A>>()
  readonly #taken = new Map<string, number>()

  /** `places` that are shared, and how many each tenant has beside them for its own; both may change. */
  constructor(places: () => number, own: () => number = () => 0) {
    this.#places = places
    this.#own = own
  }

  push(tenant: string, item: A): void {
    let own = this.#waiting.get(tenant)
    if (own === undefined) {
      own = new Fifo()
      this.#waiting.set(tenant, own)
    }
    own.push(item)
  }

  /** How many of a tenant's wait. */
  waiting(tenant: string): number {
    return this.#waiting.get(tenant)?.length ?? 0
  }

  /** The next that may take a place; it counts as its tenant's until `give`. */
  take(): A | undefined {
    const own = this.#own()
    let free = this.#places()
    for (const taken of this.#taken.values()) free -= Math.max(0, taken - own)
    if (free <= 0 && own === 0) return undefined
    // Those passed over have a place each, so there are at most as many of them as places.
    for (const [tenant, items] of this.#waiting) {
      const taken = this.#taken.get(tenant) ?? 0
      if (taken >= own && taken - own >= free) continue
      const item = items.shift()
      this.#waiting.delete(tenant)
      if (items.length > 0) this.#waiting.set(tenant, items)
      this.#taken.set(tenant, taken + 1)
      return item
    }
    return undefined
  }

  /** A place of the tenant's is free again; whoever else waits is next. */
  give(tenant: string): void {
    const left = (this.#taken.get(tenant) ?? 0) - 1
    if (left > 0) this.#taken.set(tenant, left)
    else this.#taken.delete(tenant)
    const items = this.#waiting.get(tenant)
    if (items === undefined) return
    this.#waiting.delete(tenant)
    this.#waiting.set(tenant, items)
  }
}
