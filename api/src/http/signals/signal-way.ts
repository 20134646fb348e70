import { Effect, Option } from "effect"
import { BotEvents, Orders, type SignalRecord, type StepRecord, stepsWhere, Store } from "@tradetower/platform"
import { addressOf } from "../../engine/send-orders.ts"

/**
 * Within so many steps a signal that was matched leads to orders: the price it enters at comes next. Who leaves takes all
 * its orders back first.
 */
const STEPS = { ENTER: 5, EXIT: 200 }

/** The signal's step and the few after it, oldest first. */
const stepsFrom = Effect.fnUntraced(function* (signal: SignalRecord, seq: number) {
  const store = yield* Store
  const page = yield* store.query(
    BotEvents,
    { tenantId: signal.tenantId, botRunId: signal.botRunId },
    { where: stepsWhere({ from: seq }), limit: signal.action === "EXIT" ? STEPS.EXIT : STEPS.ENTER }
  )
  return page.items.flatMap(({ value }) => (value.kind === "STEP" ? [value] : []))
})

const placed = (step: StepRecord) =>
  step.orders.map(addressOf).flatMap(({ clientOrderId, kind }) => (kind === "place" ? [clientOrderId] : []))

/**
 * What became of a matched signal: when the run placed its first order after it, and when the first of these was filled.
 * Steps are told in market time; here they are put as far after the signal as they were in the market.
 */
export const wayOn = Effect.fnUntraced(function* (signal: SignalRecord) {
  if (signal.seq === undefined) return []
  const steps = yield* stepsFrom(signal, signal.seq)
  const matched = steps[0]
  const ordering = steps.find((step) => placed(step).length > 0)
  if (matched === undefined || ordering === undefined) return []
  const wall = (market: number) => signal.decidedAt + Math.max(0, market - matched.at)

  const store = yield* Store
  const key = { tenantId: signal.tenantId, botRunId: signal.botRunId }
  const orders = yield* Effect.forEach(placed(ordering), (id) => store.read(Orders, key, id), { concurrency: 8 })
  const filled = orders.flatMap((order) =>
    Option.isSome(order) && order.value.value.status === "FILLED" ? [order.value.value.updatedAt] : []
  )
  return [
    { stage: "ORDERED" as const, at: wall(ordering.at) },
    ...(filled.length > 0 ? [{ stage: "FILLED" as const, at: wall(Math.min(...filled)) }] : [])
  ]
})
