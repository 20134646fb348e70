import { add, divided, sub, times, type Whole } from "../../number/whole.ts"
import { mayEnter, meetsMinimum, place, positionLots, positionSign } from "../../bot/run.ts"
import { beginClosing } from "../../bot/closing.ts"
import { wakeAt } from "../../bot/wake-draft.ts"
import { afterOpenTime, sessionAt } from "../../calendar/sessions.ts"
import { contribute } from "../../ledger/ledger.ts"
import type { Booked } from "../../ledger/trade.ts"
import { asPrice, asQuantity } from "../../number/exact.ts"
import { type LiveOrder, remaining } from "../../order/live-order.ts"
import { marketReserve } from "../ladder/size.ts"
import { positivePrice } from "../ladder/ladder.ts"
import type { Strategy } from "../../bot/strategy.ts"
import { checkTwap } from "./check.ts"
import { planTwap, twapBrings, twapWays } from "./plan.ts"
import { twapPreset } from "./preset.ts"
import { twapFigures, twapWords } from "./report.ts"
import { carryWhole, cutSlice, sliceCount, sliceDue, sliceTime, totalLots } from "./schedule.ts"
import { TwapSettings } from "./settings.ts"
import { freshTwap, twapOf, type TwapState, type TwapRun, type TwapShape } from "./state.ts"
import { sizeWords } from "../../market/words.ts"

/** Lots on their way: orders not answered yet, which are neither filled nor left. */
const underWay = (run: TwapRun): Whole => {
  let lots: Whole = 0
  for (const order of run.state.orders.values()) if (order.purpose === "TWAP_SLICE") lots = add(lots, remaining(order))
  return lots
}

/** Whether the price is on the worse side of the trader's limit (TWAP-4). */
const beyondLimit = (run: TwapRun): boolean => {
  const { settings } = twapOf(run)
  const { price } = run.state
  if (settings.priceLimit === undefined) return false
  const buys = settings.side === "BUY"
  const limit = positivePrice(run.market, settings.priceLimit, buys ? "DOWN" : "UP")
  return limit !== undefined && (buys ? price > limit : price < limit)
}

/** Decides the slice that is due at the present price; slices missed meanwhile are made up for by those left. */
const decide = (run: TwapRun): void => {
  const { settings, twap } = twapOf(run)
  const { market, state } = run
  if (twap.startAt === 0 || !mayEnter(state) || sessionAt(market.instrument, run.at) !== "REGULAR") return
  const count = sliceCount(settings)
  const now = sliceDue(market, settings, twap.startAt, run.at)
  // The last slice, too, waits for a price: it goes when the first one comes, however late.
  const due = twap.waits && twap.next < count ? Math.min(now, count - 1) : now
  twap.waits = false
  if (due < twap.next) return completeWhenDone(run)
  twap.next = due + 1
  if (due < count) {
    twap.market.sum += BigInt(state.price)
    twap.market.count += 1
    if (beyondLimit(run)) twap.skipped += 1
    else send(run, count, due)
  }
  state.reason =
    twap.next >= count ? "The last slice has gone out." : `Slice ${twap.next + 1} of ${count} goes out next.`
  if (due < count && beyondLimit(run))
    state.reason = `Slice ${due + 1} was left out: the price is beyond your limit. ${state.reason}`
  completeWhenDone(run)
}

const send = (run: TwapRun, count: number, slice: number): void => {
  const { settings, twap } = twapOf(run)
  const { market, state } = run
  const total = totalLots(market, settings)
  const left = sub(total, add(twap.lots, underWay(run)))
  const { carried, lots } = cutSlice(total, count, left, count - slice, twap.carried)
  if (!meetsMinimum(market, state.price, lots)) {
    twap.carried = carryWhole(left, count - slice, twap.carried)
    return
  }
  twap.carried = carried
  const order = place(
    run,
    {
      purpose: "TWAP_SLICE",
      side: settings.side,
      type: "MARKET",
      price: asPrice(0),
      quantity: lots,
      timeInForce: "IOC",
      slot: slice,
      reduceOnly: settings.reduceOnly === true,
      ...(settings.side === "BUY" ? { reservePrice: marketReserve(state.price) } : {})
    },
    "TWAP-3",
    run.explain ? `Slice ${slice + 1} of ${count}: ${sizeWords(market, lots)} at market.` : ""
  )
  twap.slice = { order: order.id, lots: 0, notional: 0 }
}

/** All slices are decided and answered, or nothing is left to trade: the order is done (TWAP-5). */
const completeWhenDone = (run: TwapRun): void => {
  const { settings, twap } = twapOf(run)
  const { market } = run
  if (underWay(run) > 0) return
  if (twap.next < sliceCount(settings) && twap.lots < totalLots(market, settings)) return
  beginClosing(run, "CANCEL_ORDERS", "COMPLETED", twapWords(run), "SYSTEM")
}

type Slice = { readonly lots: Whole; readonly notional: Whole }
/** Whether a slice's average price is lower than another's. */
const cheaper = (a: Slice, b: Slice): boolean => times(a.notional, b.lots) < times(b.notional, a.lots)

/** The slice's order is gone: it takes its place in the report. */
const judge = (run: TwapRun): void => {
  const { settings, twap } = twapOf(run)
  const { lots, notional } = twap.slice
  twap.slice = { order: undefined, lots: 0, notional: 0 }
  if (lots === 0) return
  const slice = { lots, notional }
  const better = (a: Slice, b: Slice) => (settings.side === "BUY" ? cheaper(a, b) : cheaper(b, a))
  twap.filled += 1
  if (twap.best === undefined || better(slice, twap.best)) twap.best = slice
  if (twap.worst === undefined || better(twap.worst, slice)) twap.worst = slice
}

const filled = (run: TwapRun, order: LiveOrder, booked: Booked, complete: boolean): void => {
  const { settings, twap } = twapOf(run)
  const { market, state } = run
  const lots = market.lotsIn(booked.deal.base)
  twap.lots = add(twap.lots, lots)
  twap.notional = add(twap.notional, booked.deal.notional)
  if (market.instrument.kind === "FUTURES") {
    if (settings.reduceOnly !== true) contribute(state.ledger, divided(booked.deal.notional, settings.leverage ?? 1))
  } else if (settings.side === "BUY") contribute(state.ledger, booked.paid)
  if (twap.slice.order === order.id) {
    twap.slice.lots = add(twap.slice.lots, lots)
    twap.slice.notional = add(twap.slice.notional, booked.deal.notional)
    if (complete) judge(run)
    // Answered only after the next went out, as when the exchange was lost in between.
  } else if (complete) twap.filled += 1
  if (complete) completeWhenDone(run)
}

/** Nothing ends it but its last slice. */
const shape = (): TwapShape => ({ exits: { basis: "INVESTMENT" } })

/** Buys or sells an amount in equal slices over a time, at market (SPEC.md, TWAP). */
export const twap: Strategy<TwapSettings, TwapState, TwapShape, typeof TwapSettings> = {
  about: {
    name: "TWAP",
    description: {
      title: "TWAP",
      sentence: "Buys or sells an amount in many small slices, evenly over a time, and then is done.",
      works: "The amount is large enough to move the price if it went at once.",
      hurts: "The price runs away from you while the slices go out."
    },
    settings: TwapSettings,
    markets: "BOTH",
    check: checkTwap,
    plan: planTwap,
    preset: twapPreset,
    figures: twapFigures
  },
  money: {
    amount: "totalAmount",
    margin: (settings) => ({ leverage: settings.leverage ?? 1, type: settings.marginType ?? "ISOLATED" }),
    // What it pays joins the books as it pays: nobody knows before what the slices will cost.
    invests: () => 0n,
    investsBase: (market, settings) =>
      market.instrument.kind === "SPOT" && settings.side === "SELL" ? market.baseOf(totalLots(market, settings)) : 0n,
    brings: twapBrings
  },
  entries: { include: () => true, ways: twapWays },
  exits: {
    of: ({ exits }) => exits,
    // What was sold from the trader's stock was meant to go: nothing of it is bought back.
    exposure: (run) => {
      const sold = run.market.instrument.kind === "SPOT" && twapOf(run).settings.side === "SELL"
      const side = positionSign(run) > 0 ? "SELL" : "BUY"
      return { side, quantity: sold ? asQuantity(0) : positionLots(run) }
    }
  },
  fresh: freshTwap,
  shape,
  on: {
    begin: (run) => {
      twapOf(run).twap.startAt = run.at
      decide(run)
    },
    priced: decide,
    timed: (run) => {
      const { settings, twap: own } = twapOf(run)
      own.waits = true
      run.state.needsPrice = true
      run.state.reason = `Slice ${Math.min(own.next + 1, sliceCount(settings))} of ${sliceCount(settings)} is due: it goes out at the next price.`
    },
    watch: (run, wake) => {
      const { settings, twap: own } = twapOf(run)
      if (own.next >= sliceCount(settings)) return
      // Due while the market is closed: when it opens.
      const opens = afterOpenTime(run.market.instrument, run.at, 0)
      wakeAt(wake, Math.max(opens, sliceTime(run.market, settings, own.startAt, own.next)))
    },
    filled,
    gone: (run, order) => {
      const { twap: own } = twapOf(run)
      if (own.slice.order === order.id) judge(run)
      else if (order.filled > 0) own.filled += 1
      if (mayEnter(run.state)) completeWhenDone(run)
    },
    changed: (run) => {
      // Slices are counted anew from the start; those that would have been due by now are made up for.
      const { settings, twap: own } = twapOf(run)
      own.next = sliceDue(run.market, settings, own.startAt, run.at) + 1
    }
  }
}
