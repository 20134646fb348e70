import { Deferred, Effect, Fiber, Semaphore, Stream } from "effect"
import type { Account } from "@tradetower/domain/exchange"
import type { StoreUnavailable } from "@tradetower/platform"
import { type AccountReport, type ExchangeAccount, ExchangeUnavailable, OutcomeUnknown } from "../../exchange.ts"
import { inBackground, isDisk, untilItWorks } from "../../patience.ts"
import { Announcements } from "./announcements.ts"
import { Overtaken } from "./book-documents.ts"
import type { KeptAccount } from "./journal.ts"

/** How long what comes after a report waits for it to be heard. */
const HEARD_WITHIN = "1 second"

/** An account whose book can't be read or written is not there. */
export const bookUnavailable = ({ disk, message, retryable }: StoreUnavailable): ExchangeUnavailable =>
  new ExchangeUnavailable({ message, retryable, ...(disk !== undefined && { disk }) })

/**
 * What becomes of an order that is in the account when it can't be written is not known: it may be written yet, or may
 * have been before another process was. Where the disk is in the way the order is looked up in any case.
 */
export const unanswered = (error: ExchangeUnavailable): ExchangeUnavailable | OutcomeUnknown =>
  error.retryable && !isDisk(error) ? new OutcomeUnknown({ message: error.message }) : error

const writtenElsewhere = (): ExchangeUnavailable =>
  new ExchangeUnavailable({ message: `${new Overtaken().message}: it is read anew`, retryable: true })

/** How an account's book is read anew, and how it catches up with the market then. */
interface Anew {
  readonly open: Effect.Effect<KeptAccount, StoreUnavailable>
  readonly begin: (holder: Holder) => Effect.Effect<void, ExchangeUnavailable>
}

/**
 * A paper account in use: what happens to it is written first and told then, in the order in which it happened. Its
 * writing is its own: whoever waits for it may go away, and nobody else waits. Where another process wrote its book
 * meanwhile, what was not written here has not happened, and the account goes on from the book as it is (EXEC-38).
 */
export class Holder {
  #kept: KeptAccount
  readonly #anew: Anew
  readonly #announcements = new Announcements()
  readonly #turn = Semaphore.makeUnsafe(1)
  #untold: Array<AccountReport> = []
  #settling = 0
  #goesOn = false
  #stopped: ExchangeUnavailable | undefined
  /** While the book is read anew: done then. */
  #reading: Deferred.Deferred<void> | undefined

  constructor(kept: KeptAccount, anew: Anew) {
    this.#kept = kept
    this.#anew = anew
  }

  /** Another one after its book was read anew. */
  get account(): Account {
    return this.#kept.account
  }

  get reports(): ExchangeAccount["reports"] {
    return Stream.unwrap(
      Effect.suspend(() =>
        Effect.as(this.#reading === undefined ? Effect.void : Deferred.await(this.#reading), this.#announcements.stream)
      )
    )
  }

  /**
   * Why nothing happens to the account: its book was refused for good, or, where it is retryable, is being read anew. What
   * was answered and told is in the book; what only happened in memory since then has not happened, and does once it is
   * read anew.
   */
  get stopped(): ExchangeUnavailable | undefined {
    return this.#stopped
  }

  /** To be told once it is written. */
  tell(report: AccountReport): void {
    if (this.#stopped === undefined) this.#untold.push(report)
  }

  /**
   * Ends once everything that happened so far to the account, as it is now, is written and told. A failure that is
   * retryable says that it is not yet: it is written as soon as it can be, whether anybody asks or not, unless another
   * process wrote first.
   */
  get settled(): Effect.Effect<void, ExchangeUnavailable> {
    const kept = this.#kept
    return Effect.suspend(() => {
      if (this.#stopped !== undefined) return Effect.fail(this.#stopped)
      if (this.#settling === 0 && kept === this.#kept && !kept.unsaved()) return Effect.void
      this.#settling++
      return Effect.flatMap(Effect.forkDetach(Effect.ensuring(this.#settle(kept), this.#settledOne)), Fiber.join)
    })
  }

  /** What the account says of itself, once all that says is written. */
  answer<A>(read: (account: Account) => A): Effect.Effect<A, ExchangeUnavailable> {
    return Effect.suspend(() =>
      Effect.flatMap(this.settled, () =>
        this.#stopped === undefined && !this.#kept.unsaved() ? Effect.succeed(read(this.account)) : this.answer(read)
      )
    )
  }

  /** The same, once nobody else is known to have written meanwhile: for what others rely on not being there. */
  surely<A>(read: (account: Account) => A): Effect.Effect<A, ExchangeUnavailable> {
    return Effect.flatMap(
      this.answer((account) => ({ kept: this.#kept, answer: read(account) })),
      ({ answer, kept }) =>
        kept.current.pipe(
          Effect.catchTags({
            Overtaken: () => this.#overtaken(kept),
            StoreUnavailable: (error) => Effect.fail(bookUnavailable(error))
          }),
          Effect.as(answer)
        )
    )
  }

  readonly #settledOne = Effect.sync(() => void this.#settling--)

  #settle(kept: KeptAccount): Effect.Effect<void, ExchangeUnavailable> {
    return Effect.suspend((): Effect.Effect<void, ExchangeUnavailable> => {
      if (this.#stopped !== undefined) return Effect.fail(this.#stopped)
      if (kept !== this.#kept) return Effect.fail(writtenElsewhere())
      const told = this.#untold
      this.#untold = []
      return kept.save.pipe(
        Effect.map(() => this.#announcements.say(told)),
        Effect.catchTags({
          Overtaken: () => this.#overtaken(kept),
          StoreUnavailable: (error) => {
            if (!error.retryable) return Effect.fail(this.#stop(error.message))
            this.#untold = [...told, ...this.#untold]
            return Effect.andThen(this.#goOn, Effect.fail(bookUnavailable(error)))
          }
        })
      )
    }).pipe(
      this.#turn.withPermits(1),
      Effect.tap(() => Effect.forkDetach(Effect.catch(kept.fold, () => Effect.ignore(this.#overtaken(kept)))))
    )
  }

  /** Settles once that is possible again, also when nobody asks. */
  readonly #goOn: Effect.Effect<void> = Effect.suspend(() => {
    if (this.#goesOn) return Effect.void
    this.#goesOn = true
    const settling = inBackground(
      "writing the paper exchange's book",
      Effect.suspend(() => this.#settle(this.#kept))
    )
    return Effect.asVoid(
      Effect.forkDetach(
        Effect.ensuring(
          settling,
          Effect.sync(() => (this.#goesOn = false))
        )
      )
    )
  })

  /** Throws away what was not written, and reads the book anew. */
  #overtaken(kept: KeptAccount): Effect.Effect<never, ExchangeUnavailable> {
    return Effect.suspend(() => {
      const why = writtenElsewhere()
      if (kept !== this.#kept || this.#stopped !== undefined) return Effect.fail(this.#stopped ?? why)
      const reading = Deferred.makeUnsafe<void>()
      this.#stopped = why
      this.#reading = reading
      this.#untold = []
      this.#announcements.interrupt(why)
      const anew = untilItWorks("reading a paper account's book anew", this.#anew.open).pipe(
        Effect.flatMap((next) => {
          if (this.#stopped !== why) return Effect.void
          this.#kept = next
          this.#stopped = undefined
          return Effect.ignore(this.#anew.begin(this))
        }),
        Effect.catch(({ message }) => Effect.sync(() => this.#stopped === why && void this.#stop(message))),
        Effect.ensuring(
          Effect.suspend(() => {
            this.#reading = undefined
            return Deferred.succeed(reading, undefined)
          })
        )
      )
      return Effect.andThen(Effect.forkDetach(anew), Effect.fail(why))
    })
  }

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
