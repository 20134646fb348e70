import { Cause, Clock, Deferred, Effect, Exit, Semaphore } from "effect"
import type { ClientOrderId } from "@tradetower/domain/ids"
import type { Symbol } from "@tradetower/domain/market"
import { type ExchangeUnavailable, OutcomeUnknown } from "../exchange.ts"
import { ANSWER_WITHIN, isDisk, pauseAfter } from "../patience.ts"
import type { GuardedAccount } from "../risk/gate.ts"

/** Cancels on their way at the same time, for one account. */
const AT_ONCE = 16
/** A throttled cancel is sent again after this, then after twice as long, or as late as the exchange asks for, ms. */
const AGAIN_AFTER = 50
const LONGEST_PAUSE = 1_000
/** An order asked for lately is not asked for again meanwhile, ms: its end is on the way. */
const REMEMBERED = 10_000

/** An order to be taken back. */
export interface Resting {
  readonly symbol: Symbol
  readonly clientOrderId: ClientOrderId
  readonly exchangeOrderId?: string
}

/** Keeps since when (ms) no answer came to that an order be taken back; `undefined`: one came. */
export type NoteUnanswered = (id: ClientOrderId, since: number | undefined) => Effect.Effect<void>

/**
 * Takes orders of one account back as fast as the exchange lets us: side by side, each asked for once however many want
 * it gone, again as long as the exchange turns it away. While it throttles, orders that would enter wait behind.
 */
export class Cancels {
  readonly #account: GuardedAccount
  readonly #note: NoteUnanswered
  readonly #slots = Semaphore.makeUnsafe(AT_ONCE)
  readonly #asking = new Map<ClientOrderId, Deferred.Deferred<boolean, ExchangeUnavailable>>()
  readonly #asked = new Map<ClientOrderId, number>()
  #throttled = 0
  #quiet: Deferred.Deferred<void> | undefined

  constructor(account: GuardedAccount, note: NoteUnanswered = () => Effect.void) {
    this.#account = account
    this.#note = note
  }

  /** Succeeds once the exchange was asked; fails when it refuses for good, or our own disk does. */
  ask(order: Resting): Effect.Effect<void, ExchangeUnavailable> {
    return Effect.suspend(() => {
      const id = order.clientOrderId
      const asking = this.#asking.get(id)
      if (asking !== undefined)
        return Effect.flatMap(Deferred.await(asking), (asked) => (asked ? Effect.void : this.ask(order)))
      return Effect.flatMap(Clock.currentTimeMillis, (now) => {
        if (now - (this.#asked.get(id) ?? -Infinity) < REMEMBERED) return Effect.void
        const done = Deferred.makeUnsafe<boolean, ExchangeUnavailable>()
        this.#asking.set(id, done)
        return this.#slots
          .withPermits(1)(this.#send(order))
          .pipe(
            Effect.onExit((exit) => {
              this.#asking.delete(id)
              if (exit._tag === "Success") this.#remember(id, now)
              // Whoever asked may have gone away: then the next one does.
              const failed = exit._tag === "Failure" && !Cause.hasInterruptsOnly(exit.cause)
              Deferred.doneUnsafe(done, failed ? Exit.failCause(exit.cause) : Effect.succeed(exit._tag === "Success"))
              return Effect.void
            })
          )
      })
    })
  }

  /** Takes many back: in as few requests as the exchange offers, one by one where that fails or is not offered. */
  askAll(orders: ReadonlyArray<Resting>): Effect.Effect<void> {
    const oneByOne = Effect.forEach(
      orders,
      (order) =>
        Effect.catch(this.ask(order), (error) =>
          Effect.logWarning(`order ${order.clientOrderId} could not be cancelled`, error)
        ),
      { concurrency: "unbounded", discard: true }
    )
    const { cancelAll } = this.#account
    if (cancelAll === undefined || orders.length < 2) return oneByOne
    return Effect.flatMap(Clock.currentTimeMillis, (now) =>
      cancelAll(orders).pipe(
        Effect.timeoutOrElse({ duration: ANSWER_WITHIN, orElse: () => Effect.fail(noAnswer) }),
        Effect.matchEffect({
          onFailure: (error) =>
            Effect.andThen(Effect.logWarning("orders could not be cancelled all at once: one by one", error), oneByOne),
          onSuccess: () => Effect.sync(() => orders.forEach(({ clientOrderId }) => this.#remember(clientOrderId, now)))
        })
      )
    )
  }

  /** Waits while the exchange turns cancels away: what it lets through is needed for them. */
  get quiet(): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (this.#throttled === 0) return Effect.void
      this.#quiet ??= Deferred.makeUnsafe<void>()
      return Deferred.await(this.#quiet)
    })
  }

  #send(order: Resting): Effect.Effect<void, ExchangeUnavailable> {
    let throttled = false
    let unanswered = false
    /** Its trader sees that it is not known whether the order still rests. */
    const tell = (error: ExchangeUnavailable | OutcomeUnknown) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        if (error._tag !== "OutcomeUnknown" || unanswered) return Effect.void
        unanswered = true
        return this.#note(order.clientOrderId, now)
      })
    let pause = AGAIN_AFTER
    const attempt: Effect.Effect<void, ExchangeUnavailable> = Effect.suspend(() =>
      this.#account
        .cancel(order.symbol, order)
        .pipe(Effect.timeoutOrElse({ duration: ANSWER_WITHIN, orElse: () => Effect.fail(noAnswer) }))
    ).pipe(
      Effect.catch((error) => {
        if (error._tag === "ExchangeUnavailable" && (!error.retryable || isDisk(error))) return Effect.fail(error)
        if (!throttled) {
          throttled = true
          this.#throttled++
        }
        const wait = error._tag === "ExchangeUnavailable" ? pauseAfter(error, pause) : pause
        pause = Math.min(2 * pause, LONGEST_PAUSE)
        return Effect.andThen(tell(error), Effect.andThen(Effect.sleep(wait), attempt))
      })
    )
    return Effect.ensuring(
      Effect.andThen(attempt, this.#note(order.clientOrderId, undefined)),
      Effect.sync(() => {
        if (!throttled || --this.#throttled > 0) return
        const waiting = this.#quiet
        this.#quiet = undefined
        if (waiting !== undefined) Deferred.doneUnsafe(waiting, Effect.void)
      })
    )
  }

  #remember(id: ClientOrderId, now: number): void {
    this.#asked.set(id, now)
    for (const [old, at] of this.#asked) {
      if (now - at < REMEMBERED) break
      this.#asked.delete(old)
    }
  }
}

const noAnswer = new OutcomeUnknown({ message: "no answer" })
