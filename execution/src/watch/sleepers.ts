import type { CandleWake, Wake } from "@tradetower/domain/bot"
import type { ConnectionId } from "@tradetower/domain/connection"
import type { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import type { VenueId, Market, Symbol, Timeframe } from "@tradetower/domain/market"
import { timeframeMillis } from "@tradetower/domain/market"
import { Heap, type Node } from "./heap.ts"
import { RecentPrices } from "./recent-prices.ts"
import { Thresholds } from "./thresholds.ts"

/** What the newest step of a live run says about it. */
export interface Sleep {
  readonly tenantId: TenantId
  readonly connection: ConnectionId
  readonly botId: BotId
  readonly runId: RunId
  /** Of the step that left the wake, decided at `at`. */
  readonly seq: number
  readonly at: number
  readonly wake: Wake
  /** What happened at `at` leaves no price from before to act at: the run waits for the next (`outdatesPrice`). */
  readonly outdated?: boolean
}

/** A run and what it waits for. */
interface Sleeper extends Sleep {
  /** AWAKE: woken, its next step has not come; OVERDUE: nor had it at the last reminder. */
  state: "ASLEEP" | "AWAKE" | "OVERDUE"
  timer: Node<Sleeper> | undefined
  candle: Node<Sleeper> | undefined
  /** Candles in which nothing was traded: when the last of each timeframe closed. */
  readonly empty: Map<Timeframe, number>
  /** Number of the last tick that wakes it no more: it was woken with that, or the tick is outdated. */
  seen: number
}

/** A run to be woken, and by what. `at` is never before the step that asked for it. */
export type Woken = { readonly sleep: Sleep; readonly at: number } & (
  | { readonly by: "PRICE"; readonly price: number }
  | { readonly by: "TIMER" }
  /** These candles closed together, shortest first. */
  | { readonly by: "CANDLE"; readonly timeframes: ReadonlyArray<Timeframe>; readonly closesAt: number }
  /** It knows no candles yet, or missed too many: those closed until then. */
  | { readonly by: "HISTORY"; readonly closedUntil: number }
  | { readonly by: "BALANCE"; readonly asset: string }
)

/** A run that missed so many candles in a row is told its history anew, so that no old signal moves it. */
const MISSED = 3

/**
 * The sleeping runs of one market: woken by a price in O(log n) each, by a time, by a candle's close. Each step of a
 * run wakes at most once; then the run is awake until its next step is registered.
 */
export class Sleepers {
  readonly market: Market
  readonly #prices = new RecentPrices()
  readonly #thresholds = new Thresholds<Sleeper>()
  readonly #timers = new Heap<Sleeper>()
  readonly #candles = new Heap<Sleeper>()
  readonly #runs = new Map<RunId, Sleeper>()
  #closedUntil = 0

  constructor(market: Market) {
    this.market = market
  }

  get venue(): VenueId {
    return this.market.instrument.venue
  }
  get symbol(): Symbol {
    return this.market.instrument.symbol
  }
  /** Every live run of this market. */
  get runs(): ReadonlyArray<Sleep> {
    return [...this.#runs.values()]
  }
  has(runId: RunId): boolean {
    return this.#runs.has(runId)
  }

  /**
   * Registers a run's newest step; an older one than known changes nothing. What was missed since the wake was decided
   * is looked through first: the answer is set when the run is to be woken at once.
   */
  register(sleep: Sleep, now: number): Woken | undefined {
    const before = this.#runs.get(sleep.runId)
    if (before !== undefined) {
      if (before.seq >= sleep.seq) return undefined
      this.#rouse(before)
    }
    const sleeper: Sleeper = {
      ...sleep,
      state: "ASLEEP",
      timer: undefined,
      candle: undefined,
      empty: new Map(),
      seen: Math.max(before?.seen ?? -1, sleep.outdated === true ? this.#prices.newestBefore(sleep.at) : -1)
    }
    this.#runs.set(sleep.runId, sleeper)
    return this.#lay(sleeper, now)
  }

  /** Wakes again whom a wake did not bring to a next step since the last reminder: its message may have been lost. */
  remind(now: number): ReadonlyArray<Woken> {
    const woken: Array<Woken> = []
    for (const sleeper of this.#runs.values()) {
      if (sleeper.state === "AWAKE") sleeper.state = "OVERDUE"
      else if (sleeper.state === "OVERDUE") {
        sleeper.seen = -1
        const met = this.#lay(sleeper, now)
        if (met !== undefined) woken.push(met)
      }
    }
    return woken
  }

  /** Forgets a run that ended. */
  forget(runId: RunId): void {
    const sleeper = this.#runs.get(runId)
    if (sleeper === undefined) return
    this.#rouse(sleeper)
    this.#runs.delete(runId)
  }

  /** The market was lost: what stood before is no price to wake anyone with. */
  forgetPrices(): void {
    this.#prices.forget()
  }

  /** A price passes: whom it wakes. */
  price(price: number, at: number): ReadonlyArray<Woken> {
    this.#prices.add(price, at)
    const met = this.#thresholds.take(price)
    return met.length === 0 ? [] : met.map((sleeper) => this.#wokenByPrice(sleeper, price, at))
  }

  /** Whose time has come. */
  due(now: number): ReadonlyArray<Woken> {
    const woken: Array<Woken> = []
    for (let next = this.#timers.peek(); next !== undefined && next.key <= now; next = this.#timers.peek()) {
      this.#rouse(next.value)
      woken.push({ by: "TIMER", sleep: next.value, at: Math.max(now, next.value.at) })
    }
    return woken
  }

  /** When the next timer is due; absent: none is set. */
  get nextTimer(): number | undefined {
    return this.#timers.peek()?.key
  }

  /** A 1-minute candle closed at `closesAt`: whose candle that completes. */
  candleClosed(closesAt: number): ReadonlyArray<Woken> {
    this.#closedUntil = Math.max(this.#closedUntil, closesAt)
    const woken: Array<Woken> = []
    for (let next = this.#candles.peek(); next !== undefined && next.key <= closesAt; next = this.#candles.peek())
      woken.push(this.#wokenByCandle(next.value, next.key))
    return woken
  }

  /** Nothing was traded in the candles a run was woken with: it goes on waiting for those that follow. */
  nothingTraded(sleep: Sleep, woken: Extract<Woken, { by: "CANDLE" }>): Woken | undefined {
    const sleeper = this.#runs.get(sleep.runId)
    if (sleeper === undefined || sleeper.seq !== sleep.seq || sleeper.state === "ASLEEP") return undefined
    for (const timeframe of woken.timeframes) sleeper.empty.set(timeframe, woken.closesAt)
    return this.#lay(sleeper, sleeper.at)
  }

  #lay(sleeper: Sleeper, now: number): Woken | undefined {
    const { at, wake } = sleeper
    sleeper.state = "ASLEEP"
    const passed = this.#prices.firstMeeting(wake, at, sleeper.seen)
    if (passed !== undefined) return this.#wokenByPrice(sleeper, passed.price, passed.at, passed.number)
    if (wake.at !== undefined && wake.at <= now) {
      this.#rouse(sleeper)
      return { by: "TIMER", sleep: sleeper, at: Math.max(now, at) }
    }
    if (wake.balance !== undefined) {
      this.#rouse(sleeper)
      return { by: "BALANCE", sleep: sleeper, at, asset: wake.balance }
    }
    const next = nextClose(sleeper)
    if (next !== undefined && this.#closedUntil > 0 && next <= this.#closedUntil)
      return this.#wokenByCandle(sleeper, next)
    if (next !== undefined) sleeper.candle = this.#candles.add(next, sleeper)
    this.#thresholds.set(sleeper, wake)
    if (wake.at !== undefined) sleeper.timer = this.#timers.add(wake.at, sleeper)
    return undefined
  }

  #wokenByPrice(sleeper: Sleeper, price: number, at: number, number = this.#prices.last?.number ?? 0): Woken {
    this.#rouse(sleeper)
    sleeper.seen = number
    return { by: "PRICE", sleep: sleeper, price, at: Math.max(at, sleeper.at) }
  }

  #wokenByCandle(sleeper: Sleeper, closesAt: number): Woken {
    this.#rouse(sleeper)
    const of = { sleep: sleeper, at: Math.max(closesAt, sleeper.at) }
    const candles = sleeper.wake.candles ?? []
    const closedUntil = this.#closedUntil
    const missed = (one: CandleWake) =>
      one.after === undefined || nextOf(sleeper, one) + MISSED * timeframeMillis[one.timeframe] <= closedUntil
    if (candles.some(missed)) return { ...of, by: "HISTORY", closedUntil }
    const timeframes = candles.filter((one) => nextOf(sleeper, one) === closesAt).map(({ timeframe }) => timeframe)
    return { ...of, by: "CANDLE", timeframes, closesAt }
  }

  #rouse(sleeper: Sleeper): void {
    sleeper.state = "AWAKE"
    this.#thresholds.delete(sleeper)
    if (sleeper.timer !== undefined) this.#timers.remove(sleeper.timer)
    if (sleeper.candle !== undefined) this.#candles.remove(sleeper.candle)
    sleeper.timer = undefined
    sleeper.candle = undefined
  }
}

/** When the candle a run waits for closes; at once, when it knows none yet. */
const nextOf = ({ empty }: Sleeper, { after, timeframe }: CandleWake): number =>
  after === undefined ? 0 : Math.max(after, empty.get(timeframe) ?? 0) + timeframeMillis[timeframe]

const nextClose = (sleeper: Sleeper): number | undefined => {
  const { candles } = sleeper.wake
  return candles === undefined ? undefined : Math.min(...candles.map((one) => nextOf(sleeper, one)))
}
