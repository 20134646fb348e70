import { freeCash, liveOrder, place, positionLots, meetsMinimum, type Run, transit } from "../../bot/run.ts"
import { asPrice, asQuantity, share } from "../../number/exact.ts"
import type { Market } from "../../market/market.ts"
import { affordableLots } from "../ladder/limit.ts"
import { positivePrice } from "../ladder/ladder.ts"
import type { Exits, Strategy } from "../strategy.ts"
import { checkDca } from "./check.ts"
import { baseDone, continueEnding, endCycle, enterCycle, layCycle, renewRungs, takeProfitNow } from "./cycle.ts"
import { planDca } from "./plan.ts"
import { dcaPreset } from "./preset.ts"
import type { DcaSettings } from "./settings.ts"
import { type DcaState, dcaOf, freshDca, isLong } from "./state.ts"

const exits = (settings: DcaSettings): Exits => ({
  basis: "ENTRY",
  // Without trailing the take-profit is an order of its own that rests (DCA-4).
  ...(settings.trailingTakeProfitPercent === undefined
    ? {}
    : {
        takeProfit: share(settings.takeProfitPercent),
        trailingTakeProfit: share(settings.trailingTakeProfitPercent)
      }),
  ...(settings.stopLossPercent === undefined ? {} : { stopLoss: share(settings.stopLossPercent) }),
  ...(settings.trailingStopPercent === undefined ? {} : { trailingStop: share(settings.trailingStopPercent) })
})

const known = new WeakMap<DcaSettings, Exits>()
const exitsOf = (_: Market, settings: DcaSettings): Exits => {
  const before = known.get(settings)
  if (before !== undefined) return before
  const made = exits(settings)
  known.set(settings, made)
  return made
}

/** Locks the funds with an order half the price away (START-6). */
const reserve = (run: Run): void => {
  const { settings } = dcaOf(run)
  const { state, market } = run
  const long = isLong(settings)
  const price = asPrice(Math.max(1, long ? Math.floor(state.price / 2) : Math.ceil(state.price * 1.5)))
  const funds = long ? freeCash(state) : state.investment
  const lots = affordableLots(market, funds, long ? price : state.price)
  if (!meetsMinimum(market, price, lots)) return
  place(
    run,
    {
      purpose: "RESERVATION",
      side: long ? "BUY" : "SELL",
      type: "LIMIT",
      price,
      quantity: lots,
      ...(long ? { reservePrice: price } : {})
    },
    "START-6",
    () => `Keeps the funds for this bot until the price is on the right side.`
  )
}

/** Averaging on spot: enters, buys more as the price goes against it, takes profit from the average (SPEC.md, DCA). */
export const dca: Strategy<DcaSettings, DcaState> = {
  name: "DCA",
  description: {
    title: "DCA",
    sentence: "Buys a first part, buys more each time the price falls, and sells everything above the average paid.",
    works: "Dips are followed by recoveries.",
    hurts: "The price falls further than your averaging orders reach and does not come back."
  },
  markets: "SPOT",
  check: checkDca,
  plan: planDca,
  preset: dcaPreset,
  fresh: freshDca,
  invests: (market, settings) => market.quote(settings.investment),
  brings: (market, settings, price) => {
    const quote = market.quote(settings.investment)
    // A short sells base that is there, and may have to buy it back dearer than it sold.
    return { quote, base: isLong(settings) ? 0n : market.baseOf(market.lotsFor(quote, price)) }
  },
  isEntry: (_, order) => order.purpose === "BASE" || order.purpose === "AVERAGING" || order.purpose === "RESERVATION",
  exits: exitsOf,
  pumpProtection: () => false,
  entryLimit: (market, settings) => {
    const text = isLong(settings) ? settings.maxPrice : settings.minPrice
    const price = text === undefined ? undefined : positivePrice(market, text, isLong(settings) ? "DOWN" : "UP")
    if (price === undefined) return undefined
    return { side: isLong(settings) ? "BELOW" : "ABOVE", price, reserve: settings.reserveFunds ?? true }
  },
  reserve,
  begin: enterCycle,
  priced: (run) => {
    const { dca: own } = dcaOf(run)
    if (own.phase === "ENTERING" && liveOrder(run.state, own.base) === undefined) enterCycle(run)
    else if (own.phase === "ENDING") continueEnding(run)
  },
  watch: () => {},
  lay: layCycle,
  exiting: (run) => dcaOf(run).dca.phase === "ENDING",
  takeProfit: takeProfitNow,
  filled: (run, order, booked, complete) => {
    const { dca: own } = dcaOf(run)
    switch (order.purpose) {
      case "RESERVATION":
        // The market fell (rose) so far that the reservation itself is the entry (START-6).
        if (!complete) return
        if (!run.state.entered) {
          run.state.entered = true
          if (run.state.life !== "ACTIVE" && run.state.life !== "PAUSED")
            transit(run, "ACTIVE", "The order that reserved the funds was filled.", "EXCHANGE")
        }
        own.phase = "IN"
        own.rungs = []
        return layCycle(run)
      case "BASE":
        own.baseFilled += booked.gross
        own.baseNotional += booked.notional
        return complete ? baseDone(run) : undefined
      case "TAKE_PROFIT":
        if (own.phase === "ENDING") return continueEnding(run)
        return complete || positionLots(run) === 0 ? endCycle(run) : undefined
      default: {
        const rung = own.rungs[order.slot ?? -1]
        if (rung !== undefined && complete && rung.order === order.id) {
          rung.filled = asQuantity(rung.filled + order.quantity)
          rung.done = true
          rung.order = undefined
        }
        return layCycle(run)
      }
    }
  },
  gone: (run, order) => {
    const { dca: own } = dcaOf(run)
    switch (order.purpose) {
      case "BASE":
        own.base = undefined
        if (own.phase === "ENDING") return continueEnding(run)
        if (own.baseFilled > 0n) return baseDone(run)
        run.state.needsPrice = true
        return
      case "TAKE_PROFIT":
        own.takeProfit = undefined
        if (own.phase === "ENDING" && order.type === "MARKET" && order.filled === 0) {
          run.state.needsPrice = true
          return
        }
        return layCycle(run)
      default: {
        const rung = own.rungs[order.slot ?? -1]
        if (rung !== undefined && rung.order === order.id) {
          rung.order = undefined
          rung.filled = asQuantity(rung.filled + order.filled)
          if (!meetsMinimum(run.market, rung.price, rung.quantity - rung.filled) && rung.filled > 0) rung.done = true
        }
        return layCycle(run)
      }
    }
  },
  funded: (run) => {
    renewRungs(run, "FUNDS-1", "Funds were added: the order is placed again at its new size.")
    layCycle(run)
  },
  changed: (run) => {
    const { dca: own } = dcaOf(run)
    if (own.phase === "IN") renewRungs(run, "DCA-6", "The settings changed: the order is placed anew.")
    layCycle(run)
  },
  surrender: (run) => {
    const { dca: own } = dcaOf(run)
    own.rungs = []
    own.phase = "IN"
  }
}
