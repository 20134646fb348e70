import { Effect, Fiber, Semaphore } from "effect"
import type { Account } from "@tradetower/domain/exchange"
import type { StoreUnavailable } from "@tradetower/platform"
import { type AccountReport, type ExchangeAccount, ExchangeUnavailable } from "../../exchange.ts"
import { inBackground } from "../../patience.ts"
import { Announcements } from "./announcements.ts"
import type { KeptAccount } from "./journal.ts"

/** How long what comes after a report waits for it to be heard. */
const HEARD_WITHIN = "1 second"

/** An account whose book can't be read or written is not there. */
export const bookUnavailable = ({ disk, message, retryable }: StoreUnavailable): ExchangeUnavailable =>
  new ExchangeUnavailable({ message, retryable, ...(disk !== undefined && { disk }) })

/**
 * A paper account in use: what happens to it is written first and told then, in the order in which it happened. Its
 * writing is its own: whoever waits for it may go away, and nobody else waits.
 */
export class Holder {
  readonly account: Account
  readonly #kept: KeptAccount
  readonly #announcements = new Announcements()
  readonly #turn = Semaphore.makeUnsafe(1)
  #untold: Array<AccountReport> = []
  #settling = 0
  #goesOn = false
  #stopped: ExchangeUnavailable | undefined

  constructor(kept: KeptAccount) {
    this.account = kept.account
    this.#kept = kept
  }

  get reports(): ExchangeAccount["reports"] {
    return this.#announcements.stream
  }

  /**
   * Why nothing happens to the account any more: its book was refused for good. What was answered and told is in the
   * book; what only happened in memory since then has not happened, and does once it is read anew.
   */
  get stopped(): ExchangeUnavailable | undefined {
    return this.#stopped
  }

  /** To be told once it is written. */
  tell(report: AccountReport): void {
    this.#untold.push(report)
  }

  /**
   * Ends once everything that happened so far is written and told. A failure that is retryable says that it is not yet:
   * it is written as soon as it can be, whether anybody asks or not.
   */
  readonly settled: Effect.Effect<void, ExchangeUnavailable> = Effect.suspend(() => {
    if (this.#stopped !== undefined) return Effect.fail(this.#stopped)
    if (this.#settling === 0 && !this.#kept.unsaved()) return Effect.void
    this.#settling++
    return Effect.flatMap(Effect.forkDetach(Effect.ensuring(this.#settle, this.#settledOne)), Fiber.join)
  })

  readonly #settledOne = Effect.sync(() => void this.#settling--)

  readonly #settle = Effect.suspend((): Effect.Effect<void, ExchangeUnavailable> => {
    if (this.#stopped !== undefined) return Effect.fail(this.#stopped)
    const told = this.#untold
    this.#untold = []
    return this.#kept.save.pipe(
      Effect.map(() => this.#announcements.say(told)),
      Effect.mapError((error) => {
        if (!error.retryable) return this.#stop(error.message)
        this.#untold = [...told, ...this.#untold]
        return bookUnavailable(error)
      })
    )
  }).pipe(
    this.#turn.withPermits(1),
    Effect.tap(() => Effect.forkDetach(this.#kept.fold)),
    Effect.tapError(({ retryable }) => (retryable ? this.#goOn : Effect.void))
  )

  /** Settles once that is possible again, also when nobody asks. */
  readonly #goOn: Effect.Effect<void> = Effect.suspend(() => {
    if (this.#goesOn) return Effect.void
    this.#goesOn = true
    const settling = inBackground("writing the paper exchange's book", this.#settle)
    return Effect.asVoid(
      Effect.forkDetach(
        Effect.ensuring(
          settling,
          Effect.sync(() => (this.#goesOn = false))
        )
      )
    )
  })

  /** Takes its book away; nothing happens to it any more. */
  readonly forget: Effect.Effect<void, ExchangeUnavailable> = Effect.suspend(() => {
    this.#stopped = new ExchangeUnavailable({ message: "the account was removed", retryable: false })
    this.#announcements.end(this.#stopped)
    return this.#kept.erase
  }).pipe(Effect.mapError(bookUnavailable))

  /** What this account's bots have not heard yet, when there is any: a price that wakes them comes after it. */
  get unheard(): Effect.Effect<void> | undefined {
    const { heard } = this.#announcements
    if (this.#settling === 0 && this.#untold.length === 0) return heard === undefined ? undefined : soon(heard)
    return soon(
      Effect.andThen(
        Effect.ignore(this.settled),
        Effect.suspend(() => this.#announcements.heard ?? Effect.void)
      )
    )
  }

  #stop(why: string): ExchangeUnavailable {
    const stopped = new ExchangeUnavailable({
      message: `the paper account's book can't be written (${why}): it stands still, nothing of it is lost; start TradingTower again`,
      retryable: false
    })
    this.#stopped = stopped
    this.#announcements.end(stopped)
    return stopped
  }
}

const soon = (heard: Effect.Effect<void>): Effect.Effect<void> =>
  Effect.asVoid(Effect.timeoutOption(heard, HEARD_WITHIN))
