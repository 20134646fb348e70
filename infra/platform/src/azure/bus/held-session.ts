import { Deferred, Effect } from "effect"
import type { ServiceBusSessionReceiver } from "@azure/service-bus"

/** What a session waits for, or that its message is being handled. */
type Doing = "IDLE" | "WAITING" | "HANDLING" | "PAUSING"

/** A session that is ours until we leave it to somebody else, or lose it. */
export class HeldSession {
  readonly receiver: ServiceBusSessionReceiver
  doing: Doing = "IDLE"
  /** Since when, ms of the process. */
  since = performance.now()
  /** Whose its message is. */
  tenant = ""
  readonly #lockMs: number
  /** Until when it is surely ours, ms of the process. */
  #ours: number
  #renewAt: number
  readonly #lost = Deferred.makeUnsafe<void>()
  readonly #leave = Deferred.makeUnsafe<void>()

  /** `lockMs`: how long its lock holds at the most. */
  constructor(receiver: ServiceBusSessionReceiver, lockMs: number) {
    this.receiver = receiver
    // By the service's clock, which is not ours: past already, ours is wrong.
    const leftMs = receiver.sessionLockedUntilUtc.getTime() - Date.now()
    this.#lockMs = leftMs > 0 ? Math.min(leftMs, lockMs) : lockMs
    this.#ours = this.since + this.#lockMs
    this.#renewAt = this.since + this.#lockMs / 2
  }

  begin(doing: Doing): void {
    this.doing = doing
    this.since = performance.now()
  }

  /** Waits for something, or answers undefined once the session is left. */
  whileOurs<A, E, R>(doing: Doing, effect: Effect.Effect<A, E, R>): Effect.Effect<A | undefined, E, R> {
    return Effect.suspend(() => {
      this.begin(doing)
      return Effect.raceFirst(effect, Effect.as(Deferred.await(this.#leave), undefined))
    })
  }

  /** Ends what it waits for: another session is to have its turn. */
  leave(): void {
    Deferred.doneUnsafe(this.#leave, Effect.void)
  }

  get leaving(): boolean {
    return Deferred.isDoneUnsafe(this.#leave)
  }

  /** It is somebody's anew. */
  lose(): void {
    Deferred.doneUnsafe(this.#lost, Effect.void)
  }

  /** Answers when it is no longer ours. */
  get lost(): Effect.Effect<void> {
    return Deferred.await(this.#lost)
  }

  /** Notices that it is lost, or answers what renews its lock, if that is due. Asked now and then. */
  watch(now: number): Effect.Effect<void> | undefined {
    if (this.receiver.isClosed || now >= this.#ours) this.lose()
    if (now < this.#renewAt) return undefined
    // Refused, or not answered: there is time for some more.
    this.#renewAt = now + this.#lockMs / 20
    return Effect.tryPromise(() => this.receiver.renewSessionLock()).pipe(
      Effect.andThen(
        Effect.sync(() => {
          this.#ours = now + this.#lockMs
          this.#renewAt = now + this.#lockMs / 2
        })
      ),
      Effect.ignore
    )
  }
}
