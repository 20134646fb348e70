import { Clock, Context, Effect, Layer, Option } from "effect"
import type { Connection } from "@tradetower/domain/connection"
import { type ExecutionReport, isOurs } from "@tradetower/domain/order"
import type { ClientOrderId, TenantId, Time } from "@tradetower/domain/ids"
import type { Market, Quantity, Symbol } from "@tradetower/domain/market"
import { type AccountRecord, marketNow, type OrderRecord } from "@tradetower/platform"
import { type AccountFill, ExchangeUnavailable, type FillCursor, type OrderState } from "../exchange.ts"
import { inBackground } from "../patience.ts"
import { Alarm } from "../alarm.ts"
import type { Cancels } from "./cancels.ts"
import type { GuardedAccount } from "../risk/gate.ts"
import { HeldOrders } from "./held-orders.ts"
import { differsFrom, filledOf, sentOrder } from "./order-record.ts"
import { Reports } from "./reports.ts"

/** Fills may be listed this much later than they are counted, ms, also by who can't tell of earlier ones. */
const LATE = 60_000

/** A tenant's account, with what is needed to take its word. */
export interface OpenAccount {
  /** As its trader has it now: it may be renamed. */
  connection: Connection
  /** What it has still to tell of the prices so far. */
  readonly unheard: () => Effect.Effect<void> | undefined
  readonly tenantId: TenantId
  readonly account: GuardedAccount
  readonly cancels: Cancels
  readonly market: (symbol: Symbol) => Market | undefined
  /** Up to where fills have been counted. */
  cursor: FillCursor | undefined
  /** What it is charged, as it last said. */
  fees: AccountRecord["fees"]
  /** What its adapter has to know when it is opened again, as it last said. */
  kept?: string | undefined
}

const isLimited = (error: { readonly _tag: string; readonly cause?: unknown }): boolean =>
  error._tag === "ExchangeUnavailable" && error.cause === "LIMITED"

const isUnread = (error: { readonly _tag: string; readonly unread?: boolean | undefined }): boolean =>
  error._tag === "ExchangeUnavailable" && error.unread === true

/** A report that an order has ended. */
type End = Extract<ExecutionReport, { _tag: "OrderCancelled" | "OrderExpired" }>

/** What has to be done so that our orders say what the exchange says; all of it may be repeated. */
const make = Effect.gen(function* () {
  const held = yield* HeldOrders
  const reports = yield* Reports
  const scope = yield* Effect.scope
  const alarm = yield* Alarm

  const count = Effect.fnUntraced(function* (of: OpenAccount, trades: ReadonlyArray<AccountFill>) {
    for (const { report, symbol } of trades) {
      const market = of.market(symbol)
      if (market !== undefined && isOurs(report.clientOrderId)) yield* reports.heard(of.tenantId, market, report)
    }
  })

  /**
   * Counts the account's fills since the last time; those counted already change nothing. Answers of before when (market
   * time) the exchange can't tell any more.
   */
  const fills = Effect.fn("Reconcile.fills")(function* (of: OpenAccount) {
    const { completeSince = 0, costs = [], cursor, fills: trades } = yield* of.account.fills(of.cursor)
    yield* count(of, trades)
    for (const one of costs) {
      const market = of.market(one.symbol)
      if (market !== undefined) yield* reports.costs(of.tenantId, market, one)
    }
    of.cursor = cursor
    return completeSince
  })

  /**
   * Fetches an order's fills when the exchange says that more was filled than we know of. Answers the order where they
   * don't add up, and whether the exchange may have ceased to tell of some: one that is not ours has nothing to add up.
   */
  const catchUp = Effect.fnUntraced(function* (of: OpenAccount, market: Market, id: ClientOrderId, filled: Quantity) {
    const lacking = Effect.map(
      held.find(of.tenantId, id),
      Option.filter((record) => filledOf(market, record) < filled)
    )
    if (Option.isNone(yield* lacking)) return undefined
    // While its exchange lets nothing but what is urgent through, this order's may be had all the same.
    const completeSince = yield* fills(of).pipe(Effect.catchIf(isLimited, () => Effect.succeed(undefined)))
    const record = yield* lacking
    if (Option.isNone(record)) return undefined
    yield* count(of, yield* of.account.fillsOf(sentOrder(record.value)))
    // The list was late with some: the next look reads all of it anew.
    if (completeSince !== undefined) of.cursor = undefined
    const still = Option.getOrUndefined(yield* lacking)
    return still && { record: still, untold: still.createdAt < (completeSince ?? 0) }
  })

  /** Orders whose end is known and whose fills don't add up to it yet. */
  const waiting = new Set<string>()

  /** What was filled of an order is not told any more: it stays as we know it, and its trader hears of it (EXEC-36). */
  const untold = Effect.fnUntraced(function* (of: OpenAccount, market: Market, record: OrderRecord, filled: Quantity) {
    const { id, filledQuantity, symbol } = record
    const { base } = market.instrument
    const text = `${of.connection.label} says that ${market.quantityText(filled)} ${base} of order ${id} in ${symbol} was filled, and does not tell all its trades any more: we know of ${filledQuantity} ${base}. Its bot goes on by what we know: look at your account there, and stop the bot.`
    yield* alarm.tell(of.tenantId, `${id}:untold`, "ERROR", text)
  })

  /**
   * Takes in the end of an order once its fills add up to `filled`, and asks for them until they do, or can't be told any
   * more.
   */
  const ended = Effect.fn("Reconcile.ended")(function* (
    of: OpenAccount,
    market: Market,
    id: ClientOrderId,
    filled: Quantity,
    end: End | undefined
  ) {
    const tell = end === undefined ? Effect.void : Effect.asVoid(reports.heard(of.tenantId, market, end))
    if ((yield* catchUp(of, market, id, filled)) === undefined) return yield* tell
    const name = `${of.tenantId}/${id}`
    if (waiting.has(name)) return
    waiting.add(name)
    const since = yield* Clock.currentTimeMillis
    const whole = Effect.gen(function* () {
      const lacking = yield* catchUp(of, market, id, filled)
      if (lacking === undefined) return yield* tell
      if (lacking.untold && (yield* Clock.currentTimeMillis) - since >= LATE)
        return yield* untold(of, market, lacking.record, filled)
      return yield* new ExchangeUnavailable({
        message: "it does not list all that it says was filled",
        retryable: true
      })
    })
    yield* inBackground(`asking ${of.connection.label} for the fills of ${id}`, whole).pipe(
      Effect.ensuring(Effect.sync(() => waiting.delete(name))),
      Effect.forkIn(scope)
    )
  })

  /** Another order is there under the id of ours: it is taken back, ours is refused, and everybody is told. */
  const other = Effect.fn("Reconcile.other")(function* (
    of: OpenAccount,
    market: Market,
    record: OrderRecord,
    why: string
  ) {
    const at = (yield* marketNow) as Time
    const text = `${of.connection.label} holds another order than ours: ${why}. It is taken back; look at your account there.`
    yield* alarm.tell(of.tenantId, `${record.id}:differs`, "ERROR", text)
    const refused = { at, clientOrderId: record.id, reason: "EXCHANGE", message: why } as const
    yield* reports.heard(of.tenantId, market, { _tag: "OrderRejected", ...refused })
    yield* of.cancels.ask(sentOrder(record))
  })

  /** Takes an order's state at the exchange for our own: its fills first, its end last. */
  const adopt = Effect.fn("Reconcile.adopt")(function* (
    of: OpenAccount,
    market: Market,
    record: OrderRecord,
    state: OrderState
  ) {
    const why = differsFrom(market, record, state)
    if (why !== undefined) return yield* other(of, market, record, why)
    const at = (yield* marketNow) as Time
    const about = { at, clientOrderId: state.clientOrderId }
    if (state.status === "UNKNOWN") return
    if (state.status === "REJECTED") {
      const message = state.reason ?? "rejected by the exchange"
      yield* reports.heard(of.tenantId, market, { _tag: "OrderRejected", ...about, reason: "EXCHANGE", message })
      return
    }
    const { exchangeOrderId } = state
    yield* reports.heard(of.tenantId, market, { _tag: "OrderAccepted", ...about, exchangeOrderId })
    yield* ended(of, market, state.clientOrderId, state.filledQuantity, endOf(state, at))
  })

  /** An order that we hold open and the exchange does not list. */
  const missing = Effect.fnUntraced(function* (of: OpenAccount, market: Market, record: OrderRecord) {
    const state = yield* of.account.find(sentOrder(record))
    if (Option.isSome(state)) return yield* adopt(of, market, record, state.value)
    // One never answered is looked up by whoever sent it: it may still be on its way.
    if (record.status === "PENDING" || record.status === "UNKNOWN") return
    const at = (yield* marketNow) as Time
    yield* Effect.logWarning(`${of.connection.label} does not know order ${record.id}, which was open`)
    yield* reports.heard(of.tenantId, market, {
      _tag: "OrderCancelled",
      at,
      clientOrderId: record.id,
      reason: "the exchange does not know this order any more"
    })
  })

  /** How an order stands can't be read: it stays as we know it, and its trader hears of it. */
  const notRead = Effect.fnUntraced(function* (of: OpenAccount, { id, symbol }: OrderRecord) {
    const text = `${of.connection.label} lists order ${id} in ${symbol} in a way that can't be read here: what became of it is not known, and its bot goes on by what was known before. All other orders are known. Look at your account there.`
    yield* alarm.tell(of.tenantId, `${id}:unread`, "ERROR", text)
  })

  /**
   * Compares the account's book with ours: what ended for us is cancelled there. Answers the orders that carry our mark
   * and that we know nothing of.
   */
  const whole = Effect.fn("Reconcile.whole")(function* (of: OpenAccount) {
    yield* fills(of)
    const resting = new Map<ClientOrderId, OrderState>()
    const unread = new Set<ClientOrderId | undefined>()
    for (const state of yield* of.account.openOrders)
      if ("unread" in state) unread.add(state.clientOrderId)
      else resting.set(state.clientOrderId, state)
    for (const record of yield* held.open(of.connection.id, of.tenantId)) {
      const market = of.market(record.symbol)
      if (market === undefined) continue
      const state = resting.get(record.id)
      resting.delete(record.id)
      if (state !== undefined) yield* adopt(of, market, record, state)
      else if (unread.has(record.id)) yield* notRead(of, record)
      // One of those that don't even say which they are may be this one: it alone is not known then.
      else if (unread.has(undefined))
        yield* Effect.catchIf(missing(of, market, record), isUnread, () => notRead(of, record))
      else yield* missing(of, market, record)
    }
    const unknown: Array<OrderState> = []
    for (const state of resting.values()) {
      if (!isOurs(state.clientOrderId)) continue
      const record = yield* held.find(of.tenantId, state.clientOrderId)
      if (Option.isNone(record)) unknown.push(state)
      else if (!record.value.open) yield* of.cancels.ask(state)
    }
    return unknown
  })

  return { adopt, ended, other, whole }
})

export class Reconciler extends Context.Service<Reconciler, Effect.Success<typeof make>>()(
  "@tradetower/execution/Reconciler"
) {
  static readonly layer = Layer.effect(Reconciler, make)
}

/** The report that an order ended as its state says, other than by being filled. */
const endOf = ({ clientOrderId, reason, status }: OrderState, at: Time): End | undefined => {
  switch (status) {
    case "CANCELLED":
      return { _tag: "OrderCancelled", at, clientOrderId, reason: reason ?? "cancelled at the exchange" }
    case "EXPIRED":
      return { _tag: "OrderExpired", at, clientOrderId, reason: reason ?? "its time is over" }
    default:
      return undefined
  }
}
