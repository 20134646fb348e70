import { Context, Effect, Layer, Option } from "effect"
import type { ClientOrderId, TenantId, Time } from "@tradetower/domain/ids"
import type { Market } from "@tradetower/domain/market"
import { type ExecutionReport, isMoney } from "@tradetower/domain/order"
import {
  Bus,
  type BusUnavailable,
  OneByOne,
  type OrderRecord,
  type Store,
  type StoreUnavailable,
  Telemetry
} from "@tradetower/platform"
import { Alarm } from "../alarm.ts"
import { happened, tellBots } from "../bot-commands.ts"
import type { OrderCosts } from "../exchange.ts"
import { HeldOrders } from "./held-orders.ts"
import { charged, chargeOf, chargeTold } from "./order-costs.ts"
import { patientlyHolding } from "../patience.ts"
import { reported, reportId } from "./order-record.ts"
import { makeOlderTrades } from "./order-trades.ts"

type Failure = StoreUnavailable | BusUnavailable

/** Takes an exchange's word about orders: into their record and to their bot, each once however often it is said. */
export class Reports extends Context.Service<
  Reports,
  {
    /**
     * What the exchange said by itself: it will not be asked for again, so the bot is told before the record is written.
     * Answers the order after it; none when it said nothing new or the order is not ours.
     */
    readonly heard: (
      tenantId: TenantId,
      market: Market,
      report: ExecutionReport
    ) => Effect.Effect<Option.Option<OrderRecord>, Failure>
    /**
     * What the exchange answered to a command that will come again until it is done: the record is written before the
     * bot is told, so that a crash in between can't turn a refusal into an order.
     */
    readonly answered: (
      tenantId: TenantId,
      market: Market,
      report: ExecutionReport
    ) => Effect.Effect<Option.Option<OrderRecord>, Failure>
    /**
     * What an order costs by now, in all: its bot is told the difference to what it was told before, once (EXEC-46). What
     * is to be told is written first, and told again where that was cut off.
     */
    readonly costs: (tenantId: TenantId, market: Market, costs: OrderCosts) => Effect.Effect<void, Failure>
    /** Tells the bot again where an order stands. */
    readonly repeat: (market: Market, record: OrderRecord) => Effect.Effect<void, Failure>
  }
>()("@tradetower/execution/Reports") {
  static readonly layer = Layer.effect(
    Reports,
    Effect.suspend(() => make)
  )
}

const make: Effect.Effect<Reports["Service"], never, HeldOrders | Alarm | Bus | Store | Telemetry> = Effect.gen(
  function* () {
    const held = yield* HeldOrders
    const bus = yield* Bus
    const telemetry = yield* Telemetry
    const alarm = yield* Alarm
    const older = yield* makeOlderTrades

    const tell = Effect.fnUntraced(function* (market: Market, record: OrderRecord, report: ExecutionReport) {
      const address = { tenantId: record.tenantId, botId: record.botDefinitionId, runId: record.botRunId }
      const message = happened(address, market, report, reportId(report), yield* telemetry.traceparent)
      yield* Effect.provideService(tellBots([message], patientlyHolding), Bus, bus)
    })

    /** A trade taken back is nothing to find out by chance. */
    const warn = (market: Market, { tenantId }: OrderRecord, report: ExecutionReport) => {
      if (report._tag !== "FillVoided") return Effect.void
      const { base, symbol } = market.instrument
      const trade = `${report.side === "BUY" ? "purchase" : "sale"} of ${market.quantityText(report.quantity)} ${base} at ${market.priceText(report.price)}`
      const text = `The exchange took a trade back: the ${trade} (${symbol}) no longer counts. Its bot is paused: look at your account, then resume it.`
      return alarm.tell(tenantId, reportId(report), "ERROR", text)
    }

    /** What happened to a position changes no order: the bot of the order it is told by hears of it. */
    const ofPosition = Effect.fnUntraced(function* (tenantId: TenantId, market: Market, report: ExecutionReport) {
      const found = yield* held.find(tenantId, report.clientOrderId)
      if (Option.isSome(found)) yield* tell(market, found.value, report)
      return found
    })

    /** What was written to be told of what an order costs, if anything was. */
    const tellCharge = Effect.fnUntraced(function* (tenantId: TenantId, market: Market, id: ClientOrderId) {
      yield* held.change(
        tenantId,
        id,
        (record) => (record.charging === undefined ? undefined : chargeTold(record)),
        () =>
          Effect.gen(function* () {
            const found = yield* held.find(tenantId, id)
            const report = Option.isSome(found) ? chargeOf(market, found.value) : undefined
            if (Option.isSome(found) && report !== undefined) yield* tell(market, found.value, report)
          })
      )
    })

    const countedBefore = Effect.fnUntraced(function* (tenantId: TenantId, report: ExecutionReport) {
      if (report._tag !== "OrderFilled") return false
      const found = yield* held.find(tenantId, report.clientOrderId)
      return Option.isSome(found) && (yield* older.counted(found.value, report.tradeId))
    })

    /** What is said of one order is taken in one after another: its acceptance before its first fill. */
    const turns = new OneByOne()

    return {
      heard: (tenantId, market, report) =>
        turns.take(
          `${tenantId}/${report.clientOrderId}`,
          isMoney(report) && report._tag !== "FillVoided"
            ? ofPosition(tenantId, market, report)
            : Effect.flatMap(countedBefore(tenantId, report), (counted) =>
                counted
                  ? Effect.succeedNone
                  : held.change(
                      tenantId,
                      report.clientOrderId,
                      (record) => reported(market, record, report),
                      (record) =>
                        Effect.all([older.keep(record), tell(market, record, report), warn(market, record, report)], {
                          discard: true
                        })
                    )
              )
        ),
      answered: (tenantId, market, report) =>
        turns.take(
          `${tenantId}/${report.clientOrderId}`,
          held
            .change(tenantId, report.clientOrderId, (record) => reported(market, record, report))
            .pipe(Effect.tap((changed) => (Option.isSome(changed) ? tell(market, changed.value, report) : Effect.void)))
        ),
      costs: (tenantId, market, costs) => {
        const id = costs.clientOrderId
        const cutOff = tellCharge(tenantId, market, id)
        const anew = held.change(tenantId, id, (record) => charged(market, record, costs))
        return turns.take(
          `${tenantId}/${id}`,
          Effect.andThen(
            cutOff,
            Effect.flatMap(anew, (changed) => (Option.isSome(changed) ? tellCharge(tenantId, market, id) : Effect.void))
          )
        )
      },
      repeat: (market, record) => {
        const report = standing(record)
        return report === undefined ? Effect.void : tell(market, record, report)
      }
    }
  }
)

/** The report that brought an order where it stands; its fills were told before they were written. */
const standing = (record: OrderRecord): ExecutionReport | undefined => {
  const about: { at: Time; clientOrderId: ClientOrderId } = { at: record.updatedAt as Time, clientOrderId: record.id }
  switch (record.status) {
    case "REJECTED":
      return {
        _tag: "OrderRejected",
        ...about,
        reason: record.rejectReason ?? "EXCHANGE",
        message: record.reason ?? "rejected"
      }
    case "CANCELLED":
      return { _tag: "OrderCancelled", ...about, reason: record.reason ?? "cancelled" }
    case "EXPIRED":
      return { _tag: "OrderExpired", ...about, reason: record.reason ?? "expired" }
    case "UNKNOWN":
      return { _tag: "OrderOutcomeUnknown", ...about }
    default:
      return record.exchangeOrderId === undefined
        ? undefined
        : { _tag: "OrderAccepted", ...about, exchangeOrderId: record.exchangeOrderId }
  }
}
