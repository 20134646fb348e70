import { Clock, Context, Effect } from "effect"
import { asksForFewer, inTurn } from "../../in-turn.ts"
import type { ExchangeUnavailable } from "../../unavailable.ts"
import type { Urgency } from "../../wire/request-pace.ts"
import { RequestWindow, type Window } from "../../wire/request-window.ts"

/** What has a limit of its own beside that of all requests. */
export type Slot = "orders" | "trades" | "accounts" | "history" | "tickle"

/** How many requests there may be. */
export interface Limits {
  readonly all: Window
  readonly slots: Readonly<Record<Slot, ReadonlyArray<Window>>>
  /** Too many: everything that comes from here is shut out for so long, ms. */
  readonly ban: number
  /** A turn further away is not waited for, ms: whoever asks has more to do. */
  readonly patience: number
}

const each5s: ReadonlyArray<Window> = [{ requests: 1, within: 5_000, kept: 0 }]

/** As published in September 2026; https://www.interactivebrokers.com/campus/ibkr-api-page/web-api-trading/ (pacing limitations). */
export const publishedLimits: Limits = {
  all: { requests: 10, within: 1_000, kept: 4 },
  slots: {
    orders: each5s,
    trades: each5s,
    accounts: each5s,
    history: [
      { requests: 10, within: 1_000, kept: 0 },
      { requests: 50, within: 60_000, kept: 0 }
    ],
    tickle: [{ requests: 1, within: 1_000, kept: 0 }]
  },
  ban: 900_000,
  patience: 11_000
}

const NAME = "Interactive Brokers"

/**
 * The pace of all accounts of a process: who asks too often is shut out by address, and with it every tenant. Each
 * limit is kept by all of them together.
 */
export class IbkrPace {
  readonly #limits: Limits
  readonly #all: RequestWindow
  readonly #slots: ReadonlyMap<Slot, ReadonlyArray<RequestWindow>>

  constructor(limits: Limits = publishedLimits) {
    this.#limits = limits
    this.#all = new RequestWindow(limits.all)
    this.#slots = new Map(
      (Object.keys(limits.slots) as ReadonlyArray<Slot>).map((slot) => [
        slot,
        limits.slots[slot].map((window) => new RequestWindow(window))
      ])
    )
  }

  /** Ends when such a request may be made; `patience`: a turn further away than this is none, ms. */
  turn(
    slot: Slot | undefined,
    urgency: Urgency,
    patience = this.#limits.patience
  ): Effect.Effect<void, ExchangeUnavailable> {
    const windows = slot === undefined ? [] : (this.#slots.get(slot) ?? [])
    return Effect.forEach([...windows, this.#all], (pace) => inTurn({ name: NAME, pace, patience }, urgency), {
      discard: true
    })
  }

  /** It was too much: nobody asks anything for as long as everybody is shut out. */
  readonly banned: Effect.Effect<never, ExchangeUnavailable> = Effect.suspend(() => {
    const { ban } = this.#limits
    return Effect.flatMap(Clock.currentTimeMillis, (now) => {
      this.#all.rest(now, ban)
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
