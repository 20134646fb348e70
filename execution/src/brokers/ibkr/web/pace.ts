import { Clock, Context, Effect, Semaphore } from "effect"
import { asksForFewer, inTurn } from "../../../in-turn.ts"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import type { Urgency } from "../../../wire/request-pace.ts"
import { RequestWindow, type Window } from "../../../wire/request-window.ts"

/** What has a limit of its own: all but candles beside that of all other requests, of which they are left out. */
export type Slot = "orders" | "trades" | "accounts" | "history" | "tickle"

/** Whose turn it is. */
export interface Turn {
  readonly urgency: Urgency
  readonly slot?: Slot | undefined
  readonly patience?: number | undefined
}

/** How many requests there may be. */
export interface Limits {
  /** Of those without a limit of their own, and of candles. */
  readonly all: Window
  readonly candles: Window
  /** How long after one the next may come, ms. */
  readonly each: Readonly<Record<Exclude<Slot, "history">, number>>
  /** Too many: everything that comes from here is shut out for so long, ms. */
  readonly ban: number
  /** A turn further away is not waited for, ms: whoever asks has more to do. */
  readonly patience: number
}

/**
 * As published in September 2026, with some room: ten requests a second in all, of which four have limits of their own.
 * https://www.interactivebrokers.com/campus/ibkr-api-page/web-api-trading/ (pacing limitations).
 */
export const publishedLimits: Limits = {
  all: { requests: 6, within: 1_100, kept: 3 },
  candles: { requests: 45, within: 60_000, kept: 0 },
  each: { orders: 5_100, trades: 5_100, accounts: 5_100, tickle: 1_100 },
  ban: 900_000,
  patience: 11_000
}

const NAME = "Interactive Brokers"

/** A limit of its own, whose requests wait for each other. */
interface Lane {
  readonly window: RequestWindow
  readonly within: number
  readonly one: Semaphore.Semaphore
  waiting: number
}

/**
 * The pace of all accounts of a process: who asks too often is shut out by address, and with it every tenant. Each
 * limit is kept by all of them together.
 */
export class IbkrPace {
  readonly #limits: Limits
  readonly #all: RequestWindow
  readonly #candles: RequestWindow
  readonly #lanes: ReadonlyMap<Slot, Lane>

  constructor(limits: Limits = publishedLimits) {
    this.#limits = limits
    this.#all = new RequestWindow(limits.all)
    this.#candles = new RequestWindow(limits.candles)
    this.#lanes = new Map(
      (Object.keys(limits.each) as ReadonlyArray<Exclude<Slot, "history">>).map((slot) => [
        slot,
        {
          window: new RequestWindow({ requests: 1, within: limits.each[slot], kept: 0 }),
          within: limits.each[slot],
          one: Semaphore.makeUnsafe(1),
          waiting: 0
        }
      ])
    )
  }

  /** Asks in its turn; `patience`: a turn further away than this is none, ms. */
  asked<A, E, R>(
    { patience = this.#limits.patience, slot, urgency }: Turn,
    request: Effect.Effect<A, E, R>
  ): Effect.Effect<A, E | ExchangeUnavailable, R> {
    const turn = (pace: RequestWindow) => inTurn({ name: NAME, pace, patience }, urgency)
    const lane = slot === undefined || slot === "history" ? undefined : this.#lanes.get(slot)
    // The last wait is the one that counts: a turn of one limit would be none any more after a wait for another.
    if (lane === undefined)
      return Effect.andThen(
        Effect.forEach(slot === "history" ? [this.#candles, this.#all] : [this.#all], turn, { discard: true }),
        request
      )
    const { one, window, within } = lane
    return Effect.suspend(() => {
      if (lane.waiting * within > patience) return Effect.fail(asksForFewer(NAME, lane.waiting * within))
      lane.waiting++
      return one
        .withPermits(1)(
          Effect.andThen(turn(window), request).pipe(
            // When it came there is known only once it was answered: what is next comes that much later.
            Effect.ensuring(Effect.map(Clock.currentTimeMillis, (now) => window.rest(now, within)))
          )
        )
        .pipe(Effect.ensuring(Effect.sync(() => lane.waiting--)))
    })
  }

  /** Until when nobody asks anything, ms. */
  get restsUntil(): number {
    return this.#all.restsUntil
  }

  /** It was too much: nobody asks anything for as long as everybody is shut out. */
  readonly banned: Effect.Effect<never, ExchangeUnavailable> = Effect.suspend(() => {
    const { ban } = this.#limits
    return Effect.flatMap(Clock.currentTimeMillis, (now) => {
      for (const pace of [this.#all, this.#candles, ...[...this.#lanes.values()].map(({ window }) => window)])
        pace.rest(now, ban)
      return Effect.andThen(
        Effect.logError(`${NAME} shuts this machine out for ${Math.round(ban / 60_000)} minutes: too many requests`),
        Effect.fail(asksForFewer(NAME, ban))
      )
    })
  })
}

/** One for the process. */
export const Pace = Context.Reference<IbkrPace>("@tradetower/execution/IbkrPace", {
  defaultValue: () => new IbkrPace()
})
