import { Clock, Duration, Effect, Option, Schema } from "effect"
import { derivedOnce } from "@tradetower/domain/derived-once"
import type { Time } from "@tradetower/domain/ids"
import type { Market } from "@tradetower/domain/market"
import { OrderCommand } from "@tradetower/domain/messages"
import { inSteps, orderAction, type OrderAction, type OrderRequest } from "@tradetower/domain/order"
import { reduces } from "@tradetower/domain/risk"
import { type Delivery, marketNow, type OrderRecord, Poison } from "@tradetower/platform"
import { ExchangeUnavailable, type OrderRejected, OutcomeUnknown } from "../exchange.ts"
import { ANSWER_WITHIN, isDisk, patientlyAlso } from "../patience.ts"
import { Accounts } from "./accounts.ts"
import { Risk } from "../risk/risk.ts"
import { HeldOrders } from "./held-orders.ts"
import { makeLookUps } from "./look-up.ts"
import { pending, sentOrder, unlooked, untold } from "./order-record.ts"
import { type OpenAccount, Reconciler } from "./reconcile.ts"
import { Reports } from "./reports.ts"
import type { Sweep } from "./sweep.ts"

/** How long one delivery of a command is worked on; after that it is handed back and comes again. */
const WORK_ON = Duration.seconds(25)
/** The delivery after which an order is no longer waited for here: the sweep goes on asking for it. */
const LAST_DELIVERY = 9

interface Work {
  readonly of: OpenAccount
  readonly market: Market
  readonly command: OrderCommand
}

/** The exchange did not take it up, and may when asked again; for our own disk the command comes again. */
const turnedAway = (error: { readonly _tag: string; readonly retryable?: boolean }): boolean =>
  error._tag === "ExchangeUnavailable" && error.retryable === true && !isDisk(error)

const decodeCommand = Schema.decodeUnknownEffect(OrderCommand)
const reader = (market: Market) => Schema.decodeUnknownEffect(orderAction(market))

/**
 * Carries out what steps want done to orders. A command may come any number of times and be cut off anywhere: an order
 * is recorded as PENDING before it is sent, one whose fate is unknown is looked up before anything else, and none is
 * ever placed twice. Commands of one bot come in order, one at a time; bots don't wait for each other.
 */
export const makeCarrier = Effect.fnUntraced(function* ({ takeOver }: Pick<Sweep, "takeOver">) {
  const held = yield* HeldOrders
  const reports = yield* Reports
  const reconciler = yield* Reconciler
  const accounts = yield* Accounts
  const lookUps = yield* makeLookUps
  const { clear } = yield* Risk
  /** What an account's market reads orders with. */
  const readerOf = derivedOnce(reader)

  const answered = ({ market, of }: Work, report: Parameters<Reports["Service"]["answered"]>[2]) =>
    reports.answered(of.tenantId, market, report)

  /** An order that is not at the exchange and won't be: its bot hears why. */
  const refuse = Effect.fnUntraced(function* (
    work: Work,
    {
      clientOrderId,
      message,
      missing,
      reason,
      until
    }: Pick<OrderRejected, "clientOrderId" | "message" | "missing" | "reason" | "until">
  ) {
    const at = (yield* marketNow) as Time
    const why = { reason, message, ...(missing !== undefined && { missing }), ...(until !== undefined && { until }) }
    yield* answered(work, { _tag: "OrderRejected", at, clientOrderId, ...why })
    return undefined
  })

  /** An exchange that can't be asked any more refuses; where only our disk is in the way, the command comes again. */
  const unavailable = Effect.fnUntraced(function* (work: Work, { id }: OrderRecord, error: ExchangeUnavailable) {
    if (isDisk(error)) return yield* error
    return yield* refuse(work, { clientOrderId: id, reason: "EXCHANGE", message: error.message })
  })

  /** What an order is sent under where its exchange needs that: kept before anything is sent (EXCH-28). */
  const wireIdOf = Effect.fnUntraced(function* ({ of }: Work, { id, wireId }: OrderRecord) {
    const { nextId } = of.account
    if (nextId === undefined || wireId !== undefined) return wireId
    const next = yield* nextId.pipe(Effect.retry(patientlyAlso(turnedAway)))
    const kept = yield* held.change(of.tenantId, id, (record) => ({ ...record, wireId: record.wireId ?? next }))
    return Option.getOrUndefined(kept)?.wireId
  })

  /** Places an order that is recorded and certainly not at the exchange. */
  const send = Effect.fnUntraced(function* (work: Work, record: OrderRecord, order: OrderRequest) {
    const { of } = work
    const about = { clientOrderId: record.id }
    const { market } = work
    const destination = { tenantId: of.tenantId, botId: record.botDefinitionId, market, account: of.account }
    const cleared = yield* clear(destination, order).pipe(
      Effect.retry(patientlyAlso(turnedAway)),
      Effect.catchTag("OrderRejected", (error) => refuse(work, error)),
      Effect.catchTag("ExchangeUnavailable", (error) => unavailable(work, record, error))
    )
    if (cleared === undefined) return
    const wireId = yield* Effect.result(wireIdOf(work, record))
    if (wireId._tag === "Failure") {
      if (wireId.failure._tag !== "ExchangeUnavailable") return yield* wireId.failure
      return yield* unavailable(work, record, wireId.failure)
    }
    if (!reduces(market, order)) yield* of.cancels.quiet
    for (;;) {
      const sentAt = yield* Clock.currentTimeMillis
      const result = yield* of.account.place(cleared, wireId.success).pipe(
        Effect.timeoutOrElse({
          duration: ANSWER_WITHIN,
          orElse: () => Effect.fail(new OutcomeUnknown({ message: "no answer" }))
        }),
        Effect.withSpan("Exchange.place"),
        Effect.retry(patientlyAlso(turnedAway)),
        Effect.result
      )
      accounts.changed(of)
      const at = (yield* marketNow) as Time
      if (result._tag === "Success") {
        yield* answered(work, { _tag: "OrderAccepted", at, ...about, ...result.success })
        return
      }
      const error = result.failure
      switch (error._tag) {
        case "OrderRejected":
          yield* refuse(work, error)
          return
        case "OrderDiffers":
          yield* reconciler.other(of, market, record, error.message)
          return
        case "ExchangeUnavailable":
          yield* unavailable(work, record, error)
          return
        case "OutcomeUnknown":
          yield* answered(work, { _tag: "OrderOutcomeUnknown", at, ...about })
          if (yield* lookUps.untilKnown({ of, market, record: unlooked(record) }, sentAt, "SEND")) return
      }
    }
  })

  /** The record of an order that is not there, at the price it is sent with now: steps may have changed meanwhile. */
  const atPrice = Effect.fnUntraced(function* ({ of }: Work, record: OrderRecord, price: OrderRecord["price"]) {
    if (price === undefined || price === record.price) return record
    const changed = yield* held.change(of.tenantId, record.id, (known) => ({ ...known, price }))
    return Option.getOrElse(changed, () => record)
  })

  const place = Effect.fnUntraced(function* (work: Work, action: Extract<OrderAction, { _tag: "Place" }>) {
    const { command, market } = work
    // A run counts in the steps it began with: an order goes out in those that are taken now (EXEC-45).
    const order = inSteps(market, action.order)
    const record = pending(command, market, order, action, yield* marketNow)
    const before = yield* held.createOrFind(record)
    if (before === undefined) return yield* send(work, record, order)
    if (!untold(before)) return yield* reports.repeat(market, before)
    const asked = { of: work.of, market, record: before }
    if (yield* lookUps.untilKnown(asked, yield* Clock.currentTimeMillis, "SEND")) return
    yield* send(work, yield* atPrice(work, before, record.price), order)
  })

  const cancel = Effect.fnUntraced(function* (work: Work, action: Extract<OrderAction, { _tag: "Cancel" }>) {
    const { command, market, of } = work
    const { clientOrderId } = action
    const before = Option.getOrUndefined(yield* held.find(of.tenantId, clientOrderId, command.runId))
    if (before === undefined)
      return yield* Effect.logWarning(`order ${clientOrderId} is to be cancelled and was never placed`)
    if (!before.open) return yield* reports.repeat(market, before)
    if (untold(before)) {
      const asked = { of, market, record: before }
      if (!(yield* lookUps.untilKnown(asked, yield* Clock.currentTimeMillis, "CANCEL"))) {
        const at = (yield* marketNow) as Time
        yield* answered(work, { _tag: "OrderCancelled", at, clientOrderId, reason: "it never reached the exchange" })
        return
      }
    }
    yield* of.cancels.ask(sentOrder(before))
    accounts.changed(of)
  })

  /** Leaves an order that can't be settled now to the sweep. */
  const leave = Effect.fnUntraced(function* ({ command, market, of }: Work, action: OrderAction) {
    if (action._tag !== "Place") return
    const record = yield* held.find(of.tenantId, action.order.clientOrderId, command.runId)
    if (Option.isSome(record) && untold(record.value)) yield* takeOver({ of, market, record: record.value })
  })

  /** Fails when the command has to come again. */
  return Effect.fnUntraced(function* (message: Delivery) {
    const command = yield* decodeCommand(message.body).pipe(
      Effect.mapError((error) => new Poison({ reason: "UNREADABLE", message: String(error) }))
    )
    if (message.properties["tenantId"] !== command.tenantId)
      return yield* new Poison({ reason: "TENANT", message: "the message and its body name different tenants" })
    // An exchange that is only starting has not told its markets before.
    const of = yield* accounts.open(command.connection, command.tenantId)
    const market = of.market(command.symbol)
    if (market === undefined) {
      const where = `${command.symbol} at ${command.venue}`
      return yield* new Poison({ reason: "NO_MARKET", message: `${where} is not traded here` })
    }
    const action = yield* readerOf(market)(command.action).pipe(
      Effect.mapError((error) => new Poison({ reason: "UNREADABLE", message: String(error) }))
    )
    const work: Work = { of, market, command }
    const done = yield* (action._tag === "Place" ? place(work, action) : cancel(work, action)).pipe(
      Effect.timeoutOption(WORK_ON)
    )
    if (Option.isSome(done)) return
    if (message.deliveryCount >= LAST_DELIVERY) return yield* leave(work, action)
    return yield* new ExchangeUnavailable({ message: "still without a final answer: tried again", retryable: true })
  })
})
