import { type Effect, type Option, Schema, type Scope, type Stream } from "effect"
import type { AccountFees, TermsName } from "@tradetower/domain/terms"
import type { BrokerId, Connection, ConnectionId, Environment } from "@tradetower/domain/connection"
import { ClientOrderId, type TenantId, Time } from "@tradetower/domain/ids"
import type { VenueId, Price, Quantity, Symbol } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import {
  type ExecutionReport,
  type Fill,
  type MoneyReport,
  type OrderRequest,
  RejectReason,
  type Side
} from "@tradetower/domain/order"
import type { BrokerStanding } from "@tradetower/domain/risk"
import { ExchangeUnavailable } from "./unavailable.ts"
import type { Venue } from "./venues/venue.ts"

export { ExchangeUnavailable }

/** The exchange read the order and said no: sending it again as it is can't help. */
export class OrderRejected extends Schema.TaggedError<OrderRejected>()("OrderRejected", {
  clientOrderId: ClientOrderId,
  reason: RejectReason,
  /** In words a trader understands. */
  message: Schema.String,
  /** For INSUFFICIENT_FUNDS, where the exchange says it: how much was lacking, of which asset. */
  missing: Schema.optionalKey(Schema.Struct({ asset: Schema.String, amount: Decimal })),
  /** For RATE_LIMIT, our own: when there is room again, market time. */
  until: Schema.optionalKey(Time)
}) {}

/** An order with this id is there already and says something else; nothing was placed. An alarm, never a success. */
export class OrderDiffers extends Schema.TaggedError<OrderDiffers>()("OrderDiffers", {
  clientOrderId: ClientOrderId,
  /** In words: both, side by side. */
  message: Schema.String
}) {}

/** The request was sent and no answer came: it may or may not have taken effect. Look it up before anything else. */
export class OutcomeUnknown extends Schema.TaggedError<OutcomeUnknown>()("OutcomeUnknown", {
  message: Schema.String
}) {}

/** What an account holds of an instrument by the exchange's own count, in base; long and short apart, both above zero. */
export interface AccountPosition {
  readonly symbol: Symbol
  readonly long: Decimal
  readonly short: Decimal
}

/** An order of ours, with all that an exchange may need to find it. */
export interface SentOrder {
  readonly symbol: Symbol
  readonly clientOrderId: ClientOrderId
  /** Where it is known: an exchange may find by its own id alone, or by it sooner. */
  readonly exchangeOrderId?: string
  /** Of `nextId`, where the exchange offers that. */
  readonly wireId?: string
  /** When it was sent at the earliest, market time: whoever has to list looks no further back. */
  readonly sentAt: number
}

/** An order as the exchange holds it. */
export interface OrderState {
  readonly clientOrderId: ClientOrderId
  readonly exchangeOrderId: string
  readonly symbol: Symbol
  /**
   * PENDING: there, and not working yet. UNKNOWN: the exchange itself can't tell. FILLED, CANCELLED and EXPIRED only once
   * the fills it lists make up `filledQuantity`; until then it is OPEN.
   */
  readonly status: "PENDING" | "OPEN" | "FILLED" | "CANCELLED" | "EXPIRED" | "REJECTED" | "UNKNOWN"
  readonly side: Side
  /** Limit or trigger as it was asked for; none of a market order. */
  readonly price?: Price
  readonly quantity: Quantity
  /** When the exchange took it, by its clock. */
  readonly placedAt: number
  readonly filledQuantity: Quantity
  /** In words, when cancelled, expired or rejected. */
  readonly reason?: string
}

/**
 * An order of ours that is listed and can't be read: how it stands is not known, and nothing follows of it for others.
 * Without an id it may be any of ours.
 */
export interface UnreadOrder extends Partial<
  Readonly<Record<Exclude<keyof OrderState, "clientOrderId" | "status">, undefined>>
> {
  readonly status: "UNKNOWN"
  readonly unread: true
  readonly clientOrderId?: ClientOrderId
}

/** An exchange's word about one order of this account. */
export interface AccountReport {
  readonly symbol: Symbol
  readonly report: ExecutionReport
  /** With the end of an order: what was filled of it in all, so that no fill is missing when the end is told. */
  readonly filledQuantity?: Quantity
}
/** One trade of this account, or what happened to a futures position of it. */
export interface AccountFill {
  readonly symbol: Symbol
  readonly report: Extract<ExecutionReport, { _tag: "OrderFilled" | MoneyReport["_tag"] }>
}

/**
 * What an order has cost in all by what the exchange booked for it, which may be days after its trades and may change again.
 * It stands instead of what was told with the trades.
 */
export interface OrderCosts {
  readonly symbol: Symbol
  readonly clientOrderId: ClientOrderId
  readonly at: Time
  /** Of trades of so much: with more of them it costs more. */
  readonly filledQuantity: Quantity
  readonly fee: Fill["fee"]
}

/** A place in an account's list of fills, opaque, kept between runs of this process. */
export type FillCursor = string

export interface Balance {
  readonly asset: string
  /** Everything held. */
  readonly total: Decimal
  /** What no open order reserves. */
  readonly available: Decimal
}

/** What stands behind an account's futures where all of them share it, of one asset. */
export interface AccountMargin {
  readonly asset: string
  /** What new positions may still tie up: more or less than what is free of it, as the exchange counts. */
  readonly available: Decimal
  /** How much may be lost before the exchange closes positions. */
  readonly buffer: Decimal
}

/**
 * Something happened there that is no report of an order, and that its trader has to know, in words; told once by its `id`.
 * `holds`: what bots hold of the instrument, or ask for, is not what it was (a split): they wait for their trader.
 */
export interface Noticed {
  readonly _tag: "Noticed"
  readonly id: string
  readonly symbol: Symbol
  readonly text: string
  readonly holds: boolean
}

/** What the adapter has to know of the account when it opens it again, opaque: kept before what is told next is heard. */
export interface Kept {
  readonly _tag: "Kept"
  readonly note: string
}

/** What an account tells by itself. */
export type AccountNews =
  /** What follows is complete; what was before is asked for. */
  | { readonly _tag: "Connected" }
  | ({ readonly _tag: "Reported" } & AccountReport)
  /** Connected, and yet reports may be late or missing, or no new order goes out for a while, for a reason in words. */
  | { readonly _tag: "Degraded"; readonly reason: string }
  /** Complete again; what was meanwhile is asked for. */
  | { readonly _tag: "Restored" }
  | Noticed
  | Kept

/**
 * One tenant's account at an exchange. Contract, the same for every adapter: `execution/contracts/exchange.md`, suite
 * `tests/contracts/exchange.ts`.
 */
export interface ExchangeAccount {
  /** Time after which an order that can't be found was never taken, ms. */
  readonly settles: number
  readonly balances: Effect.Effect<ReadonlyArray<Balance>, ExchangeUnavailable>
  /**
   * Where the exchange needs an id of its own making before it is sent an order (Interactive Brokers' order ids): one that
   * no order has or ever had. Whoever places keeps it first: a process that dies in between sends again under the same.
   */
  readonly nextId?: Effect.Effect<string, ExchangeUnavailable>
  /**
   * Succeeds once the exchange has taken the order. Its fills come over `reports`, also those of a market order. `wireId`:
   * what was kept for it of `nextId`, each time the same; without one, where that is offered, a defect of ours.
   */
  readonly place: (
    symbol: Symbol,
    order: OrderRequest,
    wireId?: string
  ) => Effect.Effect<
    { readonly exchangeOrderId: string },
    OrderRejected | OrderDiffers | ExchangeUnavailable | OutcomeUnknown
  >
  /**
   * Asks to cancel. Success means asked, and an order that is no longer open is no error: the end of the order comes
   * over `reports`. Safe to repeat.
   */
  readonly cancel: (
    symbol: Symbol,
    order: { readonly clientOrderId: ClientOrderId; readonly exchangeOrderId?: string }
  ) => Effect.Effect<void, ExchangeUnavailable | OutcomeUnknown>
  /**
   * Where the exchange can take many orders back at once: asks to cancel all of these, and no other's, in as few
   * requests as it allows. Success means asked, as with `cancel`.
   */
  readonly cancelAll?: (
    orders: ReadonlyArray<{
      readonly symbol: Symbol
      readonly clientOrderId: ClientOrderId
      readonly exchangeOrderId?: string
    }>
  ) => Effect.Effect<void, ExchangeUnavailable | OutcomeUnknown>
  /** What the broker says of how the account stands: of day trading where it trades US stocks, and whether it may only close. */
  readonly standing?: Effect.Effect<BrokerStanding, ExchangeUnavailable>
  /** Where futures share one margin: what is left of it. */
  readonly margin?: Effect.Effect<ReadonlyArray<AccountMargin>, ExchangeUnavailable>
  /** Where the broker says what it charges this account. */
  readonly fees?: Effect.Effect<ReadonlyArray<AccountFees>, ExchangeUnavailable>
  /** What the exchange knows of an order of ours. None: it does not know it (yet, within `settles` ms of sending). */
  readonly find: (order: SentOrder) => Effect.Effect<Option.Option<OrderState>, ExchangeUnavailable>
  /** Every order that rests now, ours or not. */
  readonly openOrders: Effect.Effect<ReadonlyArray<OrderState | UnreadOrder>, ExchangeUnavailable>
  /**
   * Trades after the cursor, oldest first; without one, all that orders open within the last 7 days may have. One or two
   * of before the cursor may come again. `completeSince`: of before (market time) the exchange can't tell any more.
   */
  readonly fills: (after: FillCursor | undefined) => Effect.Effect<
    {
      readonly fills: ReadonlyArray<AccountFill>
      /** What orders cost, where that was booked since the cursor or changed: told as often as anything of it does. */
      readonly costs?: ReadonlyArray<OrderCosts>
      readonly cursor: FillCursor
      readonly completeSince?: number
    },
    ExchangeUnavailable
  >
  /** All trades of one order that the exchange lists, oldest first. */
  readonly fillsOf: (order: SentOrder) => Effect.Effect<ReadonlyArray<AccountFill>, ExchangeUnavailable>
  /**
   * The witness against our own books: each instrument the exchange tells of, also one that nothing is held of. One that
   * is not among them was not told of, which does not make it flat.
   */
  readonly positions: Effect.Effect<ReadonlyArray<AccountPosition>, ExchangeUnavailable>
  readonly reports: Stream.Stream<AccountNews, ExchangeUnavailable>
}

/**
 * What a broker's adapter is: everything particular to it (protocols, ids, paging, throttles, quirks) stays behind this.
 * Alpaca finds by `/v2/orders:by_client_order_id`, pages fills by activity id, reports over `trade_updates`;
 * Coinbase Advanced Trade finds by listing, pages fills by sequence, reports over the `user` channel.
 */
export interface Exchange {
  readonly broker: BrokerId
  readonly environment: Environment
  /** Whose instruments and prices its accounts trade at. */
  readonly venue: VenueId
  /** Whose rules a connection here may keep. */
  readonly terms: ReadonlyArray<TermsName>
  /** The same object for every exchange of a venue: it is followed once for all of them. */
  readonly marketData: Venue
  /** Where orders meet prices in this process: has the venue's market data pass through here while it is followed. */
  readonly seeing?: (venue: Venue) => Venue
  /** When this broker replaces the pattern-day-trader rule by its intraday margin, ms; absent: at the latest date. */
  readonly dayTradeSwitchAt?: number
  /** A key or user is let in once at a time: of several processes one has an account open (`leased.ts`). */
  readonly exclusive?: true
  /** Opens an account, until the scope closes. Nobody's account waits for another's. */
  readonly open: (connection: Connection) => Effect.Effect<ExchangeAccount, ExchangeUnavailable, Scope.Scope>
  /** Takes away what is kept here of an account that its trader removed and that is not open any more; may be repeated. */
  readonly forget?: (connection: Connection) => Effect.Effect<void, ExchangeUnavailable>
  /** What an account has still to tell of the prices so far, where that is known: a price that wakes its bots waits for it. */
  readonly unheard?: (tenantId: TenantId, connection: ConnectionId) => Effect.Effect<void> | undefined
}
