import {
  buyFeeRate,
  buyTakes,
  cancel,
  freeCash,
  liveOrder,
  mayEnter,
  mayExit,
  meetsMinimum,
  place,
  positionLots,
  type Run
} from "../../bot/run.ts"
import { beginClosing } from "../../bot/closing.ts"
import type { Price } from "../../market/market.ts"
import { scaleOf } from "../../market/value.ts"
import { asPrice, asQuantity, asQuote, ceilDiv, floorDiv, share, WHOLE } from "../../number/exact.ts"
import { marketReserve } from "../ladder/size.ts"
import { affordableLots } from "../ladder/limit.ts"
import { averagingOrders, baseLots } from "./amounts.ts"
import { dcaOf, isLong, type Rung } from "./state.ts"

/** What the cycle may use: the investment, and profit that joined it. */
const investmentOf = (run: Run): bigint => run.state.investment + dcaOf(run).dca.reinvested

const netProfit = (run: Run): bigint => -run.state.ledger.quote.profit - run.state.ledger.quote.fees

/** Places the base order of a cycle at the present price (DCA-1). */
export const enterCycle = (run: Run): void => {
  const { dca, settings } = dcaOf(run)
  const { state, market } = run
  if (!mayEnter(state) || liveOrder(state, dca.base) !== undefined) return
  if (dca.phase === "BETWEEN") {
    dca.profitBefore = netProfit(run)
    dca.baseFilled = 0n
    dca.baseNotional = 0n
    dca.rungs = []
    dca.atMarket = false
  }
  dca.phase = "ENTERING"
  const { price } = state
  const long = isLong(settings)
  const atMarket = settings.baseOrderType === "MARKET"
  const wanted = baseLots(market, settings, investmentOf(run), price)
  const affordable = long ? affordableLots(market, freeCash(state), marketReserve(price)) : wanted
  const quantity = asQuantity(Math.min(wanted, affordable))
  if (!meetsMinimum(market, price, quantity)) {
    beginClosing(run, "CLOSE_POSITIONS", "STOPPED", "What is left is too little for another cycle.", "SYSTEM")
    return
  }
  const order = place(
    run,
    {
      purpose: "BASE",
      side: long ? "BUY" : "SELL",
      type: atMarket ? "MARKET" : "LIMIT",
      price: atMarket ? asPrice(0) : price,
      quantity,
      ...(long ? { reservePrice: atMarket ? marketReserve(price) : price } : {})
    },
    "DCA-1",
    () => `Opens cycle ${dca.cycles + 1} at about ${market.priceText(price)}.`
  )
  dca.base = order.id
}

/** The base order is filled as far as it goes: averaging orders are counted from its price (DCA-2). */
export const baseDone = (run: Run): void => {
  const { dca, settings } = dcaOf(run)
  const { market } = run
  dca.base = undefined
  dca.phase = "IN"
  const { cell, lot } = scaleOf(market)
  dca.basePrice = asPrice(dca.baseFilled === 0n ? run.state.price : (dca.baseNotional * lot) / (dca.baseFilled * cell))
  dca.rungs = averagingOrders(market, settings, investmentOf(run), dca.basePrice).map(
    ({ price, quantity }, index): Rung => ({
      index,
      price,
      quantity,
      filled: asQuantity(0),
      done: false,
      order: undefined
    })
  )
  layCycle(run)
}

/** The averaging orders not yet filled get new sizes or prices; those filled stay (FUNDS-1, DCA-6). */
export const renewRungs = (run: Run, rule: string, why: string): void => {
  const { dca, settings } = dcaOf(run)
  const fresh = averagingOrders(run.market, settings, investmentOf(run), dca.basePrice)
  dca.rungs = fresh.map(({ price, quantity }, index): Rung => {
    const before = dca.rungs[index]
    if (before !== undefined && (before.done || before.filled > 0)) return before
    const order = liveOrder(run.state, before?.order)
    if (order !== undefined && order.filled > 0 && before !== undefined) return before
    if (order !== undefined) cancel(run, order, rule, why)
    return { index, price, quantity, filled: asQuantity(0), done: false, order: order?.id }
  })
  for (const order of run.state.orders.values()) {
    if (order.purpose === "AVERAGING" && order.slot !== undefined && order.slot >= dca.rungs.length)
      cancel(run, order, rule, why)
  }
}

/** The price of the take-profit order for the position as it is (DCA-4). */
export const takeProfitPrice = (run: Run): Price => {
  const { settings } = dcaOf(run)
  const { cell, lot } = scaleOf(run.market)
  const { base, quote } = run.state.ledger
  if (base.position === 0n) return asPrice(0)
  const percent = share(settings.takeProfitPercent)
  return base.position > 0n
    ? asPrice(ceilDiv(quote.cost * (WHOLE + percent) * lot, base.position * cell * WHOLE))
    : asPrice(floorDiv(-quote.cost * (WHOLE - percent) * lot, -base.position * cell * WHOLE))
}

/** Makes the cycle's resting orders what they should be (DCA-3, DCA-4). */
export const layCycle = (run: Run): void => {
  const { dca } = dcaOf(run)
  if (dca.phase === "ENDING") return continueEnding(run)
  if (dca.phase === "ENTERING" && liveOrder(run.state, dca.base) === undefined) run.state.needsPrice = true
  if (dca.phase !== "IN") return
  layTakeProfit(run)
  layRungs(run)
}

const layTakeProfit = (run: Run): void => {
  const { dca, settings } = dcaOf(run)
  const { state, market } = run
  const standing = liveOrder(state, dca.takeProfit)
  const price = takeProfitPrice(run)
  const quantity = positionLots(run)
  const wanted = settings.trailingTakeProfitPercent === undefined && price > 0 && meetsMinimum(market, price, quantity)
  if (standing !== undefined) {
    const same = wanted && standing.price === price && standing.quantity - standing.filled === quantity
    if (!same && mayExit(state))
      cancel(run, standing, "DCA-4", "The average entry moved: the take-profit moves with it.")
    return
  }
  dca.takeProfit = undefined
  if (!wanted || !mayExit(state)) return
  const side = isLong(settings) ? "SELL" : "BUY"
  const order = place(
    run,
    { purpose: "TAKE_PROFIT", side, type: "LIMIT", price, quantity },
    "DCA-4",
    () => `Takes profit at ${market.priceText(price)}, ${settings.takeProfitPercent} % from the average entry.`
  )
  dca.takeProfit = order.id
}

const layRungs = (run: Run): void => {
  const { dca, settings } = dcaOf(run)
  const { state, market } = run
  if (!mayEnter(state)) return
  const limit = settings.activeOrdersLimit ?? dca.rungs.length
  const long = isLong(settings)
  let resting = 0
  for (const rung of dca.rungs) {
    if (rung.done) continue
    if (resting >= limit) return
    if (liveOrder(state, rung.order) === undefined) {
      rung.order = undefined
      const left = rung.quantity - rung.filled
      const lots = asQuantity(
        long ? Math.min(left, affordableLots(market, freeCash(state), rung.price, buyFeeRate(run, rung.price))) : left
      )
      // What funds or the exchange's minimum do not allow now waits; the ones after it wait with it.
      if (rung.price <= 0 || !meetsMinimum(market, rung.price, lots)) return
      const order = place(
        run,
        {
          purpose: "AVERAGING",
          side: long ? "BUY" : "SELL",
          type: "LIMIT",
          price: rung.price,
          quantity: lots,
          slot: rung.index,
          ...(long ? { reservePrice: rung.price, takes: buyTakes(run, rung.price) } : {})
        },
        "DCA-3",
        () => `Averaging order ${rung.index + 1}: ${long ? "buys" : "sells"} more at ${market.priceText(rung.price)}.`
      )
      rung.order = order.id
    }
    resting += 1
  }
}

const cycleOrders = (run: Run) =>
  [...run.state.orders.values()].filter(
    (order) => order.purpose === "AVERAGING" || order.purpose === "TAKE_PROFIT" || order.purpose === "BASE"
  )

const isFlat = (run: Run): boolean => !meetsMinimum(run.market, run.state.price, positionLots(run))

/** The position is sold: what is left of the cycle is cleared away (DCA-5). */
export const endCycle = (run: Run): void => {
  const { dca } = dcaOf(run)
  dca.phase = "ENDING"
  for (const order of cycleOrders(run)) cancel(run, order, "DCA-5", "The cycle is over.")
  continueEnding(run)
}

/** Ends the cycle at market: the trailed take-profit (EXIT-6). */
export const takeProfitNow = (run: Run, why: string): void => {
  const { dca } = dcaOf(run)
  dca.phase = "ENDING"
  dca.atMarket = true
  for (const order of cycleOrders(run)) cancel(run, order, "EXIT-6", why)
  continueEnding(run)
}

/** Goes on with ending a cycle as its orders go. */
export const continueEnding = (run: Run): void => {
  const { dca, settings } = dcaOf(run)
  const { state, market } = run
  if (dca.phase !== "ENDING" || cycleOrders(run).length > 0) return
  if (isFlat(run)) return closeCycle(run)
  if (!dca.atMarket) {
    // An averaging order filled while the cycle was ending: it goes on with that.
    dca.phase = "IN"
    return layCycle(run)
  }
  if (!mayExit(state)) return
  place(
    run,
    {
      purpose: "TAKE_PROFIT",
      side: isLong(settings) ? "SELL" : "BUY",
      type: "MARKET",
      price: asPrice(0),
      quantity: positionLots(run)
    },
    "EXIT-6",
    () => `The gain fell back from its peak: takes profit near ${market.priceText(state.price)}.`
  )
}

const closeCycle = (run: Run): void => {
  const { dca, settings } = dcaOf(run)
  const { state, market } = run
  const profit = netProfit(run) - dca.profitBefore
  const kept = share(settings.reinvestProfitPercent ?? "0")
  if (profit > 0n) dca.reinvested += (profit * kept) / WHOLE
  dca.cycles += 1
  state.roundTrips += 1
  dca.phase = "BETWEEN"
  dca.rungs = []
  dca.takeProfit = undefined
  dca.atMarket = false
  state.exit.peak = asPrice(0)
  state.exit.armed = false
  const words = `Cycle ${dca.cycles} ended with ${market.quoteText(asQuote(profit))} ${market.instrument.quote} after fees.`
  if (settings.maxCycles !== undefined && dca.cycles >= settings.maxCycles) {
    beginClosing(run, "CLOSE_POSITIONS", "COMPLETED", `${words} It was the last one.`, "SYSTEM")
    return
  }
  // DCA-5: the next cycle starts under the start conditions, counted from here.
  state.reason = words
  state.entered = false
  state.start.triggered = false
  state.start.reference = asPrice(0)
  state.needsPrice = true
}
