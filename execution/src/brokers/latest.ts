import { OldestOut } from "@tradetower/domain/oldest-out"

/** The latest so many of what was seen, told of or passed over: each counts once. */
export class Latest<A> {
  readonly #seen: OldestOut<A, true>

  constructor(most: number) {
    this.#seen = new OldestOut(most)
  }

  has(one: A): boolean {
    return this.#seen.get(one) !== undefined
  }

  /** Whether it was not among them; it is from here on. */
  isNew(one: A): boolean {
    if (this.has(one)) return false
    this.#seen.set(one, true)
    return true
  }
}
