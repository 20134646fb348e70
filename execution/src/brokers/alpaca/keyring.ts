import { Effect, type Scope } from "effect"
import type { Environment } from "@tradetower/domain/connection"
import { ExchangeUnavailable } from "../../unavailable.ts"
import { type AlpacaKey, nameOf } from "./key.ts"

/** A key that an account of here is open with. */
export interface OpenKey {
  readonly key: AlpacaKey
  readonly environment: Environment
}

const noAccount = new ExchangeUnavailable({
  message: "Alpaca tells its prices to its customers: add an account there on the page Connections first",
  retryable: true,
  needsUser: true
})

/** The keys that accounts are open with: prices are asked for with one of them, since Alpaca tells them to nobody else. */
export class Keyring {
  readonly #open = new Map<string, OpenKey & { count: number }>()

  /** Prices may be asked for with it until the scope closes. */
  use(open: OpenKey): Effect.Effect<void, never, Scope.Scope> {
    const name = nameOf(open.key)
    return Effect.acquireRelease(
      Effect.sync(() => {
        const known = this.#open.get(name) ?? { ...open, count: 0 }
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
  blame({ key }: OpenKey): void {
    const name = nameOf(key)
    const known = this.#open.get(name)
    if (known === undefined) return
    this.#open.delete(name)
    this.#open.set(name, known)
  }

  /** One of them, the same while its account is open. */
  readonly any: Effect.Effect<OpenKey, ExchangeUnavailable> = Effect.suspend(() => {
    const [first] = this.#open.values()
    return first === undefined ? Effect.fail(noAccount) : Effect.succeed(first)
  })
}
