import { add, big, sub, whole } from "../../number/whole.ts"
import type { Holder } from "../../bot/state.ts"
import { affordableLots } from "../../bot/margin.ts"
import { cancel, freeCash, meetsMinimum, positionLots, positionSign } from "../../bot/run.ts"
import { asPrice, asQuantity } from "../../number/exact.ts"
import { fromUnits } from "../../number/decimal-units.ts"
import { isBalancing } from "../ladder/balance.ts"
import { intoPot, take } from "../ladder/cells.ts"
import { levelPrice } from "../ladder/known-levels.ts"
import { lotsAtMarket } from "../ladder/at-market.ts"
import { releasedCost } from "../ladder/trade.ts"
import { leftOf } from "../../bot/left.ts"
import type { Strategy } from "../../bot/strategy.ts"
import { checkLoop } from "./check.ts"
import { build, clear, layStakes, sawPrice, settle, shareOut, turn } from "./lay.ts"
import { planLoop } from "./plan.ts"
import { loopPreset } from "./preset.ts"
import { LoopSettings } from "./settings.ts"
import { loopShape, type LoopShape } from "./shape.ts"
import { freshLoop, loopOf, type LoopState, type Stake, type LoopRun } from "./state.ts"

const stakeOf = (run: Pick<LoopRun, "state">, slot: number | undefined): Stake | undefined =>
  slot === undefined ? undefined : loopOf(run).loop.stakes[slot]

/** Whether taking funds out left too little of a stake for an order: it has no proportion to grow in (FUNDS-1). */
const isEmptied = ({ market, state: { price } }: LoopRun, { amount, order }: Stake): boolean =>
  order === undefined && price > 0 && !meetsMinimum(market, price, affordableLots(market, amount, price))

const lay = (run: LoopRun): void => {
  const { loop: own } = loopOf(run)
  if (own.phase === "LAID") return layStakes(run)
  if (own.phase === "BASE" && isBalancing(run)) return
  clear(run, "LOOP-6", "The orders are laid anew.")
}

const changedShape = (before: LoopSettings, now: LoopSettings): boolean =>
  before.lowPrice !== now.lowPrice ||
  before.highPrice !== now.highPrice ||
  before.orderDistance !== now.orderDistance ||
  before.orderCount !== now.orderCount

/** A take-profit ends in the currency the trader chose; any other end closes the position as always. */
const takesProfit = (run: Holder): boolean => run.state.closing?.outcome === "COMPLETED"

/** Buys below and sells above a price fixed for ever, each fill's funds going far to the other side (SPEC.md, LOOP). */
export const loop: Strategy<LoopSettings, LoopState, LoopShape, typeof LoopSettings> = {
  about: {
    name: "LOOP",
    description: {
      title: "Loop",
      sentence:
        "Keeps orders below and above the price of its first start: what is bought below is sold above, round and round.",
      works: "The price keeps coming back to where you started.",
      hurts: "The price leaves for good on one side: there is no stop-loss, by design."
    },
    settings: LoopSettings,
    markets: "SPOT",
    check: checkLoop,
    plan: planLoop,
    preset: loopPreset,
    figures: ({ market, state }) => {
      const { loop: own, settings } = loopOf({ state })
      if (own.levels.anchor === 0) return []
      const outermost = (level: number) =>
        market.priceText(asPrice(levelPrice(own.levels.anchor, settings.orderDistance, level)))
      const count = (value: number) => fromUnits(BigInt(value), 0)
      const waiting = own.stakes.filter(({ level }) => level === 0).length
      return [
        { name: "anchor", title: "Fixed price", value: market.priceText(own.levels.anchor), unit: "PRICE" },
        { name: "lowestLevel", title: "Lowest level known", value: outermost(-own.levels.below), unit: "PRICE" },
        { name: "highestLevel", title: "Highest level known", value: outermost(own.levels.above), unit: "PRICE" },
        { name: "waiting", title: "Waiting for a gap", value: count(waiting), unit: "COUNT" }
      ]
    }
  },
  money: {
    invests: (market, settings) => market.quote(settings.investment),
    matchedCost: (run, order, base) =>
      order.side === "BUY" ? undefined : releasedCost(stakeOf(run, order.slot) ?? loopOf(run).loop.pot, base)
  },
  entries: {
    include: (_, order) => order.side === "BUY",
    anchor: (state) => loopOf({ state }).loop.levels.anchor
  },
  exits: {
    of: ({ exits }) => exits,
    closesAtPrice: (settings, outcome) => outcome === "COMPLETED" && settings.exitCurrency === "BASE",
    exposure: (run, price) => {
      const { settings } = loopOf(run)
      const side = positionSign(run) > 0 ? "SELL" : "BUY"
      if (!takesProfit(run) || settings.exitCurrency === "QUOTE") return { side, quantity: positionLots(run) }
      if (settings.exitCurrency === "BOTH") return { side, quantity: asQuantity(0) }
      return { side: "BUY", quantity: lotsAtMarket(run.market, run.state.ledger.quote.cash, price) }
    }
  },
  fresh: freshLoop,
  shape: loopShape,
  on: {
    begin: build,
    priced: (run) => {
      const { loop: own } = loopOf(run)
      sawPrice(run, run.state.price)
      if (own.phase === "NEW" || own.phase === "CLEARING") build(run)
    },
    lay,
    filled: (run, order, booked, complete) => {
      const { loop: own } = loopOf(run)
      const stake = stakeOf(run, order.slot)
      const into = stake ?? own.pot
      take(into, booked.base, booked.cost)
      if (stake === undefined) {
        if (complete && order.purpose === "BASE" && own.phase === "BASE") shareOut(run)
        return
      }
      if (order.side === "SELL") stake.proceeds = sub(stake.proceeds, booked.paid)
      sawPrice(run, order.price)
      if (complete && stake.order === order.id) turn(run, stake)
    },
    gone: (run, order) => {
      const { loop: own } = loopOf(run)
      const stake = stakeOf(run, order.slot)
      if (stake === undefined || own.phase !== "LAID") {
        if (own.phase === "BASE") own.phase = "CLEARING"
        run.state.needsPrice = true
        return
      }
      if (stake.order !== order.id) return
      stake.order = undefined
      if (order.side === "BUY") stake.bought = asQuantity(add(stake.bought, order.filled))
      const rest = run.market.lotsIn(stake.held)
      // What is left of the sale is below the minimum: it counts as complete.
      if (order.side === "SELL" && order.filled > 0 && !meetsMinimum(run.market, order.price, rest)) turn(run, stake)
      else settle(run, stake)
    },
    funded: (run, before) => {
      const { loop: own } = loopOf(run)
      const { investment } = run.state
      const waiting = own.stakes.filter(({ cost, side }) => side === "BUY" && cost === 0)
      const emptied = waiting.every((stake) => isEmptied(run, stake))
      const each = emptied && waiting.length > 0 ? big(freeCash(run.state)) / BigInt(waiting.length) : 0n
      if (each > 0n) for (const stake of waiting) stake.amount = whole(each)
      for (const stake of each > 0n ? [] : own.stakes) {
        const more = whole((big(stake.amount) * (investment - before)) / before)
        if (stake.side === "SELL") stake.added = add(stake.added, more)
        else stake.amount = add(stake.amount, more)
        const order = stake.order === undefined ? undefined : run.state.orders.get(stake.order)
        if (order?.side === "BUY" && order.filled === 0)
          cancel(run, order, "FUNDS-1", "Funds were added: the order is placed again at its new size.")
      }
      if (own.phase === "LAID") layStakes(run)
    },
    drawn: (run, left) => {
      for (const stake of loopOf(run).loop.stakes) {
        stake.added = leftOf(stake.added, left)
        if (stake.side === "BUY") stake.amount = add(stake.cost, leftOf(sub(stake.amount, stake.cost), left))
      }
    },
    changed: (run, before) => {
      const { loop: own, settings } = loopOf(run)
      if (!changedShape(before, settings)) return
      gather(own)
      own.levels.below = 0
      own.levels.above = 0
      clear(run, "LOOP-6", "The settings changed: the orders are laid anew around the same price.")
    },
    surrender: (run) => {
      const { loop: own } = loopOf(run)
      gather(own)
      own.phase = "CLEARING"
    }
  }
}

/** What the stakes hold belongs to the whole again. */
const gather = (own: LoopState): void => {
  for (const stake of own.stakes) intoPot(own, stake)
  own.stakes = []
}
