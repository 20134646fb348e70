import { Schema } from "effect"
import { ClientOrderId } from "../ids.ts"
import type { Market } from "../market/market.ts"

export const Side = Schema.Literals(["BUY", "SELL"])
export type Side = typeof Side.Type

export const Purpose = Schema.Literals([
  "BASE",
  "AVERAGING",
  "GRID",
  "TAKE_PROFIT",
  "STOP_LOSS",
  "RESERVATION",
  "TWAP_SLICE",
  "CLOSE"
])
export type Purpose = typeof Purpose.Type

const leaving: ReadonlySet<Purpose> = new Set(["CLOSE", "STOP_LOSS", "TAKE_PROFIT"])

/** Whether an order is there to leave a position, whatever its side. */
export const leaves = ({ purpose }: { readonly purpose: Purpose }): boolean => leaving.has(purpose)

/** MARKET takes at once; LIMIT rests until its price; STOP turns into a market order when its price is touched. */
export const OrderType = Schema.Literals(["MARKET", "LIMIT", "STOP"])
export type OrderType = typeof OrderType.Type

/** ISOLATED: a position has its own margin and loses no more. CROSS: the account's free quote stands behind it, too. */
export const MarginType = Schema.Literals(["ISOLATED", "CROSS"])
export type MarginType = typeof MarginType.Type

/** How a futures order is backed: `notional / leverage` is held as margin. */
export const Margin = Schema.Struct({ leverage: Schema.Int, type: MarginType })
export type Margin = typeof Margin.Type

/** GTC rests until cancelled, DAY until the session ends; IOC fills what it can at once and cancels the rest. */
export const TimeInForce = Schema.Literals(["GTC", "DAY", "IOC"])
export type TimeInForce = typeof TimeInForce.Type

/** What an exchange is asked to do. Prices and quantities are decimals on the wire, ticks and lots inside. */
export const orderRequest = (market: Market) =>
  Schema.Struct({
    clientOrderId: ClientOrderId,
    side: Side,
    type: OrderType,
    /** Limit price, or the trigger of a STOP; absent for MARKET. */
    price: Schema.optionalKey(market.codec.price),
    quantity: market.codec.quantity,
    timeInForce: TimeInForce,
    reduceOnly: Schema.Boolean,
    purpose: Purpose,
    /** Of a STOP: how far beyond its trigger it may still trade, as a limit order. Absent: at market. */
    limitOffset: Schema.optionalKey(market.codec.price),
    /** Of a LIMIT that leaves a position: the trigger of a stop for the same lots. What fills cancels the other (OCO). */
    stopPrice: Schema.optionalKey(market.codec.price),
    /** Of a LIMIT: refused rather than filled at once. */
    postOnly: Schema.optionalKey(Schema.Boolean),
    /** Of a LIMIT, for stocks: EXTENDED works before and after the regular session, too. Absent: CORE. */
    session: Schema.optionalKey(Schema.Literals(["CORE", "EXTENDED"])),
    /** On futures. */
    margin: Schema.optionalKey(Margin)
  })
export type OrderRequest = ReturnType<typeof orderRequest>["Type"]

/** What a step wants done to orders, with the rule of SPEC.md that asked for it and the reason in words. */
export const orderAction = (market: Market) =>
  Schema.TaggedUnion({
    Place: { order: orderRequest(market), rule: Schema.String, why: Schema.String },
    Cancel: { clientOrderId: ClientOrderId, rule: Schema.String, why: Schema.String }
  })
export type OrderAction = ReturnType<typeof orderAction>["Type"]

/** Where an order stands as far as we know. UNKNOWN: sent, and no answer came; its funds stay reserved until we know. */
export const OrderStatus = Schema.Literals([
  "PENDING",
  "UNKNOWN",
  "OPEN",
  "PARTLY_FILLED",
  "FILLED",
  "CANCELLED",
  "EXPIRED",
  "REJECTED"
])
export type OrderStatus = typeof OrderStatus.Type
