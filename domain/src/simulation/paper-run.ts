import { Schema } from "effect"
import { advance } from "../bot/advance.ts"
import type { BotEvent } from "../bot/event.ts"
import { initialState, type RunState } from "../bot/state.ts"
import type { RunConfig } from "../bot/step.ts"
import type { Transition } from "../bot/life.ts"
import { asleep, type Wake } from "../bot/wake.ts"
import { type Account, bookOf } from "../exchange/account.ts"
import { nextAbove, nextBelow } from "../exchange/book.ts"
import { cancel } from "../exchange/cancel.ts"
import { place } from "../exchange/place.ts"
import { type Move, priceMoved } from "../exchange/price-moved.ts"
import type { Time } from "../ids.ts"
import type { Price } from "../market/market.ts"
import type { OrderAction } from "../order/order.ts"

/** A bot that asks to be woken again and again at one price and one moment: a defect of its strategy. */
export class NeverSleeps extends Schema.TaggedError<NeverSleeps>()("NeverSleeps", {
  at: Schema.Int,
  price: Schema.Int
}) {
  override get message(): string {
    return `the bot does not come to rest at ${this.price} ticks, time ${this.at}: its steps keep waking it`
  }
}

/** Steps at one price and one moment that no honest bot needs: its orders, their answers, and theirs. */
const RESTLESS = 20_000

/** What a run did with one event, for whoever wants to look on. */
export interface RunStep {
  readonly event: BotEvent
  readonly orders: ReadonlyArray<OrderAction>
  readonly transitions: ReadonlyArray<Transition>
}

/**
 * One run against a paper account, joined without delay: what the bot orders reaches the exchange at once, and what
 * the exchange says reaches the bot before the price moves on. Backtests and live-like tests drive the same thing.
 */
export interface PaperRun {
  readonly config: RunConfig
  readonly account: Account
  readonly state: RunState
  /** Events stepped so far. */
  readonly steps: number
  readonly wake: Wake
  /** Nearest price at or above which the bot would be woken or an order filled; Infinity for none. */
  readonly above: number
  /** Nearest price at or below; zero for none. */
  readonly below: number
  /** The share of the volume is used up: no order fills before the next volume is told. */
  readonly dry: boolean
  /** Steps an event from outside (a command, a signal, a candle close) and all that follows from it. */
  readonly happen: (event: BotEvent) => void
  /** The market trades at a price: fills first, then the bot's wake. */
  readonly price: (price: Price, at: number, move?: Move) => void
  /** Time passes without a trade: fires what is due. */
  readonly passed: (at: number) => void
}

/** Joins a run that has not started yet to an account. */
export const paperRun = (config: RunConfig, account: Account, onStep?: (step: RunStep) => void): PaperRun => {
  const { market } = config
  const book = bookOf(account, market)
  const state = initialState(config)
  const waiting: Array<BotEvent> = []
  let next = 0
  let wake: Wake = asleep
  let steps = 0
  let now = 0

  const carryOut = (actions: ReadonlyArray<OrderAction>): void => {
    for (const action of actions)
      waiting.push(
        ...(action._tag === "Place"
          ? place(account, market, action.order, now)
          : cancel(account, action.clientOrderId, now))
      )
  }

  const due = (): BotEvent | undefined => {
    const last = book.lastPrice
    const at = now as Time
    if (last !== undefined && (last >= (wake.above ?? Infinity) || last <= (wake.below ?? 0)))
      return { _tag: "PriceReached", at, price: last }
    return wake.at !== undefined && wake.at <= now ? { _tag: "TimerDue", at } : undefined
  }

  const settle = (): void => {
    for (let count = 0; count < RESTLESS; count++) {
      const event = waiting[next] ?? due()
      if (event === undefined) {
        waiting.length = next = 0
        return
      }
      if (next < waiting.length) next += 1
      const step = advance(config, state, event, onStep !== undefined)
      steps += 1
      wake = step.wake
      carryOut(step.orders)
      onStep?.({ event, orders: step.orders, transitions: step.transitions })
    }
    throw new NeverSleeps({ at: now, price: book.lastPrice ?? 0 })
  }

  const passed = (at: number): void => {
    while (wake.at !== undefined && wake.at <= at) {
      now = Math.max(now, wake.at)
      settle()
    }
    now = Math.max(now, at)
  }

  return {
    config,
    account,
    state,
    get steps() {
      return steps
    },
    get wake() {
      return wake
    },
    get above() {
      const order = book.available === 0 ? undefined : nextAbove(book)
      return Math.min(wake.above ?? Infinity, order ?? Infinity)
    },
    get below() {
      const order = book.available === 0 ? undefined : nextBelow(book)
      return Math.max(wake.below ?? 0, order ?? 0)
    },
    get dry() {
      return book.available === 0
    },
    happen: (event) => {
      passed(event.at)
      waiting.push(event)
      settle()
    },
    price: (price, at, move) => {
      passed(at)
      waiting.push(...priceMoved(account, market, price, at, move))
      settle()
    },
    passed
  }
}
