import { whole, type Whole } from "../number/whole.ts"
import type { ClientOrderId, Time, TradeId } from "../ids.ts"
import { market as plainMarket } from "../exchange/account.fixture.ts"
import type { Market, Price } from "../market/market.ts"
import { asQuantity } from "../number/exact.ts"
import { remaining } from "../order/live-order.ts"
import type { OrderAction, OrderRequest, Purpose } from "../order/order.ts"
import type { Fill, RejectReason } from "../order/report.ts"
import { runOf } from "../simulation/run.fixture.ts"
import type { BotSettings } from "../strategy/settings.ts"
import type { TermsName } from "../terms/list.ts"
import type { BotEvent } from "./event.ts"
import type { Closure, Transition } from "./life.ts"
import { pastOrder } from "./run.ts"
import type { SignalAction } from "./signal-action.ts"
import { initialState } from "./initial-state.ts"
import { step } from "./step.ts"
import { meets } from "./waking.ts"

type Cancel = Extract<OrderAction, { _tag: "Cancel" }>
type Place = Extract<OrderAction, { _tag: "Place" }>

/** A run whose exchange is the test itself: every answer is given by hand, so that any order of events can be told. */
export const desk = (settings: BotSettings, market: Market = plainMarket, anchor?: Price, terms?: TermsName) => {
  const config = {
    ...runOf(market, settings),
    ...(anchor === undefined ? {} : { anchor }),
    ...(terms === undefined ? {} : { terms })
  }
  let state = initialState(config)
  let now = 1_700_000_000_000
  let trades = 0
  let last: ReadonlyArray<OrderAction> = []
  const placed: Array<Place> = []
  const transitions: Array<Transition> = []
  const events: Array<BotEvent> = []

  const at = () => now as Time
  const send = (event: BotEvent): ReadonlyArray<OrderAction> => {
    events.push(event)
    const next = step(config, state, event)
    state = next.state
    last = next.orders
    for (const action of last) if (action._tag === "Place") placed.push(action)
    transitions.push(...next.transitions)
    return last
  }
  const request = (id: ClientOrderId): OrderRequest => {
    const found = placed.find((action) => action.order.clientOrderId === id)
    if (found === undefined) throw new Error(`${id} was never placed`)
    return found.order
  }
  const ticks = (text: string): Price => market.roundPrice(text, "DOWN")
  const open = (purpose?: Purpose, side?: "BUY" | "SELL") =>
    [...state.orders.values()].filter(
      (order) => (purpose === undefined || order.purpose === purpose) && (side === undefined || order.side === side)
    )
  const sole = (purpose: Purpose) => {
    const [first, ...rest] = open(purpose).filter((order) => !order.cancelling)
    if (first === undefined || rest.length > 0) throw new Error(`there are ${open(purpose).length} ${purpose} orders`)
    return first
  }
  const fill = (
    id: ClientOrderId,
    options: { lots?: Whole; price?: string; fee?: bigint; trade?: string; leg?: Fill["leg"] } = {}
  ) => {
    const order = state.orders.get(id) ?? pastOrder(state, id)
    const price = options.price === undefined ? (request(id).price ?? state.price) : ticks(options.price)
    const quantity = asQuantity(options.lots ?? (order === undefined ? 0 : remaining(order)))
    const inBase = market.instrument.feeAsset === "RECEIVED" && request(id).side === "BUY"
    const rate = request(id).type === "LIMIT" ? market.makerFeeRate : market.takerFeeRate
    const amount = whole(
      options.fee ?? market.feeOn(inBase ? market.baseOf(quantity) : market.notional(price, quantity), rate)
    )
    return send({
      _tag: "OrderFilled",
      at: at(),
      clientOrderId: id,
      tradeId: (options.trade ?? `T${++trades}`) as TradeId,
      price,
      quantity,
      fee: inBase ? { _tag: "Base", amount } : { _tag: "Quote", amount },
      liquidity: request(id).type === "LIMIT" ? "MAKER" : "TAKER",
      ...(options.leg !== undefined && { leg: options.leg })
    })
  }
  const accept = (id: ClientOrderId) =>
    send({ _tag: "OrderAccepted", at: at(), clientOrderId: id, exchangeOrderId: `X-${id}` })
  const cancelled = (id: ClientOrderId) =>
    send({ _tag: "OrderCancelled", at: at(), clientOrderId: id, reason: "cancelled" })
  const reject = (id: ClientOrderId, reason: RejectReason, missing?: { asset: string; amount: string }) =>
    send({
      _tag: "OrderRejected",
      at: at(),
      clientOrderId: id,
      reason,
      message: "no",
      ...(missing === undefined ? {} : { missing: missing as never })
    })

  return {
    config,
    market,
    transitions,
    events,
    placed,
    get state() {
      return state
    },
    /** Actions of the newest step. */
    get last() {
      return last
    },
    get cancels(): ReadonlyArray<Cancel> {
      return last.filter((action) => action._tag === "Cancel")
    },
    get places(): ReadonlyArray<Place> {
      return last.filter((action) => action._tag === "Place")
    },
    get now() {
      return now
    },
    send,
    ticks,
    open,
    sole,
    fill,
    accept,
    cancelled,
    reject,
    expired: (id: ClientOrderId) =>
      send({ _tag: "OrderExpired", at: at(), clientOrderId: id, reason: "the session ended" }),
    unknown: (id: ClientOrderId) => send({ _tag: "OrderOutcomeUnknown", at: at(), clientOrderId: id }),
    start: (price = "100") => {
      send({ _tag: "Started", at: at(), actor: "TRADER" })
      return send({ _tag: "PriceReached", at: at(), price: ticks(price) })
    },
    price: (text: string) => send({ _tag: "PriceReached", at: at(), price: ticks(text) }),
    /** Whether a price would wake the run. */
    wakes: (text: string) => meets(state.wake, ticks(text)),
    /** Accepts whatever waits for an answer, and answers every cancel, until nothing is open to answer. */
    settle: () => {
      for (let round = 0; round < 50; round++) {
        const order = [...state.orders.values()].find(
          (one) => one.held === undefined && (one.cancelling || one.status === "PENDING")
        )
        if (order === undefined) return
        if (order.cancelling) cancelled(order.id)
        else accept(order.id)
        if (order.type === "MARKET" && state.orders.has(order.id)) fill(order.id)
      }
      throw new Error("the run does not come to rest")
    },
    /** Answers every cancel, and nothing else. */
    settleCancels: () => {
      const leaving = [...state.orders.values()].filter((order) => order.cancelling)
      for (const order of leaving) cancelled(order.id)
    },
    wait: (millis: number) => {
      now += millis
      return send({ _tag: "TimerDue", at: at() })
    },
    later: (millis: number) => {
      now += millis
    },
    pause: () => send({ _tag: "PauseRequested", at: at(), actor: "TRADER", reason: "Lunch." }),
    resume: () => send({ _tag: "ResumeRequested", at: at(), actor: "TRADER" }),
    stop: (closure: Closure = "CLOSE_POSITIONS") =>
      send({ _tag: "StopRequested", at: at(), actor: "TRADER", closure, reason: "Stopped by you." }),
    enter: () => send({ _tag: "EntryRequested", at: at(), actor: "TRADER" }),
    signal: (action: SignalAction) => send({ _tag: "SignalReceived", at: at(), signalId: "s", action }),
    add: (amount: string) =>
      send({ _tag: "FundsAdded", at: at(), actor: "TRADER", amount: whole(market.quote(amount)) }),
    take: (amount: string) =>
      send({ _tag: "FundsTaken", at: at(), actor: "TRADER", amount: whole(market.quote(amount)) }),
    change: (settings: BotSettings) => send({ _tag: "SettingsChanged", at: at(), actor: "TRADER", settings }),
    lost: () => send({ _tag: "ExchangeLost", at: at(), reason: "no answer" }),
    restored: () => send({ _tag: "ExchangeRestored", at: at() }),
    session: (open_: boolean) => send(open_ ? { _tag: "SessionOpened", at: at() } : { _tag: "SessionClosed", at: at() })
  }
}
