import { waitsForIndicators } from "./indicators.ts"
import type { StartCondition } from "./start.ts"
import { asPrice, ceilDiv, share, WHOLE } from "../number/exact.ts"
import { withMinus } from "../number/minus-sign.ts"
import type { Price } from "../market/market.ts"
import { priceWords } from "../market/words.ts"
import { entryLimitOf, reservationOf, reserve, reserves } from "./reserving.ts"
import { cancel, type Run, transit } from "./run.ts"
import { type Between, betweenWords, isBetween } from "./between.ts"
import type { EntryLimit } from "./strategy.ts"
import { type WakeDraft, wakeAbove, wakeBelow } from "./wake-draft.ts"

/** Where a price change of so many percent from a reference ends up (START-3). */
export const changeTarget = (reference: Price, percent: string): { side: "ABOVE" | "BELOW"; price: Price } => {
  const change = share(percent)
  const scaled = BigInt(reference) * (WHOLE + change)
  return change < 0n
    ? { side: "BELOW", price: asPrice(scaled / WHOLE) }
    : { side: "ABOVE", price: asPrice(ceilDiv(scaled, WHOLE)) }
}

const beyond = (price: Price, limit: { side: "ABOVE" | "BELOW"; price: Price }): boolean =>
  limit.side === "ABOVE" ? price >= limit.price : price <= limit.price

/** Whether the trader's start condition is met at the present price; once met it stays met (START-5). */
export const startMet = (run: Run): boolean => {
  const { state } = run
  const start: StartCondition = state.settings.start
  if (state.start.triggered) return true
  if (start._tag === "IMMEDIATELY") return true
  if (start._tag !== "PRICE_CHANGE") return false
  if (!beyond(state.price, changeTarget(state.start.reference, start.percent))) return false
  state.start.triggered = true
  state.start.cause = `the price changed by ${withMinus(start.percent)} %`
  return true
}

/** The prices between which the strategy opens; undefined: any. */
const boundsOf = (run: Run): Between | undefined => run.strategy.entries.between?.(run.shape)

const waitsForPrice = ({ market }: Run, limit: EntryLimit): string =>
  `Waits for a price of ${priceWords(market, limit.price)} or ${limit.side === "BELOW" ? "less" : "more"}`

const waitingFor = (run: Run): string => {
  const { start } = run.state.settings
  switch (start._tag) {
    case "MANUAL":
      return "Waits for your hand."
    case "TRADINGVIEW":
      return `Waits for a ${start.action} alert from TradingView.`
    case "PRICE_CHANGE": {
      const target = changeTarget(run.state.start.reference, start.percent)
      return `Waits for the price to reach ${priceWords(run.market, target.price)} (${withMinus(start.percent)} %).`
    }
    case "INDICATORS":
      return waitsForIndicators(run)
    case "IMMEDIATELY":
      return "Starts at the next price."
  }
}

/** Not in the market yet, and here is the present price: enter, wait, or reserve the funds (START-1, START-6). */
export const consider = (run: Run): void => {
  const { state, market } = run
  const limit = entryLimitOf(run)
  const bounds = boundsOf(run)
  const rightSide = limit === undefined || beyond(state.price, limit)
  const allowed = rightSide && (bounds === undefined || isBetween(bounds, state.price))
  const met = startMet(run)
  const reservation = reservationOf(run)
  if (allowed && reservation !== undefined && (met || state.life === "FUNDS_RESERVED")) {
    cancel(run, reservation, "START-6", "The price is on the right side: the reserved funds are needed now.")
    return
  }
  if (allowed && met) return enter(run)
  const heldBack = met || state.life === "INITIALIZING" || state.life === "FUNDS_RESERVED"
  if (!rightSide && heldBack && reserves(run, limit)) {
    const words = `${waitsForPrice(run, limit)}; the funds are reserved meanwhile.`
    if (state.life === "INITIALIZING") transit(run, "FUNDS_RESERVED", words, "SYSTEM")
    else if (state.life !== "FUNDS_RESERVED") wait(run, words)
    if (reservation === undefined) reserve(run, limit)
    return
  }
  if (!met) return wait(run, waitingFor(run))
  if (!rightSide) return wait(run, `${waitsForPrice(run, limit)}.`)
  if (bounds !== undefined) wait(run, `Waits for a price ${betweenWords(market, bounds)}.`)
}

/** WAITING, for what the words say; that a cycle has ended stands in the record alone (DCA-5, LIFE-10). */
const wait = (run: Run, words: string): void => {
  const { state } = run
  if (state.life === "ACTIVE") transit(run, "WAITING", `${state.reason} ${words}`, "SYSTEM")
  if (state.life === "WAITING") state.reason = words
  else if (state.life === "INITIALIZING" || state.life === "FUNDS_RESERVED") transit(run, "WAITING", words, "SYSTEM")
}

const enter = (run: Run): void => {
  const { state } = run
  const cause = state.start.triggered ? `: ${state.start.cause}` : ""
  state.entered = true
  state.start.triggered = false
  state.start.indicators = undefined
  if (state.startPrice === 0) state.startPrice = state.price
  const words = `Started at ${priceWords(run.market, state.price)}${cause}.`
  if (state.life === "ACTIVE") state.reason = words
  else transit(run, "ACTIVE", words)
  run.strategy.on.begin(run)
}

/** Prices that matter before the run has entered (WAKE-4). */
export const watchStart = (run: Run, wake: WakeDraft): void => {
  const { state } = run
  if (state.life !== "WAITING" && state.life !== "FUNDS_RESERVED" && state.life !== "ACTIVE") return
  const limit = entryLimitOf(run)
  const { start } = state.settings
  const met = state.start.triggered || start._tag === "IMMEDIATELY"
  const watch = (target: { readonly side: "ABOVE" | "BELOW"; readonly price: Price } | undefined) => {
    if (target?.side === "ABOVE") wakeAbove(wake, target.price)
    else if (target !== undefined) wakeBelow(wake, target.price)
  }
  const bounds = boundsOf(run)
  const outside = met && bounds !== undefined && !isBetween(bounds, state.price)
  if ((met || state.life === "FUNDS_RESERVED") && !(reservationOf(run)?.cancelling ?? false))
    if (!outside || limit === undefined || !beyond(state.price, limit)) watch(limit)
  if (outside && state.price < bounds.low) wakeAbove(wake, bounds.low)
  else if (outside) wakeBelow(wake, bounds.high)
  if (!met && start._tag === "PRICE_CHANGE" && state.start.reference > 0)
    watch(changeTarget(state.start.reference, start.percent))
}
