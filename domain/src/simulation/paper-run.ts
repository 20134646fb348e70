import { advance } from "../bot/advance.ts"
import { type BotEvent, outdatesPrice } from "../bot/event.ts"
import { initialState } from "../bot/initial-state.ts"
import { copyState, type RunState } from "../bot/state.ts"
import type { RunConfig } from "../bot/run-config.ts"
import type { CandleWake } from "../bot/wake.ts"
import { type Account, amountText, assetOf, bookOf } from "../exchange/account.ts"
import { copyAccount } from "../exchange/copy.ts"
import { nextAbove, nextBelow } from "../exchange/book.ts"
import { cancel } from "../exchange/cancel.ts"
import { chargeFunding, nextFunding } from "../exchange/margin/funding.ts"
import { turn } from "../exchange/hours.ts"
import { placeIn } from "../exchange/place.ts"
import { type Move, moveIn, passedBy } from "../exchange/price-moved.ts"
import type { ClientOrderId, Time } from "../ids.ts"
import { candleStart } from "../market/candle-builder.ts"
import type { Price } from "../market/market.ts"
import type { Whole } from "../number/whole.ts"
import type { OrderAction, OrderRequest } from "../order/order.ts"
import type { Heard } from "../order/report.ts"
import { hoursRule } from "../risk/market-hours.ts"
import { type FillLog, fillLog } from "./fill-log.ts"
import { NeverSleeps } from "./never-sleeps.ts"
import { noPast } from "./past.ts"
import type { Surroundings } from "./surroundings.ts"

/** Steps at one price and one moment that no honest bot needs: its orders, their answers, and theirs. */
const RESTLESS = 20_000

/**
 * One run against a paper account, joined without delay: what the bot orders reaches the exchange at once, and what
 * the exchange says reaches the bot before the price moves on. Backtests and live-like tests drive the same thing.
 */
export interface PaperRun {
  readonly config: RunConfig
  readonly account: Account
  readonly state: RunState
  /** Every fill so far. */
  readonly fills: FillLog
  /** Prices at which orders of a ladder rested that were taken back, ticks. */
  readonly withdrawn: Set<number>
  /** Events stepped so far; orders refused and expired among them. */
  readonly steps: number
  readonly refused: number
  readonly expired: number
  /** Nearest price at or above which the bot would be woken or an order filled; Infinity for none. */
  readonly above: number
  /** Nearest price at or below; zero for none. */
  readonly below: number
  /** When funding of its position is due next, ms; Infinity when it is not. */
  readonly fundingAt: number
  /** Before this moment (ms) nothing but a price wakes it; zero when a candle or a balance it waits for may. */
  readonly due: number
  /** The share of the volume is used up: no order fills before the next volume is told. */
  readonly dry: boolean
  /** Steps events from outside (a command, a signal, candles that close together) and all that follows from them. */
  readonly happen: (...events: ReadonlyArray<BotEvent>) => void
  /** The market trades at a price: fills first, then the bot's wake. */
  readonly price: (price: Price, at: number, move?: Move) => void
  /** The market stands at a price that meets no order and wakes nobody. */
  readonly stands: (price: Price) => void
  /**
   * From this moment on (ms) the market tells nothing until the next price: what is due meanwhile comes due, but no
   * price answers it, and what takes from the market finds nobody (SIM-10).
   */
  readonly silent: (from: number) => void
  /** Time passes without a trade: fires what is due. */
  readonly passed: (at: number) => void
  /** A run in the same place, without its past, that goes its own way from here: to look ahead. Nobody looks on. */
  readonly fork: () => PaperRun
}

type Changing<A> = { -readonly [Key in keyof A]: A[Key] }

/** Where a run stands, for a fork to go on from. */
interface Standing {
  readonly state: RunState
  readonly steps: number
  readonly now: number
  /** What its orders may still take when a silent market speaks again. */
  readonly withheld: Whole | undefined
}

/** Joins a run that has not started yet to an account. */
export const paperRun = (config: RunConfig, account: Account, around: Surroundings = {}): PaperRun =>
  join(config, account, { state: initialState(config), steps: 0, now: 0, withheld: undefined }, around)

/** Joins a run that was read back from its events to its account: what it asked for before is not asked for again. */
export const resumedRun = (
  config: RunConfig,
  account: Account,
  state: RunState,
  at: number,
  around: Surroundings = {}
): PaperRun => join(config, account, { state, steps: 0, now: at, withheld: undefined }, around)

const join = (
  config: RunConfig,
  account: Account,
  { state, ...from }: Standing,
  { fills = fillLog(), line, onStep, past = noPast, session }: Surroundings
): PaperRun => {
  const { market } = config
  const book = bookOf(account, market)
  /** What waits to be stepped, from `next` up to `last`; the places are used again and again. */
  const waiting: Array<BotEvent> = []
  let next = 0
  let last = 0
  let { now } = from
  /** The market's last price can't be had any more (`outdatesPrice`), the next one can. */
  let gone = false
  const funded = (): number => (book.positions === undefined ? Infinity : nextFunding(account, market))
  /** What the account's orders may still take when the market speaks again; undefined while it does. */
  let { withheld } = from
  const available = (): Whole => withheld ?? book.available
  const dry = (): boolean => available() === 0
  const speaks = (): void => {
    if (withheld !== undefined) book.available = withheld
    withheld = undefined
  }

  const dueAt = (): number => {
    const { at = Infinity, balance, candles } = state.wake
    return candles === undefined && balance === undefined ? Math.min(at, run.fundingAt, book.turnsAt) : 0
  }

  /** What the exchange says, and what happens: it is stepped in this order. */
  const heard = {
    push: (event: BotEvent): void => {
      waiting[last++] = event
    }
  }

  /** What the exchange says by itself. */
  const byItself: Heard = line === undefined ? heard : line.tell(heard)

  const send = (order: OrderRequest, out: Heard): void => {
    const refused = session === undefined ? undefined : hoursRule({ market, order, session: session(now) })
    if (refused === undefined) return placeIn(account, book, order, now, out)
    const { message, reason } = refused
    out.push({ _tag: "OrderRejected", at: now as Time, clientOrderId: order.clientOrderId, reason, message })
  }

  const carry = (action: OrderAction, out: Heard): void => {
    if (action._tag === "Place") return send(action.order, out)
    for (const report of cancel(account, action.clientOrderId, now)) out.push(report)
  }

  const carryOut = (actions: ReadonlyArray<OrderAction>): void => {
    for (const action of actions) {
      if (line === undefined) carry(action, heard)
      else line.ask(action, now, heard, (out) => carry(action, out))
    }
  }

  /** Bars closed that the run waited for and was not told of: it gets the newest of them at once. */
  const missed = ({ timeframe, after }: CandleWake): boolean => {
    const until = candleStart(timeframe, now)
    return after === undefined || (until > after && past.traded(after, until))
  }
  const told = ({ timeframe, count }: CandleWake) => ({
    timeframe,
    until: candleStart(timeframe, now) as Time,
    candles: past.bars(timeframe, now, count).map(({ high, low, close }) => [high, low, close] as const)
  })

  const due = (): BotEvent | undefined => {
    const { wake } = state
    const price = book.lastPrice
    const at = now as Time
    if (
      withheld === undefined &&
      price !== undefined &&
      !gone &&
      line?.sees !== false &&
      (price >= (wake.above ?? Infinity) || price <= (wake.below ?? 0))
    )
      return { _tag: "PriceReached", at, price }
    if (wake.candles?.some(missed) === true) return { _tag: "HistoryRead", at, series: wake.candles.map(told) }
    if (wake.balance !== undefined) {
      const available = amountText(account, wake.balance, assetOf(account, wake.balance).free)
      return { _tag: "BalanceSeen", at, asset: wake.balance, available }
    }
    return wake.at !== undefined && wake.at <= now ? { _tag: "TimerDue", at } : undefined
  }

  const noteWithdrawn = (id: ClientOrderId): void => {
    const order = state.orders.get(id)
    if (order?.purpose === "GRID") run.withdrawn.add(order.price)
  }

  const settle = (): void => {
    for (let count = 0; count < RESTLESS; count++) {
      if (line?.up === false) for (const event of waiting.slice(next, last)) line.keep(event)
      const event = line?.up === false ? undefined : next < last ? waiting[next] : due()
      if (event === undefined) {
        next = last = 0
        if (book.positions !== undefined) run.fundingAt = funded()
        const open = available() > 0
        run.dry = dry()
        run.above = Math.min(state.wake.above ?? Infinity, (open ? nextAbove(book) : undefined) ?? Infinity)
        run.below = Math.max(state.wake.below ?? 0, (open ? nextBelow(book) : undefined) ?? 0)
        run.due = dueAt()
        return
      }
      if (next < last) next += 1
      if (event._tag === "OrderCancelled" || event._tag === "OrderExpired") noteWithdrawn(event.clientOrderId)
      if (event._tag === "OrderRejected") run.refused += 1
      else if (event._tag === "OrderExpired") run.expired += 1
      const step = advance(config, state, event, onStep !== undefined)
      run.steps += 1
      if (step.filled !== undefined && event._tag === "OrderFilled")
        fills.add(event, step.filled, book.lastPrice ?? event.price, state.ledger)
      else if (event._tag === "PositionLiquidated") fills.liquidated(event, state.ledger)
      carryOut(step.orders)
      onStep?.({ event, orders: step.orders, transitions: step.transitions })
    }
    throw new NeverSleeps({ at: now, price: book.lastPrice ?? 0 })
  }

  const passed = (at: number): void => {
    for (;;) {
      const timer = line?.up === false ? Infinity : (state.wake.at ?? Infinity)
      // A book that knows no session yet takes this moment's: none before it has been kept.
      const first = Math.min(timer, run.fundingAt, book.turnsAt || at)
      if (first > at) break
      now = Math.max(now, first)
      if (book.turnsAt <= first) turn(account, book, now, byItself)
      if (run.fundingAt === first && book.lastPrice !== undefined)
        for (const report of chargeFunding(account, market, book.lastPrice, first)) byItself.push(report)
      settle()
    }
    now = Math.max(now, at)
  }

  // Fields, not getters: an object with getters of its own has a shape of its own, and a sweep makes thousands.
  const run: Changing<PaperRun> = {
    config,
    account,
    state,
    fills,
    withdrawn: new Set(),
    steps: from.steps,
    refused: 0,
    expired: 0,
    above: 0,
    below: Infinity,
    fundingAt: funded(),
    due: 0,
    dry: dry(),
    happen: (...events) => {
      for (const event of events) {
        passed(event.at)
        if (outdatesPrice(event._tag)) gone = true
        heard.push(event)
      }
      settle()
    },
    price: (price, at, move) => {
      gone = false
      if (
        withheld === undefined &&
        price < run.above &&
        price > run.below &&
        move?.volume === undefined &&
        at < run.due
      ) {
        // Nobody is met and nobody is woken.
        passedBy(book, price)
        return
      }
      // What is due at this very moment finds this price, not the one before.
      passed(at - 1)
      speaks()
      moveIn(account, book, price, at, byItself, move)
      passed(at)
      settle()
    },
    stands: (price) => passedBy(book, price),
    silent: (from) => {
      passed(from - 1)
      withheld ??= book.available
      book.available = 0
    },
    passed,
    fork: () =>
      join(
        config,
        copyAccount(account),
        { state: copyState(state), steps: run.steps, now, withheld },
        { past, session }
      )
  }
  return run
}
