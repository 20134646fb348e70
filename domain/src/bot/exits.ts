import { absolute, add, big } from "../number/whole.ts"
import { scaleOf } from "../market/value.ts"
import type { Price } from "../market/market.ts"
import { asPrice, ceilDiv, floorDiv, WHOLE } from "../number/exact.ts"
import { priceWords } from "../market/words.ts"
import type { Exits } from "./strategy.ts"
import { beginClosing } from "./closing.ts"
import { liquidation } from "./margin.ts"
import { positionLots, positionSign, type Run } from "./run.ts"
import { isTradeable, tradeableFrom } from "./tradeable.ts"
import { type WakeDraft, wakeAbove, wakeBelow } from "./wake-draft.ts"

/** A trailed price moves in steps of a tenth of its distance, so that a run is not woken by every tick (EXIT-5). */
const RATCHETS = 10n

/** The gain of a run is linear in the price: `position * price * cell / lot - offset`. */
const offsetOf = (run: Run, exits: Exits): bigint => {
  const { quote } = run.state.ledger
  return big(exits.basis === "ENTRY" ? quote.cost : [quote.cost, quote.profit, quote.fees, quote.funding].reduce(add))
}

/** What percents are of, in quote (of BASE: in base). */
const unitOf = (run: Run, exits: Exits): bigint =>
  exits.basis === "ENTRY" ? big(absolute(run.state.ledger.quote.cost)) : run.state.investment

const gainAt = (run: Run, exits: Exits, price: Price): bigint => {
  const { cell, lot } = scaleOf(run.market)
  return floorDiv(big(run.state.ledger.base.position) * BigInt(price) * cell, lot) - offsetOf(run, exits)
}

/** No price of any market: a gain that is met wherever the price goes. */
const ANYWHERE = 1e15 - 1

/**
 * Solves for the price at which the gain is `gain`. Counted in base the gain at a price is `(position * price + cash) /
 * price`: it is reached where the position less the gain is worth the offset. Undefined: no price changes it.
 */
const solve = (run: Run, exits: Exits, gain: bigint) => {
  const { cell, lot } = scaleOf(run.market)
  const position = big(run.state.ledger.base.position)
  const base = exits.basis === "BASE"
  const worth = ((base ? 0n : gain) + offsetOf(run, exits)) * lot
  return { worth, slope: (base ? position - gain : position) * cell }
}

/** The price from which on (towards profit) the gain is at least `gain`; the position must not be zero. */
const priceOfGain = (run: Run, exits: Exits, gain: bigint): number => {
  const { slope, worth } = solve(run, exits, gain)
  if (exits.basis === "BASE" && slope >= 0n) return ANYWHERE
  return Number(slope > 0n ? ceilDiv(worth, slope) : floorDiv(-worth, -slope))
}

/** The price from which on (towards loss) the gain is at most `gain`; zero: nowhere. */
const priceOfLoss = (run: Run, exits: Exits, gain: bigint): number => {
  const { slope, worth } = solve(run, exits, gain)
  if (exits.basis === "BASE" && slope >= 0n) return 0
  return Number(slope > 0n ? floorDiv(worth, slope) : ceilDiv(-worth, -slope))
}

/** The side the run is on: of its position; counted in base it is short of what it sold as long as it has quote. */
const sideOf = (run: Run, exits: Exits): 1 | 0 | -1 => {
  const sign = positionSign(run)
  return exits.basis === "BASE" ? (sign !== 0 || run.state.ledger.quote.cash > 0 ? -1 : 0) : sign
}

/** Nothing ends the run but the trader and its own work: most of what follows need not be asked. */
export const isEndless = (exits: Exits): boolean =>
  exits.takeProfit === undefined &&
  exits.takeProfitPrice === undefined &&
  exits.stopLoss === undefined &&
  exits.stopLossPrice === undefined &&
  exits.trailingStop === undefined &&
  exits.liquidationBuffer === undefined

export const exitsOf = (run: Run): Exits => run.strategy.exits.of(run.shape)

const trailingStep = (peak: number, share: bigint): number =>
  Math.max(1, Number((BigInt(peak) * share) / (WHOLE * RATCHETS)))

/** The prices that end a run whatever it gained: for profit, and for loss. A run that leans BOTH ways has them swapped when short. */
const fixedPrices = (run: Run, exits: Exits, sign: number): { readonly target: number; readonly stop: number } => {
  const target = exits.takeProfitPrice ?? 0
  const stop = run.strategy.exits.stopLossPrice?.(run) ?? exits.stopLossPrice ?? 0
  return exits.leans === "BOTH" && sign < 0 ? { target: stop, stop: target } : { target, stop }
}

/** 1 where profit lies above, -1 where it lies below: by what is held, else by how the run leans. */
const leaning = (exits: Exits, sign: number): number => (sign !== 0 ? sign : exits.leans === "SHORT" ? -1 : 1)

/** Where the distance to liquidation has shrunk to the buffer (MARGIN-11); zero: nowhere. */
export const bufferPrice = (run: Run, exits: Exits): Price => {
  const buffer = exits.liquidationBuffer
  const at = buffer === undefined ? 0 : liquidation(run)
  if (buffer === undefined || at === 0) return asPrice(0)
  return positionSign(run) > 0
    ? asPrice(floorDiv(BigInt(at) * WHOLE, WHOLE - buffer))
    : asPrice(ceilDiv(BigInt(at) * WHOLE, WHOLE + buffer))
}

/** The price at which the position is to be given up, the nearest of all stops; zero: no stop (EXIT-2). */
export const stopPrice = (run: Run): Price => {
  const { state } = run
  const exits = exitsOf(run)
  const sign = sideOf(run, exits)
  if (sign === 0) return asPrice(0)
  let stop: number = bufferPrice(run, exits)
  if (exits.keepsPosition !== true) stop = nearer(stop, fixedPrices(run, exits, sign).stop, sign)
  if (exits.stopLoss !== undefined) {
    stop = nearer(stop, priceOfLoss(run, exits, -((unitOf(run, exits) * exits.stopLoss) / WHOLE)), sign)
  }
  if (exits.trailingStop !== undefined && state.exit.peak > 0) {
    const peak = BigInt(state.exit.peak)
    const trailed =
      sign > 0 ? (peak * (WHOLE - exits.trailingStop)) / WHOLE : ceilDiv(peak * (WHOLE + exits.trailingStop), WHOLE)
    stop = nearer(stop, Number(trailed), sign)
  }
  return asPrice(stop)
}

/** The stop that a price moving towards loss meets first; zero and below is none. */
const nearer = (a: number, b: number, sign: number): number => {
  if (a <= 0 || b <= 0) return Math.max(a, b, 0)
  return sign > 0 ? Math.max(a, b) : Math.min(a, b)
}

/** The price at which the take-profit target is met; zero: there is none, or it is watched no more. */
const targetPrice = (run: Run, exits: Exits): number => {
  const sign = sideOf(run, exits)
  const byPrice = fixedPrices(run, exits, sign).target
  if (exits.takeProfit === undefined || sign === 0) return Math.max(byPrice, 0)
  const byGain = priceOfGain(run, exits, (unitOf(run, exits) * exits.takeProfit) / WHOLE)
  if (leaning(exits, sign) < 0) return Math.max(byGain, byPrice, 0)
  return Math.max(1, byPrice > 0 ? Math.min(byGain, byPrice) : byGain)
}

const peakGainStep = (run: Run, exits: Exits): bigint => {
  const step = (run.state.exit.peakGain * (exits.trailingTakeProfit ?? 0n)) / (WHOLE * RATCHETS)
  return step > 0n ? step : 1n
}

const gainFloor = (run: Run, exits: Exits): bigint =>
  (run.state.exit.peakGain * (WHOLE - (exits.trailingTakeProfit ?? 0n))) / WHOLE

/** Adds the prices that matter to the exits (WAKE-3). */
export const watchExits = (run: Run, wake: WakeDraft): void => {
  const { state } = run
  const exits = exitsOf(run)
  if (isEndless(exits)) return
  const sign = sideOf(run, exits)
  const lean = leaning(exits, sign)
  const towardsProfit = lean < 0 ? wakeBelow : wakeAbove
  const towardsLoss = lean < 0 ? wakeAbove : wakeBelow
  const exiting = run.strategy.exits.exiting?.(run) === true
  if (!exiting && state.exit.armed && sign !== 0) {
    const next = priceOfGain(run, exits, state.exit.peakGain + peakGainStep(run, exits))
    towardsProfit(wake, sign > 0 ? Math.max(next, state.price + 1) : Math.min(next, state.price - 1))
    towardsLoss(wake, priceOfLoss(run, exits, gainFloor(run, exits)))
  } else if (!exiting && !state.exit.armed) {
    watchTarget(run, wake, targetPrice(run, exits), lean)
  }
  if (exits.trailingStop !== undefined && state.exit.peak > 0) {
    const step = trailingStep(state.exit.peak, exits.trailingStop)
    if (sign < 0) wakeBelow(wake, state.exit.peak - step)
    else wakeAbove(wake, state.exit.peak + step)
  }
  const stop = endPrice(run, exits, sign)
  if (stop > 0) towardsLoss(wake, stop)
}

/**
 * Whether a target met now would take profit: a cycle ends by selling what is held, which must be enough for an order
 * (EXIT-9).
 */
const canTake = (run: Run): boolean => run.strategy.exits.takeProfit === undefined || isTradeable(run, run.state.price)

/** Adds the price at which the target is met and profit can be taken. */
const watchTarget = (run: Run, wake: WakeDraft, target: number, lean: number): void => {
  if (target <= 0) return
  if (run.strategy.exits.takeProfit === undefined) return lean < 0 ? wakeBelow(wake, target) : wakeAbove(wake, target)
  const from = tradeableFrom(run)
  if (lean > 0) return wakeAbove(wake, Math.max(target, from))
  if (from > target) return
  if (run.state.price < from) wakeAbove(wake, from)
  else wakeBelow(wake, target)
}

/** The nearest price at which the run ends with a loss, whether it then closes the position or leaves it. */
const endPrice = (run: Run, exits: Exits, sign: number): number => {
  if (sign === 0) return flatStop(run, exits)
  const closes = stopPrice(run)
  return exits.keepsPosition === true ? nearer(closes, fixedPrices(run, exits, sign).stop, sign) : closes
}

/** A stop by price ends a run that holds nothing, too. */
const flatStop = (run: Run, exits: Exits): number => (exits.basis === "ENTRY" ? 0 : fixedPrices(run, exits, 0).stop)

const reached = (price: number, target: number, sign: number): boolean =>
  target > 0 && (sign < 0 ? price <= target : price >= target)
const passed = (price: number, stop: number, sign: number): boolean =>
  stop > 0 && (sign < 0 ? price >= stop : price <= stop)

/** Looks at the exits at the present price (EXIT-1 to EXIT-6). True: the run or its cycle is ending. */
export const checkExits = (run: Run): boolean => {
  const { state, market } = run
  const exits = exitsOf(run)
  if (isEndless(exits)) return false
  const sign = sideOf(run, exits)
  const price = state.price
  const lean = leaning(exits, sign)
  const stop = endPrice(run, exits, sign)
  if (passed(price, stop, lean)) {
    const keeps = exits.keepsPosition === true && stop !== stopPrice(run)
    const at = priceWords(market, asPrice(stop))
    const why = stop === bufferPrice(run, exits) ? "is as near to liquidation as allowed," : "reached the stop at"
    const words = `The price ${priceWords(market, price)} ${why} ${at}.`
    beginClosing(run, keeps ? "CANCEL_ORDERS" : "CLOSE_POSITIONS", "STOPPED", words, "SYSTEM")
    return true
  }
  if (exits.trailingStop !== undefined && state.exit.peak > 0) {
    const step = trailingStep(state.exit.peak, exits.trailingStop)
    if (sign < 0 ? price <= state.exit.peak - step : price >= state.exit.peak + step) state.exit.peak = price
  }
  if (run.strategy.exits.exiting?.(run) === true) return false
  if (state.exit.armed) return checkArmed(run, exits, sign)
  if (!reached(price, targetPrice(run, exits), lean) || !canTake(run)) return false
  if (exits.trailingTakeProfit !== undefined && sign !== 0) {
    state.exit.armed = true
    state.exit.peakGain = gainAt(run, exits, price)
    if (state.exit.peakGain > 0n) return false
  }
  return profitTaken(run, `The take-profit target was reached at ${priceWords(market, price)}.`)
}

const checkArmed = (run: Run, exits: Exits, sign: number): boolean => {
  if (sign === 0) return false
  const { exit, price } = run.state
  const next = priceOfGain(run, exits, exit.peakGain + peakGainStep(run, exits))
  if (reached(price, next, sign)) {
    exit.peakGain = gainAt(run, exits, price)
    return false
  }
  if (!passed(price, priceOfLoss(run, exits, gainFloor(run, exits)), sign)) return false
  return profitTaken(run, `The gain fell back from its peak to ${priceWords(run.market, price)}: profit is taken.`)
}

/**
 * Leaves the market because somebody says so, whatever was gained (START-7): a cycle ends at market and waits for the next
 * entry, any other run closes its position and stops. Who has not entered enters no more until the next alert.
 */
export const leaveMarket = (run: Run, words: string): void => {
  const { state } = run
  if (!state.entered) state.start.triggered = false
  if (!state.entered || state.closing !== undefined || run.strategy.exits.exiting?.(run) === true) return
  if (run.strategy.exits.takeProfit !== undefined) run.strategy.exits.takeProfit(run, words)
  else beginClosing(run, closureOf(run), "STOPPED", words, "SYSTEM")
}

/**
 * A fill may leave more gain at the last price seen than the peak that is trailed: it is the peak then (EXIT-6), as if
 * the price had come once more. Nothing between the bounds of a wake would raise it later (WAKE-3).
 */
export const raisePeak = (run: Run): void => {
  const { exit, price } = run.state
  const exits = exitsOf(run)
  if (!exit.armed || sideOf(run, exits) === 0 || run.strategy.exits.exiting?.(run) === true) return
  const gain = gainAt(run, exits, price)
  if (gain >= exit.peakGain + peakGainStep(run, exits)) exit.peakGain = gain
}

/** What becomes of what is held when the run has done its work. */
const closureOf = (run: Run) => (exitsOf(run).keepsPosition === true ? "CANCEL_ORDERS" : "CLOSE_POSITIONS")

const profitTaken = (run: Run, words: string): boolean => {
  if (run.strategy.exits.takeProfit !== undefined) run.strategy.exits.takeProfit(run, words)
  else beginClosing(run, closureOf(run), "COMPLETED", words, "SYSTEM")
  return true
}

/** Total profit that no price can change any more, because nothing is held, may be the target (EXIT-3). */
export const checkFlatGain = (run: Run): void => {
  const exits = exitsOf(run)
  if (exits.basis !== "INVESTMENT" || exits.takeProfit === undefined || positionLots(run) > 0) return
  const target = (run.state.investment * exits.takeProfit) / WHOLE
  if (-offsetOf(run, exits) >= target) profitTaken(run, "Total profit reached the take-profit target.")
}
