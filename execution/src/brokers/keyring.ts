import { Effect, type Scope } from "effect"
import { ExchangeUnavailable } from "../unavailable.ts"

/**
 * The keys that accounts are open with: prices are asked for with one of them, where a broker tells them to nobody but its
 * customers. `name` tells two keys apart.
 */
export class Keyring<Key> {
  readonly #open = new Map<string, { readonly key: Key; count: number }>()
  readonly #nameOf: (key: Key) => string
  readonly #noAccount: ExchangeUnavailable

  constructor(broker: string, nameOf: (key: Key) => string) {
    this.#nameOf = nameOf
    this.#noAccount = new ExchangeUnavailable({
      message: `${broker} tells its prices to its customers: add an account there on the page Connections first`,
      retryable: true,
      needsUser: true
    })
  }

  /** Prices may be asked for with it until the scope closes. */
  use(key: Key): Effect.Effect<void, never, Scope.Scope> {
    const name = this.#nameOf(key)
    return Effect.acquireRelease(
      Effect.sync(() => {
        const known = this.#open.get(name) ?? { key, count: 0 }
        known.count++
        this.#open.set(name, known)
      }),
      () =>
        Effect.sync(() => {
          const known = this.#open.get(name)
          if (known !== undefined && --known.count === 0) this.#open.delete(name)
        })
    )
  }

  /** Prices are not told to this one: another comes first from here on, where there is one. */
  blame(key: Key): void {
    const name = this.#nameOf(key)
    const known = this.#open.get(name)
    if (known === undefined) return
    this.#open.delete(name)
    this.#open.set(name, known)
  }

  /** One of them, the same while its account is open. */
  readonly any: Effect.Effect<Key, ExchangeUnavailable> = Effect.suspend(() => {
    const [first] = this.#open.values()
    return first === undefined ? Effect.fail(this.#noAccount) : Effect.succeed(first.key)
  })
}
