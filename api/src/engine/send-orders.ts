import { Effect, Option, Schema } from "effect"
import { tradedOf } from "@tradetower/domain/connection"
import { ClientOrderId } from "@tradetower/domain/ids"
import { OrderCommand } from "@tradetower/domain/messages"
import { Bus, Orders, type OutgoingMessage, slotOf, Store, type StepRecord, Telemetry } from "@tradetower/platform"

/** What an encoded `OrderAction` says of the order it is about. */
const Address = Schema.Union([
  Schema.Struct({ _tag: Schema.tag("Place"), order: Schema.Struct({ clientOrderId: ClientOrderId }) }),
  Schema.Struct({ _tag: Schema.tag("Cancel"), clientOrderId: ClientOrderId })
])
const readAddress = Schema.decodeUnknownSync(Address)
const encodeCommand = Schema.encodeSync(OrderCommand)

/** Which order an action of a step is about, and whether it places or cancels it. */
export const addressOf = (action: Schema.JsonObject): { kind: "place" | "cancel"; clientOrderId: ClientOrderId } => {
  const address = readAddress(action)
  return address._tag === "Place"
    ? { kind: "place", clientOrderId: address.order.clientOrderId }
    : { kind: "cancel", clientOrderId: address.clientOrderId }
}

/**
 * The messages that carry a step's orders to execution. Their ids follow from the orders, so sending them again changes
 * nothing.
 */
const messagesOf = (
  step: StepRecord,
  actions: ReadonlyArray<Schema.JsonObject>,
  traceparent: string | undefined
): ReadonlyArray<OutgoingMessage> => {
  const { tenantId } = step
  const properties = { tenantId, slot: slotOf(tenantId), ...(traceparent !== undefined && { traceparent }) }
  return actions.map((action) => {
    const { kind, clientOrderId } = addressOf(action)
    return {
      messageId: `${clientOrderId}:${kind}`,
      sessionId: step.botDefinitionId,
      subject: kind === "place" ? "Place" : "Cancel",
      body: encodeCommand({
        tenantId,
        botId: step.botDefinitionId,
        runId: step.botRunId,
        ...tradedOf(step),
        seq: step.seq,
        action
      }),
      properties
    }
  })
}

/** Sends those of a recorded step's orders; sending them twice does no harm. */
const sendActions = Effect.fnUntraced(function* (step: StepRecord, actions: ReadonlyArray<Schema.JsonObject>) {
  if (actions.length === 0) return
  const bus = yield* Bus
  const telemetry = yield* Telemetry
  yield* bus.send("order-commands", messagesOf(step, actions, yield* telemetry.traceparent))
})

/** Sends all of a recorded step's orders. */
export const sendOrders = (step: StepRecord) => sendActions(step, step.orders)

/**
 * Sends what a crash may have kept from going out: of the steps given, orders that execution never recorded, and
 * cancellations of orders that still rest. Answers how many.
 */
export const sendUnsent = Effect.fnUntraced(function* (steps: ReadonlyArray<StepRecord>) {
  const store = yield* Store
  let sent = 0
  for (const step of steps) {
    const unsent: Array<Schema.JsonObject> = []
    for (const action of step.orders) {
      const { kind, clientOrderId } = addressOf(action)
      const order = yield* store.read(Orders, { tenantId: step.tenantId, botRunId: step.botRunId }, clientOrderId)
      if (kind === "place" ? Option.isNone(order) : Option.isSome(order) && order.value.value.open) unsent.push(action)
    }
    yield* sendActions(step, unsent)
    sent += unsent.length
  }
  return sent
})
