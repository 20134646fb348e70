/** A map of at most so many: whatever is one more puts out the one that was longest neither read nor written. */
export class OldestOut<K, V extends string | number | boolean | object> {
  readonly #most: number
  /** In the order of their last use. */
  readonly #kept = new Map<K, V>()

  constructor(most: number) {
    this.#most = most
  }

  get size(): number {
    return this.#kept.size
  }

  get(key: K): V | undefined {
    const value = this.#kept.get(key)
    if (value !== undefined) this.#use(key, value)
    return value
  }

  /** Reads it without using it: for whoever goes through all of them again and again, which would keep each as recent. */
  peek(key: K): V | undefined {
    return this.#kept.get(key)
  }

  set(key: K, value: V): void {
    this.#use(key, value)
    if (this.#kept.size <= this.#most) return
    const oldest = this.#kept.keys().next()
    if (!oldest.done) this.#kept.delete(oldest.value)
  }

  delete(key: K): void {
    this.#kept.delete(key)
  }

  #use(key: K, value: V): void {
    this.#kept.delete(key)
    this.#kept.set(key, value)
  }
}
