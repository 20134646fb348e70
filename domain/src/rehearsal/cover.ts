import { advance } from "../bot/advance.ts"
import { exposure } from "../bot/exposure.ts"
import { meetsMinimum } from "../bot/run.ts"
import { isLive } from "../bot/life.ts"
import { copyState } from "../bot/state.ts"
import { stopOf } from "../bot/stop-of.ts"
import { bookOf, openOrders } from "../exchange/account.ts"
import { hasLeg, type PaperOrder, remaining } from "../exchange/paper-order.ts"
import type { Price } from "../market/market.ts"
import type { Side } from "../order/order.ts"
import { larger, type Whole } from "../number/whole.ts"
import type { PaperRun } from "../simulation/paper-run.ts"
import type { FaultyLine } from "./faulty-line.ts"

/**
 * What would sell (buy back) what a run holds. EXCHANGE: a stop that rests there, for all of it. BOT: the bot itself,
 * which knows the price of its stop and can act. PARTLY: a stop at the exchange for a part, and the bot can't know of the
 * rest: it was bought while nothing reached it. NOBODY: nothing. BARE: nothing, for by its settings that has no stop at any price. FLAT: it
 * holds nothing that could be traded.
 */
export type Cover = "FLAT" | "EXCHANGE" | "BOT" | "PARTLY" | "NOBODY" | "BARE"

const isStop = (order: PaperOrder): boolean =>
  hasLeg(order) || (order.request.type === "STOP" && order.request.purpose === "STOP_LOSS" && order.triggered !== true)

/** What is to be sold (bought back) so that nothing is left, as it is and not as the run believes. */
const heldBy = ({ account, config, state }: PaperRun, { missed }: FaultyLine) => {
  const { market, strategy } = config
  const price = bookOf(account, market).lastPrice ?? (0 as Price)
  const known = missed.length === 0 ? state : copyState(state)
  for (const event of missed) advance(config, known, event, false)
  const { quantity, side } = exposure({ market, state: known, strategy }, price)
  return { known, quantity, side, tradeable: meetsMinimum(market, price, quantity) }
}

/** Whether a run holds enough for an order at the market's last price. */
export const holds = (run: PaperRun, line: FaultyLine): boolean => heldBy(run, line).tradeable

/** The largest stop that rests at the exchange for what a run holds: of several only one may fill. */
const restingStop = ({ account, config: { market } }: PaperRun, side: Side): Whole =>
  openOrders(account, market.instrument.symbol)
    .filter((order) => order.request.side === side && isStop(order))
    .reduce<Whole>((most, order) => larger(most, remaining(order)), 0)

/** Who protects what a run holds at this moment, as its account has it: not as the run believes. */
export const coverOf = (run: PaperRun, line: FaultyLine): Cover => {
  const { config, state } = run
  const { known, quantity, side, tradeable } = heldBy(run, line)
  if (!tradeable) return "FLAT"
  const resting = restingStop(run, side)
  if (resting >= quantity) return "EXCHANGE"
  const acts = line.up && line.sees && isLive(state.life) && state.life !== "CLOSING" && state.life !== "ERROR"
  if (acts && stopOf(config, state) > 0) return "BOT"
  if (resting > 0 && !line.hears) return "PARTLY"
  const { market, strategy } = config
  // One that trails has no price yet while no price was heard.
  const trails = strategy.exits.of(strategy.shape(market, known.settings)).trailingStop !== undefined
  return stopOf(config, known) === 0 && !trails ? "BARE" : "NOBODY"
}

/** For how long who protected what was held, s. */
export interface Spans {
  /** In all. */
  readonly of: Readonly<Record<Cover, number>>
  /** The longest time at a stretch that nobody did although there is a stop. */
  readonly longest: number
  readonly add: (cover: Cover, seconds: number) => void
}

export const coverSpans = (): Spans => {
  const of: Record<Cover, number> = { FLAT: 0, EXCHANGE: 0, BOT: 0, PARTLY: 0, NOBODY: 0, BARE: 0 }
  let now = 0
  let longest = 0
  return {
    of,
    get longest() {
      return longest
    },
    add: (cover, seconds) => {
      of[cover] += seconds
      now = cover === "NOBODY" ? now + seconds : 0
      longest = Math.max(longest, now)
    }
  }
}
