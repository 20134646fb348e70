import { Schema } from "effect"
import { traded } from "@tradetower/domain/connection"
import { BotId, ClientOrderId, RunId, TenantId } from "@tradetower/domain/ids"
import { Decimal } from "@tradetower/domain/number"
import { OrderLookUp, OrderStatus, OrderType, Purpose, RejectReason, Side } from "@tradetower/domain/order"
import { container } from "../ports/container.ts"

/** What became of each order; written by execution. */
export const Orders = container(
  "Orders",
  Schema.Struct({
    id: ClientOrderId,
    tenantId: TenantId,
    botRunId: RunId,
    botDefinitionId: BotId,
    ...traded,
    side: Side,
    type: OrderType,
    purpose: Purpose,
    /** Whether it may only make a position smaller; absent of one from before this was kept. */
    reduceOnly: Schema.optionalKey(Schema.Boolean),
    price: Schema.optionalKey(Decimal),
    quantity: Decimal,
    filledQuantity: Decimal,
    averagePrice: Schema.optionalKey(Decimal),
    fees: Schema.Array(Schema.Struct({ asset: Schema.String, amount: Decimal })),
    status: OrderStatus,
    /** True while the exchange may still fill it: PENDING, UNKNOWN, OPEN, PARTLY_FILLED. */
    open: Schema.Boolean,
    rule: Schema.String,
    why: Schema.String,
    /** In words, when rejected or cancelled. */
    reason: Schema.optionalKey(Schema.String),
    rejectReason: Schema.optionalKey(RejectReason),
    exchangeOrderId: Schema.optionalKey(Schema.String),
    /** The id it is sent under where the exchange needs one of its own making: written before it is sent. */
    wireId: Schema.optionalKey(Schema.String),
    /** While its outcome is unknown, from a look on after which there is a pause of a second or more. */
    lookUp: Schema.optionalKey(OrderLookUp),
    /** Since when (wall clock, ms) no answer has come to that it be taken back; absent once one came. */
    takeBackSince: Schema.optionalKey(Schema.Int),
    /** The last of its trades, newest last; older ones have documents of their own, in OrderTrades. */
    tradeIds: Schema.Array(Schema.String),
    /** How often what it costs was booked anew; its bot was told of all but the one that is `charging`. */
    charges: Schema.optionalKey(Schema.Int),
    /** Written before its bot is told: so much more (below zero: less) is charged for it than `fees` says. */
    charging: Schema.optionalKey(Schema.Struct({ asset: Schema.String, amount: Decimal, at: Schema.Int })),
    /** Trades that the exchange took back. */
    voided: Schema.optionalKey(Schema.Array(Schema.String)),
    createdAt: Schema.Int,
    updatedAt: Schema.Int
  })
)
export type OrderRecord = (typeof Orders)["schema"]["Type"]
