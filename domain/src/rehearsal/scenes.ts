import { isLive } from "../bot/life.ts"
import { keepsHours } from "../calendar/sessions.ts"
import type { Time } from "../ids.ts"
import type { FillModel } from "../exchange/fill-model.ts"
import { plainFills } from "../exchange/fill-model.ts"
import { priceWords } from "../market/words.ts"
import { asQuantity } from "../number/exact.ts"
import { larger, proportion, type Whole } from "../number/whole.ts"
import { strategyOf } from "../strategy/registry.ts"
import type { RehearsalOf } from "./rehearsal-of.ts"
import type { Fault } from "./rehearsal.ts"
import { type Stage, stageOf } from "./stage.ts"

/** A fault as it was played. */
export interface Played {
  readonly stage: Stage
  readonly happened: string
  /** The bot traded, so that the fault says anything. */
  readonly entered: boolean
  /** The price was to go beyond the stop: nothing may be held any more. */
  readonly beyondStop: boolean
  /** What went wrong that the books don't say. */
  readonly wrong: ReadonlyArray<string>
}

/** Seconds: of an outage, of a market's halt, of what is looked at afterwards. */
const DOWN = 90
const HALTED = 300
/** Seconds until a bot is told of a halt. */
const LATE = 5
const AFTERWARDS = 120
/** Seconds a request is put off when the exchange says 429. */
const RETRY_AFTER = 5
/** How far a price goes that no stop stands in the way of, and how far a gap goes beyond a stop: shares of the price. */
const FALL = 0.1
const GAP = 0.03
/** The price is taken so much further each time until the bot holds something, and so often: 10 % at last. */
const WAVE = 0.005
const WAVES = 20
/** How often a stop may move away from a price that goes for it. */
const MOST_MOVES = 20
/** A wait of the bot's own that is skipped at the most, s. */
const LONGEST_WAIT = 7_200

/** Takes the price up and down, further each time, until the bot holds something. */
const enter = (stage: Stage, move = (to: number, until: () => boolean) => stage.walk(to, 20, until)): boolean => {
  const first = stage.price
  const { side } = stage
  const until = () => stage.holds || !isLive(stage.run.state.life)
  stage.tick(first)
  for (let wave = 1; wave <= WAVES && !until(); wave++) {
    move(first * (1 - side * WAVE * wave), until)
    move(first * (1 + side * WAVE * wave), until)
    const wait = Math.ceil(((stage.run.state.wake.at ?? 0) - stage.now) / 1_000)
    if (!until() && wait > 0 && wait <= LONGEST_WAIT) stage.tick(stage.price, wait)
  }
  return stage.trades > 0
}

/** Whether the price is at or beyond the stop of what is held. */
export const isBeyondStop = ({ holds, price, side, stop }: Stage): boolean =>
  holds && stop > 0 && (side > 0 ? price <= stop : price >= stop)

/** A price on the way to the stop, or so far on the way down where there is none. */
const towardsStop = (stage: Stage, share: number): number => {
  const { price, side, stop } = stage
  return stop > 0 ? price + (stop - price) * share : price * (1 - side * FALL * share)
}

/** Lets the price wander so that orders are met, until something is so. */
const wander = (stage: Stage, until: () => boolean): void => {
  const { price } = stage
  for (const share of [0.3, -0.3, 0.6, -0.6]) {
    if (until()) return
    stage.walk(towardsStop(stage, share), 30, until)
    stage.walk(price, 30, until)
  }
}

/**
 * Takes the price beyond the stop by a share of it, as often as the stop moves away because more is bought on the way; far
 * where there is none. `go` takes it there.
 */
const passStop = (stage: Stage, share: number, go: (to: number) => void): void => {
  if (stage.stop === 0) go(towardsStop(stage, 1))
  for (let times = 0; times < MOST_MOVES && stage.holds && stage.stop > 0 && !isBeyondStop(stage); times++)
    go(stage.stop * (1 - stage.side * share))
  stage.walk(stage.price, AFTERWARDS)
}

const words = (stage: Stage, price: number): string =>
  priceWords(stage.config.market, Math.round(price) as Stage["price"])
const fills = (count: number): string => (count === 1 ? "1 trade" : `${count} trades`)
/** Trades that the bot has not heard of. */
const unheard = ({ line }: Stage): number => line.missed.filter(({ _tag }) => _tag === "OrderFilled").length
const begin = (of: RehearsalOf, model?: FillModel) => {
  const stage = stageOf(of, model)
  return { stage, at: () => stage.now as Time }
}

const crash = (of: RehearsalOf): Played => {
  const { stage } = begin(of)
  const entered = enter(stage)
  stage.strike()
  const { line } = stage
  line.diesNext = true
  wander(stage, () => !line.up)
  const withOrder = !line.up
  line.diesNext = line.up = line.sees = line.hears = false
  const from = stage.price
  stage.walk(towardsStop(stage, 0.5), DOWN)
  const missed = unheard(stage)
  const same = stage.restart()
  stage.walk(stage.price, AFTERWARDS)
  return {
    stage,
    entered,
    beyondStop: false,
    happened: `The process was killed ${withOrder ? "with an order on its way" : "while it waited"} and started again after ${DOWN} s. The price went from ${words(stage, from)} to ${words(stage, stage.price)}, and ${fills(missed)} went unheard.`,
    wrong: same ? [] : ["Folded from its records, it is not in the state it was in."]
  }
}

const stream = (of: RehearsalOf): Played => {
  const { at, stage } = begin(of)
  const entered = enter(stage)
  stage.strike()
  const { line } = stage
  line.sees = line.hears = false
  stage.tell({ _tag: "ExchangeLost", at: at(), reason: "its stream broke off" })
  const from = stage.price
  stage.walk(towardsStop(stage, 0.5), DOWN)
  const missed = unheard(stage)
  const to = stage.price
  line.sees = line.hears = true
  for (const event of line.caughtUp(stage.now)) stage.tell(event)
  stage.tell({ _tag: "ExchangeRestored", at: at() })
  stage.walk(stage.price, AFTERWARDS)
  return {
    stage,
    entered,
    beyondStop: false,
    happened: `For ${DOWN} s neither prices nor trades were told. The price went from ${words(stage, from)} to ${words(stage, to)}, and ${fills(missed)} went unheard.`,
    wrong: []
  }
}

const rateLimit = (of: RehearsalOf): Played => {
  const { stage } = begin(of)
  const { line } = stage
  line.delay = RETRY_AFTER * 1_000
  stage.strike()
  const entered = enter(stage)
  stage.walk(stage.price, 30)
  wander(stage, () => !stage.holds)
  line.delay = 0
  stage.walk(stage.price, AFTERWARDS)
  return {
    stage,
    entered,
    beyondStop: false,
    happened: `Each request was answered with 429 and taken ${RETRY_AFTER} s later, from the first on: ${line.putOff} in all.`,
    wrong: []
  }
}

const partialFill = (of: RehearsalOf): Played => {
  const { base, resting } = strategyOf(of.settings).about.plan(of.market, of.settings, of.price)
  const order: Whole = base?.quantity ?? resting[0]?.quantity ?? of.market.minQuantity
  const volume = (percent: number) => asQuantity(larger(1, proportion(order, percent, 100)))
  const { stage } = begin(of, { ...plainFills, volumeSharePercent: 100 })
  stage.tick(stage.price, 1, { volume: volume(40) })
  stage.strike()
  const entered = enter(stage, (to, until) => {
    const from = stage.price
    for (let step = 1; step <= 20 && !until(); step++)
      stage.tick(from + ((to - from) * step) / 20, 1, { volume: volume(40) })
  })
  for (let second = 0; second < 60; second++) stage.tick(stage.price, 1, { volume: volume(5) })
  for (let second = 0; second < AFTERWARDS; second++) stage.tick(stage.price, 1, { volume: volume(1_000) })
  return {
    stage,
    entered,
    beyondStop: false,
    happened: `Less than half of the first order found somebody, and for a minute a twentieth of it each second: ${fills(stage.trades)} in all.`,
    wrong: []
  }
}

const stopRefused = (of: RehearsalOf): Played => {
  const { stage } = begin(of)
  const { line } = stage
  line.refuses = ({ stopPrice, type }) =>
    type === "STOP" || stopPrice !== undefined
      ? { reason: "EXCHANGE", message: "stop orders are not taken at present" }
      : undefined
  stage.strike()
  const entered = enter(stage)
  stage.walk(stage.price, 30)
  const { stop } = stage
  passStop(stage, 0.002, (to) => stage.walk(to, 60, () => !stage.holds))
  const asked =
    line.refused === 0
      ? "The exchange took no stop, and was asked for none"
      : `The exchange refused the stop ${line.refused === 1 ? "once" : `${line.refused} times`}`
  return {
    stage,
    entered,
    beyondStop: true,
    happened: `${asked}; then the price went to ${words(stage, stage.price)}${stop > 0 ? `, past the stop at ${words(stage, stop)}` : ""}.`,
    wrong: []
  }
}

const gap = (of: RehearsalOf): Played => {
  const { stage } = begin(of)
  const entered = enter(stage)
  stage.walk(stage.price, 10)
  stage.strike()
  const { price, stop } = stage
  passStop(stage, GAP, (to) => stage.tick(to, 1, { gap: keepsHours(of.market.instrument) }))
  return {
    stage,
    entered,
    beyondStop: true,
    happened: `The price jumped from ${words(stage, price)} to ${words(stage, stage.price)}${stop > 0 ? `, over the stop at ${words(stage, stop)}` : ""}, and nobody traded in between.`,
    wrong: []
  }
}

const halt = (of: RehearsalOf): Played => {
  const { at, stage } = begin(of)
  const entered = enter(stage)
  stage.walk(stage.price, 10)
  stage.strike()
  const { line } = stage
  line.refuses = () => ({ reason: "MARKET_CLOSED", message: "trading is halted" })
  // The last trades before it are answered with orders that it does not take any more.
  stage.walk(towardsStop(stage, 0.3), LATE)
  const last = stage.price
  stage.tell({ _tag: "SessionClosed", at: at(), reason: "trading is halted" })
  stage.tick(undefined, HALTED)
  line.refuses = undefined
  stage.tell({ _tag: "SessionOpened", at: at() })
  stage.tick(towardsStop(stage, 0.5), 1, { gap: keepsHours(of.market.instrument) })
  const to = stage.price
  stage.walk(stage.price, AFTERWARDS)
  return {
    stage,
    entered,
    beyondStop: false,
    happened: `The market took no orders for ${HALTED / 60} minutes, refused ${line.refused} that came too late, and went on at ${words(stage, to)} instead of ${words(stage, last)}.`,
    wrong: []
  }
}

/** How each fault is played. */
export const scenes: Readonly<Record<Fault, (of: RehearsalOf) => Played>> = {
  CRASH: crash,
  STREAM: stream,
  RATE_LIMIT: rateLimit,
  PARTIAL_FILL: partialFill,
  STOP_REFUSED: stopRefused,
  GAP: gap,
  HALT: halt
}
