import { Effect, Option } from "effect"
import type { ClientOrderId, TenantId, Time } from "@tradetower/domain/ids"
import type { ExchangeId, Market, Quantity, Symbol } from "@tradetower/domain/market"
import { marketNow, type OrderRecord } from "@tradetower/platform"
import type { FillCursor, OrderState } from "../exchange.ts"
import type { Cancels } from "./cancels.ts"
import type { GuardedAccount } from "../risk/gate.ts"
import type { HeldOrders } from "./held-orders.ts"
import { filledOf } from "./order-record.ts"
import type { Reports } from "./reports.ts"

/** Orders of ours carry it; what else rests in the account belongs to its owner and is left alone. */
export const PREFIX = "tt-"

/** A tenant's account, with what is needed to take its word. */
export interface OpenAccount {
  readonly exchange: ExchangeId
  readonly tenantId: TenantId
  readonly account: GuardedAccount
  readonly cancels: Cancels
  readonly market: (symbol: Symbol) => Market | undefined
  /** Up to where fills have been counted. */
  cursor: FillCursor | undefined
}

export type Reconciler = ReturnType<typeof makeReconciler>

/** What has to be done so that our orders say what the exchange says; all of it may be repeated. */
export const makeReconciler = (held: HeldOrders, reports: Reports) => {
  /** Counts the account's fills since the last time; those counted already change nothing. */
  const fills = Effect.fn("Reconcile.fills")(function* (of: OpenAccount) {
    const { cursor, fills: trades } = yield* of.account.fills(of.cursor)
    for (const { report, symbol } of trades) {
      const market = of.market(symbol)
      if (market !== undefined && report.clientOrderId.startsWith(PREFIX))
        yield* reports.heard(of.tenantId, market, report)
    }
    of.cursor = cursor
  })

  /** Takes an order's state at the exchange for our own: its fills first, its end last. */
  const adopt = Effect.fn("Reconcile.adopt")(function* (of: OpenAccount, market: Market, state: OrderState) {
    const at = (yield* marketNow) as Time
    const about = { at, clientOrderId: state.clientOrderId }
    if (state.status === "REJECTED") {
      const message = state.reason ?? "rejected by the exchange"
      yield* reports.heard(of.tenantId, market, { _tag: "OrderRejected", ...about, reason: "EXCHANGE", message })
      return
    }
    const { exchangeOrderId } = state
    yield* reports.heard(of.tenantId, market, { _tag: "OrderAccepted", ...about, exchangeOrderId })
    yield* catchUp(of, market, state.clientOrderId, state.filledQuantity)
    if (state.status === "CANCELLED")
      yield* reports.heard(of.tenantId, market, {
        _tag: "OrderCancelled",
        ...about,
        reason: state.reason ?? "cancelled at the exchange"
      })
  })

  /** Fetches an order's fills when the exchange says that more was filled than we know of. */
  const catchUp = Effect.fnUntraced(function* (of: OpenAccount, market: Market, id: ClientOrderId, filled: Quantity) {
    const lacks = Effect.map(
      held.find(of.tenantId, id),
      Option.exists((record) => filledOf(market, record) < filled)
    )
    if (yield* lacks) yield* fills(of)
    if (!(yield* lacks)) return
    of.cursor = undefined
    yield* fills(of)
  })

  /** An order that we hold open and the exchange does not list. */
  const missing = Effect.fnUntraced(function* (of: OpenAccount, market: Market, record: OrderRecord) {
    const state = yield* of.account.find(record.symbol, record.id)
    if (Option.isSome(state)) return yield* adopt(of, market, state.value)
    // One never answered is looked up by whoever sent it: it may still be on its way.
    if (record.status === "PENDING" || record.status === "UNKNOWN") return
    const at = (yield* marketNow) as Time
    yield* Effect.logWarning(`${of.exchange} does not know order ${record.id}, which was open`)
    yield* reports.heard(of.tenantId, market, {
      _tag: "OrderCancelled",
      at,
      clientOrderId: record.id,
      reason: "the exchange does not know this order any more"
    })
  })

  /**
   * Compares the account's book with ours: what ended for us is cancelled there. Answers the orders that carry our mark
   * and that we know nothing of.
   */
  const whole = Effect.fn("Reconcile.whole")(function* (of: OpenAccount) {
    yield* fills(of)
    const resting = new Map((yield* of.account.openOrders).map((state) => [state.clientOrderId, state]))
    for (const record of yield* held.open(of.exchange, of.tenantId)) {
      const market = of.market(record.symbol)
      if (market === undefined) continue
      const state = resting.get(record.id)
      resting.delete(record.id)
      if (state !== undefined) yield* adopt(of, market, state)
      else yield* missing(of, market, record)
    }
    const unknown: Array<OrderState> = []
    for (const state of resting.values()) {
      if (!state.clientOrderId.startsWith(PREFIX)) continue
      const record = yield* held.find(of.tenantId, state.clientOrderId)
      if (Option.isNone(record)) unknown.push(state)
      else if (!record.value.open) yield* of.cancels.ask(state)
    }
    return unknown
  })

  return { fills, adopt, catchUp, whole }
}
