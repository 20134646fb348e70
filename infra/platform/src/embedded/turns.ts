import { Fifo } from "./fifo.ts"

/**
 * Who is next for a place: tenants in turn, each one's own in the order they came. A tenant takes a place only while
 * more stay free than it has, so that whatever one of them does with its places, the next finds some.
 */
export class Turns<A> {
  readonly #waiting = new Map<string, Fifo<A>>()
  readonly #taken = new Map<string, number>()

  push(tenant: string, item: A): void {
    let own = this.#waiting.get(tenant)
    if (own === undefined) {
      own = new Fifo()
      this.#waiting.set(tenant, own)
    }
    own.push(item)
  }

  /** The next that may take one of so many free places; it counts as its tenant's until `give`. */
  take(free: number): A | undefined {
    if (free <= 0) return undefined
    // Those passed over have a place each, so there are at most as many of them as places.
    for (const [tenant, own] of this.#waiting) {
      const taken = this.#taken.get(tenant) ?? 0
      if (taken >= free) continue
      const item = own.shift()
      this.#waiting.delete(tenant)
      if (own.length > 0) this.#waiting.set(tenant, own)
      this.#taken.set(tenant, taken + 1)
      return item
    }
    return undefined
  }

  /** A place of the tenant's is free again. */
  give(tenant: string): void {
    const left = (this.#taken.get(tenant) ?? 0) - 1
    if (left > 0) this.#taken.set(tenant, left)
    else this.#taken.delete(tenant)
  }
}
