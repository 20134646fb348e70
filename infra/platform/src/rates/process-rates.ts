import { Clock, Effect, Layer } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { RateCounters, type RateLimit } from "../ports/rate-counters.ts"
import { RateWindow } from "./rate-window.ts"

/** Tenants whose counts are remembered, for each limit. */
const REMEMBERED = 20_000
/** How long it is believed what others let pass, where there are others, ms. */
const BELIEVED_MS = 5_000

interface Kept {
  readonly window: RateWindow
  readAt: number
}

/** Counts in this process's memory. */
export class ProcessRates {
  readonly #believedMs: number
  readonly #limits = new Map<string, OldestOut<TenantId, Kept>>()

  /** `others`: what other processes let pass is asked for again every few seconds, not only at first. */
  constructor(others: boolean) {
    this.#believedMs = others ? BELIEVED_MS : Number.POSITIVE_INFINITY
  }

  take<E, R>(
    limit: RateLimit,
    tenantId: TenantId,
    elsewhere: Effect.Effect<ReadonlyArray<number>, E, R>
  ): Effect.Effect<number, E, R> {
    return Effect.gen({ self: this }, function* () {
      const now = yield* Clock.currentTimeMillis
      const known = this.#of(limit).get(tenantId)
      if (known !== undefined && now - known.readAt < this.#believedMs) return known.window.take(now)
      const passed = yield* elsewhere
      // Another of this tenant's may have asked meanwhile; its counts are kept.
      const { window } = this.#keep(limit, tenantId, now)
      window.learn(passed)
      return window.take(now)
    })
  }

  /** Counts one for which there is room elsewhere, too, asking nobody; answers as `take` does. */
  also(limit: RateLimit, tenantId: TenantId, now: number): number {
    const known = this.#of(limit).get(tenantId) ?? this.#keep(limit, tenantId, Number.NEGATIVE_INFINITY)
    return known.window.take(now)
  }

  forget(limit: RateLimit, tenantId: TenantId): void {
    this.#of(limit).delete(tenantId)
  }

  #of({ name }: RateLimit): OldestOut<TenantId, Kept> {
    const known = this.#limits.get(name)
    if (known !== undefined) return known
    const made = new OldestOut<TenantId, Kept>(REMEMBERED)
    this.#limits.set(name, made)
    return made
  }

  #keep(limit: RateLimit, tenantId: TenantId, readAt: number): Kept {
    const kept = this.#of(limit).get(tenantId) ?? { window: new RateWindow(limit), readAt }
    kept.readAt = readAt
    this.#of(limit).set(tenantId, kept)
    return kept
  }
}

/** Each process counts for itself. `others`: there are other processes, so that they are asked after every few seconds. */
export const processRates = ({ others }: { readonly others: boolean }): Layer.Layer<RateCounters> =>
  Layer.sync(RateCounters, () => {
    const rates = new ProcessRates(others)
    return {
      take: (limit, tenantId, elsewhere) => rates.take(limit, tenantId, elsewhere),
      forget: (limit, tenantId) => Effect.sync(() => rates.forget(limit, tenantId))
    }
  })
