import { add, big, negated, proportion, sub, type Whole, whole } from "../../number/whole.ts"
import type { Holder } from "../../bot/state.ts"
import type { Exposure } from "../../bot/strategy.ts"
import type { Booked } from "../../ledger/trade.ts"
import type { Price } from "../../market/market.ts"
import { scaleOf, unitsOf } from "../../market/value.ts"
import { asPrice, floorDiv } from "../../number/exact.ts"
import { type LiveOrder, remaining } from "../../order/live-order.ts"
import { isBalancing } from "../ladder/balance.ts"
import { lotsAtMarket } from "../ladder/at-market.ts"
import { cellAt, freshCells, intoPot, take } from "../ladder/cells.ts"
import { cellFilled, cellGone, layCells } from "../ladder/trade.ts"
import { trail, watchTrail } from "../ladder/trail.ts"
import type { Strategy } from "../../bot/strategy.ts"
import { build, clear, shareOut } from "./build.ts"
import { firstBought, stillBrings } from "./first.ts"
import { buysFirst, reservedForFirst } from "./lacking.ts"
import { checkBtd } from "./check.ts"
import { addBase, takeBase } from "./funds.ts"
import { planBtd } from "./plan.ts"
import { btdPreset } from "./preset.ts"
import { BtdSettings } from "./settings.ts"
import { btdShape, type BtdShape } from "./shape.ts"
import { btdOf, type BtdState, freshBtd, type BtdRun } from "./state.ts"
import { btdTrailing, followingStop, giveBase, left } from "./trail.ts"

/** How far beyond its trigger a resting stop is still paid for. */
const JUMP = 1.02

const lay = (run: BtdRun): void => {
  const { btd: own } = btdOf(run)
  if (own.phase === "LAID") return layCells(run, own)
  if (own.phase === "BASE" && isBalancing(run)) return
  clear(run, "BTD-7", "The ladder is laid anew.")
}

const changedShape = (before: BtdSettings, now: BtdSettings): boolean =>
  before.lowPrice !== now.lowPrice ||
  before.highPrice !== now.highPrice ||
  before.levelsDown !== now.levelsDown ||
  before.levelsUp !== now.levelsUp ||
  before.gridLevels !== now.gridLevels ||
  before.gridStep !== now.gridStep ||
  before.levelsDistribution !== now.levelsDistribution ||
  before.fundDips !== now.fundDips

/** What buying back releases: the share of what the cell's sale brought (LEDGER-4). */
const broughtBack = (run: Pick<BtdRun, "market" | "state">, order: LiveOrder, base: Whole): Whole | undefined => {
  const cell = cellAt(btdOf(run).btd, order.slot)
  if (order.side === "SELL" || cell === undefined || cell.cost >= 0) return undefined
  const left = add(unitsOf(run.market, remaining(order)), base)
  return left <= base ? cell.cost : proportion(cell.cost, base, left)
}

/** Follows a round trip: sold first, bought back later; its profit is counted in base at the price of the sale (BTD-4). */
const countTrip = (run: BtdRun, order: LiveOrder, booked: Booked, complete: boolean): void => {
  const { btd: own } = btdOf(run)
  const cell = cellAt(own, order.slot)
  if (cell === undefined) return
  const open = own.trips.find(({ level }) => level === cell.level)
  if (order.side === "BUY" && open === undefined) return
  const trip = open ?? { level: cell.level, price: order.price, quote: 0, base: 0 }
  if (open === undefined) own.trips.push(trip)
  trip.quote = sub(trip.quote, booked.paid)
  trip.base = sub(trip.base, booked.base)
  if (order.side === "SELL" || !complete) return
  const { cell: unit, lot } = scaleOf(run.market)
  const bought = whole(floorDiv(big(trip.quote) * lot, BigInt(trip.price) * unit))
  own.profit = add(own.profit, sub(bought, trip.base))
  own.trips = own.trips.filter((one) => one !== trip)
  run.state.roundTrips += 1
}

/** What turns all quote into base again; two stops that filled in one moment bought too much, which is sold (BTD-6). */
const toClose = (run: Holder, price: Price): Exposure => {
  const { market, state } = run
  const { cash } = state.ledger.quote
  if (cash < 0) return { side: "SELL", quantity: market.lotsFor(negated(cash), price) }
  // A stop that rests may be jumped over: what it leaves is bought when the run closes.
  const at = state.closing === undefined ? asPrice(Math.ceil(price * JUMP)) : price
  return { side: "BUY", quantity: lotsAtMarket(market, cash, at) }
}

/** Sells base above the price and buys it back in dips, to end with more base (SPEC.md, BTD). */
export const btd: Strategy<BtdSettings, BtdState, BtdShape, typeof BtdSettings> = {
  about: {
    name: "BTD",
    description: {
      title: "Buy the dip",
      sentence:
        "Takes coins you have, sells some at each level up and buys them back lower: your profit is more coins.",
      works: "The price swings, or falls and you mean to hold the coin anyway.",
      hurts: "The price rises and does not come back: you hold fewer coins than if you had done nothing."
    },
    settings: BtdSettings,
    markets: "SPOT",
    check: checkBtd,
    plan: planBtd,
    preset: btdPreset
  },
  money: {
    countsIn: "BASE",
    invests: () => 0n,
    // What it buys first joins the books as it comes.
    investsBase: (market, settings) => market.base(settings.investment) - buysFirst(market, settings),
    buysFirst,
    costOfFirst: (state) => btdOf({ state }).btd.first.cost,
    brings: (market, settings, price) => ({
      quote: reservedForFirst(market, buysFirst(market, settings), price),
      base: market.base(settings.investment) - buysFirst(market, settings)
    }),
    stillBrings,
    profitInBase: (state) => btdOf({ state }).btd.profit,
    matchedCost: broughtBack
  },
  entries: {
    // Selling is what opens: it makes the run short of the base it began with.
    include: (_, order) => order.side === "SELL"
  },
  exits: {
    of: ({ exits }) => exits,
    stopLossPrice: followingStop,
    closesAtPrice: () => true,
    exposure: toClose
  },
  fresh: freshBtd,
  shape: btdShape,
  on: {
    begin: build,
    priced: (run) => {
      const { btd: own } = btdOf(run)
      if (own.phase === "NEW" || own.phase === "CLEARING") build(run)
      trail(run, () => btdTrailing(run))
    },
    watch: (run, wake) => watchTrail(run, btdTrailing(run), wake),
    lay,
    filled: (run, order, booked, complete) => {
      const { btd: own } = btdOf(run)
      if (order.purpose === "BASE" && order.side === "BUY" && !own.first.done) {
        firstBought(run, booked, complete)
        if (complete) build(run)
        return
      }
      if (order.purpose === "BASE") {
        take(own.pot, booked.base, booked.cost)
        if (order.side === "SELL") own.atStart = sub(own.atStart, booked.paid)
        if (complete && own.phase === "BASE") shareOut(run)
        return
      }
      countTrip(run, order, booked, complete)
      cellFilled(run, own, order, booked, complete, { opens: "SELL" })
      if (complete) giveBase(run)
    },
    gone: (run, order) => {
      const { btd: own } = btdOf(run)
      if (order.purpose === "BASE") {
        if (own.phase === "BASE") own.phase = "CLEARING"
        run.state.needsPrice = true
        return
      }
      const leaving = own.leaving.find((cell) => cell.order === order.id)
      if (leaving === undefined) cellGone(run, own, order)
      else left(run, leaving)
      if (own.phase === "CLEARING") run.state.needsPrice = true
    },
    funded: addBase,
    drawn: takeBase,
    changed: (run, before) => {
      const { settings, btd: own } = btdOf(run)
      if (!changedShape(before, settings)) return
      gather(own)
      Object.assign(own, { ...freshCells(), pot: own.pot, trips: [] })
      clear(run, "BTD-7", "The settings changed: the ladder is laid anew.")
    },
    surrender: (run) => {
      const { btd: own } = btdOf(run)
      gather(own)
      own.phase = "CLEARING"
    }
  }
}

/** What the cells hold belongs to the whole again. */
const gather = (own: BtdState): void => {
  for (const cell of [...own.cells, ...own.leaving]) intoPot(own, cell)
  own.leaving = []
}
