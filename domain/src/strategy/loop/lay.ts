import { add, big, dividedUp, sub, type Whole, whole } from "../../number/whole.ts"
import { cancel, costWithFee, freeCash, limitWords, liveOrder, mayEnter, mayExit, meetsMinimum } from "../../bot/run.ts"
import type { Price } from "../../market/market.ts"
import { valueOf } from "../../market/value.ts"
import { asPrice, asQuantity, fixed, least, WHOLE } from "../../number/exact.ts"
import { priceWords } from "../../market/words.ts"
import { balanceBase } from "../ladder/balance.ts"
import { intoPot } from "../ladder/cells.ts"
import { levelPrice, outermostGap } from "../ladder/known-levels.ts"
import { affordableLots } from "../../bot/margin.ts"
import { ladderOrders, restBuy, restSell } from "../ladder/limit.ts"
import { cellQuantities } from "../ladder/size.ts"
import { giveFromPot } from "../ladder/trade.ts"
import { firstRungs } from "./shape.ts"
import { loopOf, type Stake, type LoopRun } from "./state.ts"

/** Takes the orders back, to be laid anew at the next price once nothing of them rests any more. */
export const clear = (run: LoopRun, rule: string, why: string): void => {
  const { loop } = loopOf(run)
  loop.phase = "CLEARING"
  run.state.needsPrice = true
  for (const order of ladderOrders(run)) cancel(run, order, rule, why)
}

const newStake = (index: number, side: Stake["side"], level: number, amount: Whole): Stake => ({
  index,
  side,
  level,
  amount,
  bought: asQuantity(0),
  held: 0,
  cost: 0,
  proceeds: 0,
  added: 0,
  order: undefined
})

/**
 * Lays the orders at the present price (LOOP-2): half below the anchor, half above it, whose base is bought in one
 * BASE order at market. Base already held is used first. Where the bounds leave no room, the funds wait.
 */
export const build = (run: LoopRun): void => {
  const { loop, settings } = loopOf(run)
  const { state, market } = run
  if (!mayEnter(state) || ladderOrders(run).length > 0) return
  const { ledger, price } = state
  if (loop.levels.anchor === 0) loop.levels = { anchor: price, below: 0, above: 0 }
  const { anchor } = loop.levels
  const rungs = firstRungs(market, settings, anchor, price)
  const waiting = Array.from({ length: settings.orderCount - rungs.length }, () => ({
    level: 0,
    side: "BUY" as const,
    low: price,
    high: price
  }))
  const spans = [...rungs, ...waiting]
  const worth = big(freeCash(state)) + valueOf(market, price, ledger.base.position)
  const budget =
    loop.phase === "NEW" ? state.investment : settings.reinvestProfit ? worth : least(worth, state.investment)
  const quantities = cellQuantities(market, spans, "QUOTE", budget, price)
  let needed: Whole = 0
  loop.near = price
  loop.pot = { held: ledger.base.position, cost: ledger.quote.cost }
  loop.stakes = spans.map(({ level, low, side }, index) => {
    const lots = quantities[index] ?? asQuantity(0)
    if (side === "SELL") needed = add(needed, lots)
    if (level < 0) loop.levels.below = Math.max(loop.levels.below, -level)
    else loop.levels.above = Math.max(loop.levels.above, level)
    const amount =
      side === "BUY" ? costWithFee(market, low, lots) : costWithFee(market, price, lots, market.takerFeeRate)
    return newStake(index, side, level, amount)
  })
  loop.phase = "BASE"
  const words = {
    buys: { rule: "LOOP-2", why: `for the orders above ${priceWords(market, price)}.` },
    sells: { rule: "LOOP-6", why: "that the new orders do not need." }
  }
  if (!balanceBase(run, needed, market.lotsIn(loop.pot.held), words)) shareOut(run)
}

/** The base is there: the sells get equal shares of it, the nearest first, and everything is laid. */
export const shareOut = (run: LoopRun): void => {
  const { loop } = loopOf(run)
  const { market } = run
  const sells = loop.stakes.filter(({ side }) => side === "SELL")
  sells.forEach((stake, index) => {
    const have = market.lotsIn(loop.pot.held)
    giveFromPot(run, loop.pot, stake, dividedUp(have, sells.length - index))
  })
  loop.phase = "LAID"
  layStakes(run)
}

/** Every stake gets its order, those that wait only if there is a gap for them. */
export const layStakes = (run: LoopRun): void => {
  for (const stake of loopOf(run).loop.stakes) settle(run, stake)
}

const gapFor = (run: LoopRun, side: Stake["side"]): number | undefined => {
  const { loop } = loopOf(run)
  const isEmpty = (level: number): boolean => loop.stakes.every((stake) => stake.level !== level)
  return outermostGap(loop.levels, run.shape.levels, side, isEmpty, loop.near)
}

const placeOf = (run: LoopRun, stake: Stake): Price => {
  const { loop, settings } = loopOf(run)
  return levelPrice(loop.levels.anchor, settings.orderDistance, stake.level)
}

/** Gives a stake the order it should have, at its level or in a gap (LOOP-3, LOOP-4). */
export const settle = (run: LoopRun, stake: Stake): void => {
  if (liveOrder(run.state, stake.order) !== undefined) return
  stake.order = undefined
  if (!(stake.side === "BUY" ? mayEnter(run.state) : mayExit(run.state))) return
  if (stake.level === 0) stake.level = gapFor(run, stake.side) ?? 0
  if (stake.level === 0) return
  const { market } = run
  const price = placeOf(run, stake)
  if (stake.side === "SELL") {
    const quantity = market.lotsIn(stake.held)
    const why = run.explain ? `Waits to sell at ${limitWords(market, price, "SELL")}.` : ""
    stake.order = restSell(run, { price, quantity, slot: stake.index }, why)?.id
  } else {
    const quantity = asQuantity(sub(affordableLots(market, stake.amount, price), stake.bought))
    if (stake.bought > 0 && !meetsMinimum(market, price, quantity)) return turn(run, stake)
    const why = run.explain ? `Waits to buy at ${limitWords(market, price, "BUY")}.` : ""
    stake.order = restBuy(run, { price, quantity, slot: stake.index }, why)?.id
  }
  if (stake.order === undefined) stake.level = 0
}

/** A complete fill: the stake goes to the other side, and whoever waits for a gap is looked after (LOOP-3, LOOP-4). */
export const turn = (run: LoopRun, stake: Stake): void => {
  const { loop, settings } = loopOf(run)
  stake.order = undefined
  stake.level = 0
  if (stake.side === "BUY") {
    stake.side = "SELL"
    stake.bought = asQuantity(0)
  } else {
    run.state.roundTrips += 1
    stake.side = "BUY"
    const profit = sub(stake.proceeds, stake.amount)
    const share = settings.reinvestProfit ? fixed(settings.reinvestProfitPercent) : 0n
    // A sale that brought less than it took (a market order's fees) has no more than that to go on with.
    const grown = profit < 0 ? stake.proceeds : add(stake.amount, whole((big(profit) * share) / (100n * WHOLE)))
    stake.amount = add(grown, stake.added)
    stake.added = 0
    stake.proceeds = 0
    intoPot(loop, stake)
  }
  settle(run, stake)
  for (const other of loop.stakes) if (other.level === 0) settle(run, other)
}

/** The newest price known: new orders rest beyond it. */
export const sawPrice = (run: LoopRun, price: Price): void => {
  loopOf(run).loop.near = asPrice(price)
}
