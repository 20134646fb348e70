import { fine } from "@tradetower/domain/number"
import type { Need } from "@tradetower/domain/risk"
import type { Balance } from "../exchange.ts"

/**
 * What an account holds, as the exchange last told it, less what was let through since, with what trades brought in since.
 * An order that this covers needs no question; one that it doesn't is decided on a fresh answer of the exchange (RISK-11).
 * Units of `10^-18`.
 */
export class AccountFunds {
  /** When it was last told, market time. */
  #told: number | undefined
  readonly #free = new Map<string, bigint>()
  readonly #total = new Map<string, bigint>()

  /** Takes in the exchange's own answer. */
  tell(balances: ReadonlyArray<Balance>, now: number): void {
    this.#told = now
    this.#free.clear()
    this.#total.clear()
    for (const { asset, available, total } of balances) {
      this.#free.set(asset, fine(available))
      this.#total.set(asset, fine(total))
    }
  }

  covers({ amount, asset }: Need): boolean {
    return this.#told !== undefined && this.free(asset) >= amount
  }

  /** An order that needs this was let through. */
  tie({ amount, asset }: Need): void {
    this.#free.set(asset, this.free(asset) - amount)
  }

  /** A trade brought this in at that moment: one of before what was told is in that. */
  gain({ amount, asset }: Need, at: number): void {
    if (this.#told !== undefined && at > this.#told) this.#free.set(asset, this.free(asset) + amount)
  }

  free(asset: string): bigint {
    return this.#free.get(asset) ?? 0n
  }

  /** Everything held, asset by asset. */
  get totals(): ReadonlyMap<string, bigint> {
    return this.#total
  }
}
