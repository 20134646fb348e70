import { Option, Schema } from "effect"
import { ClientOrderId, Time } from "@tradetower/domain/ids"
import type { LiveMessage } from "@tradetower/domain/live"
import { Decimal } from "@tradetower/domain/number"
import type { OrderRecord, StepRecord } from "@tradetower/platform"

const tagOf = Schema.decodeUnknownOption(Schema.Struct({ _tag: Schema.String }))

/** What is told of every step. */
export const botStepped = (step: StepRecord): LiveMessage => ({
  _tag: "BotStepped",
  botId: step.botDefinitionId,
  runId: step.botRunId,
  seq: step.seq,
  at: Time.make(step.at),
  event: Option.match(tagOf(step.event), { onNone: () => "Unknown", onSome: ({ _tag }) => _tag }),
  summary: step.summary
})

/** The trade a step was made by, if it was one. */
export const tradeOf = Schema.decodeUnknownOption(
  Schema.Struct({
    _tag: Schema.Literal("OrderFilled"),
    at: Schema.Int,
    clientOrderId: ClientOrderId,
    price: Decimal,
    quantity: Decimal
  })
)

export type Trade = Option.Option.Value<ReturnType<typeof tradeOf>>

/** What is told of a trade; `order` is the order it filled. */
export const filled = (step: StepRecord, trade: Trade, order: Pick<OrderRecord, "side" | "purpose">): LiveMessage => ({
  _tag: "Filled",
  botId: step.botDefinitionId,
  runId: step.botRunId,
  clientOrderId: trade.clientOrderId,
  side: order.side,
  purpose: order.purpose,
  price: trade.price,
  quantity: trade.quantity,
  at: Time.make(trade.at)
})
