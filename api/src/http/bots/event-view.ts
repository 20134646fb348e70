import { Schema } from "effect"
import { ClientOrderId } from "@tradetower/domain/ids"
import { Decimal } from "@tradetower/domain/number"
import { OrderType, Purpose, Side } from "@tradetower/domain/order"
import type { StepRecord } from "@tradetower/platform"
import type { ActionView, EventView } from "../../../contract/index.ts"

/** An encoded `OrderAction`, as recorded. */
const Recorded = Schema.Union([
  Schema.TaggedStruct("Place", {
    order: Schema.Struct({
      clientOrderId: ClientOrderId,
      side: Side,
      type: OrderType,
      price: Schema.optionalKey(Decimal),
      quantity: Decimal,
      purpose: Purpose
    }),
    rule: Schema.String,
    why: Schema.String
  }),
  Schema.TaggedStruct("Cancel", { clientOrderId: ClientOrderId, rule: Schema.String, why: Schema.String })
])
const readAction = Schema.decodeUnknownSync(Recorded)

const actionView = (recorded: Schema.JsonObject): ActionView => {
  const action = readAction(recorded)
  const { rule, why } = action
  return action._tag === "Place"
    ? { action: "PLACE", ...action.order, rule, why }
    : { action: "CANCEL", clientOrderId: action.clientOrderId, rule, why }
}

/** A step as the tab Why shows it. */
export const eventView = (step: StepRecord): EventView => ({
  runId: step.botRunId,
  seq: step.seq,
  at: step.at,
  event: typeof step.event["_tag"] === "string" ? step.event["_tag"] : "Unknown",
  details: step.event,
  orders: step.orders.map(actionView),
  transitions: step.transitions,
  summary: step.summary
})
