import { big, type Whole, whole } from "../number/whole.ts"
import type { LiveOrder } from "../order/live-order.ts"
import type { OrderAction } from "../order/order.ts"
import { asPrice } from "../number/exact.ts"
import { contribute, contributeBase } from "../ledger/ledger.ts"
import { keptProblems } from "./change-problems.ts"
import { beginClosing, closingTimer, progressClosing } from "./closing.ts"
import type { BotEvent } from "./event.ts"
import { givenTo } from "./given.ts"
import { checkExits, checkFlatGain, leaveMarket, raisePeak } from "./exits.ts"
import { balanceSeen } from "./funds.ts"
import { hold, recover, release, troubleTimer } from "./holding.ts"
import { candleClosed, historyRead, signalsGiven } from "./indicators.ts"
import { closesPosition, closesWhatItKept, keepsSomething } from "./kept.ts"
import { type Actor, isLive, type Transition } from "./life.ts"
import { protect } from "./protect.ts"
import { pumpTimer } from "./pump.ts"
import { rateTimer } from "./rate-hold.ts"
import { reported } from "./reports.ts"
import { reserveAnew } from "./reserving.ts"
import { mayEnter, type Run } from "./run.ts"
import { noteEvent, stopCircling } from "./restless.ts"
import { consider } from "./starting.ts"
import { beginTaking, progressTaking } from "./taking.ts"
import { type RunState, sawMarket } from "./state.ts"
import { type RunConfig, shapeOf } from "./run-config.ts"
import { nothing, runIn } from "./run-in.ts"
import { progressUnder } from "./under-terms.ts"
import { meets, nextWake } from "./waking.ts"

/** What a step answers besides the state, which holds the wake it leaves. */
export interface Outcome {
  readonly orders: ReadonlyArray<OrderAction>
  readonly transitions: ReadonlyArray<Transition>
  /** The order of the fill that was booked, if one was. */
  readonly filled: LiveOrder | undefined
}

const actorOf = (event: BotEvent): Actor => {
  switch (event._tag) {
    case "OrderAccepted":
    case "OrderFilled":
    case "OrderCancelled":
    case "OrderExpired":
    case "OrderRejected":
    case "OrderOutcomeUnknown":
    case "FeeCharged":
    case "FillVoided":
    case "FundingCharged":
    case "PositionLiquidated":
    case "ExchangeLost":
    case "ExchangeRestored":
    case "SessionOpened":
    case "SessionClosed":
      return "EXCHANGE"
    default:
      return "actor" in event ? event.actor : "SYSTEM"
  }
}

/** Whether an event changes nothing: a price or a time nobody asked for (WAKE-1). */
const isIdle = (state: RunState, event: BotEvent): boolean =>
  event._tag === "PriceReached"
    ? !meets(state.wake, event.price)
    : event._tag === "TimerDue"
      ? state.wake.at === undefined || event.at < state.wake.at
      : isUnasked(state, event)

const unmoved: Outcome = { orders: nothing, transitions: nothing, filled: undefined }

/**
 * Takes in that an ordinary order rests. Nothing follows from it, so nothing is reckoned anew; false where something
 * may: while closing or paused, and for a protective stop, which takes the place of another.
 */
const accepted = (state: RunState, { at, clientOrderId }: Extract<BotEvent, { _tag: "OrderAccepted" }>): boolean => {
  if (!state.entered || (state.life !== "ACTIVE" && state.life !== "TRAILING" && state.life !== "PUMP")) return false
  const order = state.orders.get(clientOrderId)
  if (order === undefined || order.purpose === "STOP_LOSS") return false
  order.status = "OPEN"
  if (at > state.at) state.at = at
  return true
}

/** Whether a candle, a history or a balance is none that the run asked for. */
const isUnasked = ({ wake }: RunState, event: BotEvent): boolean => {
  switch (event._tag) {
    case "CandleClosed":
      return (
        wake.candles?.some(({ timeframe, after = 0 }) => timeframe === event.timeframe && after < event.at) !== true
      )
    case "HistoryRead":
      return wake.candles === undefined
    case "BalanceSeen":
      return wake.balance !== event.asset
    default:
      return false
  }
}

/**
 * Steps a run in place: `state` is changed. The same code as `step`, for an owner that keeps no older state (a
 * simulation). `explain: false` leaves the reasons of orders empty, and changes nothing else.
 */
export const advance = (config: RunConfig, state: RunState, event: BotEvent, explain = true): Outcome => {
  if (isIdle(state, event) || (event._tag === "OrderAccepted" && accepted(state, event))) return unmoved
  const run = runIn(config, state, event.at, event._tag, actorOf(event), explain)
  noteEvent(state, event)
  if (event.at > state.at) state.at = event.at
  react(run, event)
  if (isLive(state.life)) {
    if (state.entered && (state.life === "ACTIVE" || state.life === "TRAILING" || state.life === "PUMP"))
      checkFlatGain(run)
    if (state.exit.armed) raisePeak(run)
    progressTaking(run)
    if (run.terms === undefined) {
      protect(run)
      progressClosing(run)
    } else progressUnder(run, run.terms)
    stopCircling(run)
  }
  state.wake = nextWake(run)
  return run
}

const react = (run: Run, event: BotEvent): void => {
  const { state } = run
  switch (event._tag) {
    case "OrderAccepted":
    case "OrderFilled":
    case "OrderCancelled":
    case "OrderExpired":
    case "OrderRejected":
    case "OrderOutcomeUnknown":
    case "FeeCharged":
    case "FillVoided":
    case "FundingCharged":
    case "PositionLiquidated":
      return reported(run, event)
    default:
      if (isLive(state.life)) happened(run, event)
      else if (event._tag === "StopRequested" && closesPosition(event.closure) && keepsSomething(run))
        happened(run, event)
  }
}

const happened = (run: Run, event: BotEvent): void => {
  const { state, market } = run
  switch (event._tag) {
    case "Started": {
      if (state.since !== 0) return
      state.since = event.at
      state.reason = "Waits for the first price."
      const funds = givenTo(run.strategy, market, state.settings)
      state.investment = run.strategy.money.countsIn === "BASE" ? funds.base : funds.quote
      contribute(state.ledger, whole(funds.quote))
      contributeBase(state.ledger, whole(funds.base))
      state.needsPrice = true
      return
    }
    case "PriceReached":
      return priced(run, event.price)
    case "TimerDue":
      pumpTimer(run)
      closingTimer(run)
      troubleTimer(run)
      rateTimer(run)
      if (state.entered && mayEnter(state)) run.strategy.on.timed?.(run)
      return
    case "HistoryRead":
      return historyRead(run, event)
    case "CandleClosed":
      return candleClosed(run, event) ? trigger(run, signalsGiven(run)) : undefined
    case "BalanceSeen":
      return balanceSeen(run, event)
    case "SignalReceived": {
      const { start } = state.settings
      if (start._tag !== "TRADINGVIEW") return
      if (event.action === "EXIT") return leaveMarket(run, "An alert said to leave the market.")
      return start.action === event.action ? trigger(run, `a ${event.action} alert`) : undefined
    }
    case "EntryRequested":
      return trigger(run, "asked for by hand")
    case "PauseRequested":
      return hold(run, event.actor === "RISK_ENGINE" ? "RISK" : "TRADER", event.reason, event.actor)
    case "ResumeRequested":
      if (closesWhatItKept(run)) return closeAgain(run)
      if (state.life === "ERROR") return recover(run, "Resumed by the trader.")
      state.funds = undefined
      return release(run, "TRADER", "VOIDED", "FUNDS", "RISK")
    case "StopRequested":
      if (event.market !== undefined) sawMarket(state, event.market.price, event.market.at)
      return beginClosing(run, event.closure, "STOPPED", event.reason, event.actor)
    case "FundsTaken":
      return beginTaking(run, big(counted(run, event.amount)))
    case "FundsAdded": {
      const before = state.investment
      if (event.amount <= 0 || run.strategy.on.funded === undefined) return
      const inBase = run.strategy.money.countsIn === "BASE"
      const amount = counted(run, event.amount)
      state.investment += big(amount)
      if (inBase) contributeBase(state.ledger, amount)
      else contribute(state.ledger, amount)
      if (state.entered) run.strategy.on.funded(run, before)
      else reserveAnew(run)
      return
    }
    case "SettingsChanged": {
      const before = state.settings
      if (keptProblems(run.strategy.about, before, event.settings).length > 0) return
      state.settings = event.settings
      run.shape = shapeOf(run, event.settings)
      state.needsPrice = true
      state.exit.armed = false
      state.start.indicators = undefined
      if (state.entered) run.strategy.on.changed(run, before)
      return
    }
    case "SessionClosed":
      return hold(
        run,
        "SESSION",
        event.reason === undefined ? "The market is closed." : `Waits for the market: ${event.reason}.`,
        "EXCHANGE"
      )
    case "SessionOpened": {
      if (state.life === "ERROR" && state.closing !== undefined) return closeAgain(run)
      return release(run, "SESSION")
    }
    case "ExchangeLost":
      return hold(run, "EXCHANGE", `The exchange cannot be reached: ${event.reason}`, "EXCHANGE")
    case "ExchangeRestored": {
      if (state.life === "ERROR" && state.closing !== undefined) return closeAgain(run)
      return release(run, "EXCHANGE")
    }
    default:
      return
  }
}

/** An amount of an event, which is written in quote, in units of what the run counts in. */
const counted = ({ market, strategy }: Run, amount: Whole): Whole =>
  strategy.money.countsIn === "BASE" ? whole(market.base(market.quoteText(amount))) : amount

/** Closing that found no end is taken up again. */
const closeAgain = (run: Run): void => {
  const { closing, life } = run.state
  if (life === "ERROR" && closing !== undefined)
    beginClosing(run, closing.closure, closing.outcome, closing.cause, "SYSTEM")
}

/** The start condition is met by a signal or by hand: now or at the next cycle (START-4). */
const trigger = (run: Run, cause: string): void => {
  const { state } = run
  if (!state.entered) {
    state.start.triggered = true
    state.start.cause = cause
    state.needsPrice = true
  }
}

const priced = (run: Run, price: number): void => {
  const { state } = run
  sawMarket(state, asPrice(price), run.at)
  if (state.life === "ERROR" || (state.life === "CLOSING" && !state.needsPrice)) return
  state.price = asPrice(price)
  state.needsPrice = false
  if (state.life === "CLOSING") return
  if (state.start.reference === 0) state.start.reference = state.price
  // While funds leave, nothing begins and nothing moves: the present price is asked for again afterwards.
  const waits = state.life === "PAUSED" || state.taking !== undefined
  if (!state.entered) {
    if (!waits) consider(run)
    return
  }
  if (checkExits(run)) return
  if (!waits) run.strategy.on.priced(run)
}
