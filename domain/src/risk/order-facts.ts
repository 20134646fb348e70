import type { Session } from "../calendar/sessions.ts"
import type { Market, Price } from "../market/market.ts"
import type { TradingStatus } from "../market/trading-status.ts"
import type { OrderRequest } from "../order/order.ts"
import type { RejectReason } from "../order/report.ts"
import type { Decimal } from "../number/decimal.ts"
import type { OrderLimits } from "./limits.ts"
import type { OrderRate } from "./order-rate.ts"

/** What a broker's account endpoint says; every field may be missing. */
export interface BrokerStanding {
  readonly equity?: Decimal
  /** Day trades within five business days, as the broker counts. */
  readonly dayTrades?: number
  /** How many more the broker allows. */
  readonly dayTradesLeft?: number
  /** What may still be bought today, in the account's currency. */
  readonly intradayBuyingPower?: Decimal
  /** The broker lets the account only close positions; its words. */
  readonly closeOnly?: string
}

export interface DayTradeFacts {
  /** When this broker replaces the old rule, ms; `LATEST_SWITCH` where it did not say. */
  readonly switchesAt: number
  readonly standing: BrokerStanding
  /** As we counted them. */
  readonly counted: number
  /** What the account is worth, in quote units; taken where the broker doesn't say its equity. */
  readonly worth: bigint | undefined
}

/** What an account holds at the last prices; amounts in units of its market's quote, signed where short. */
export interface ExposureFacts {
  /** What the account is worth. */
  readonly equity: bigint
  /** The size of all positions added up, whichever way they go. */
  readonly total: bigint
  /** The position in this pair: negative when short. */
  readonly pair: bigint
}

/** Everything an order is judged by, as known at one moment. What is not known is `undefined` and refuses nothing. */
export interface OrderFacts {
  readonly market: Market
  readonly order: OrderRequest
  /** Last price of the market. */
  readonly price: Price | undefined
  /** Market time, ms. */
  readonly now: number
  readonly limits: OrderLimits
  /** The tenant's kill switch is on. */
  readonly halted: boolean
  /** The market's session now. */
  readonly session: Session
  /** Which orders the market takes now. */
  readonly trading: TradingStatus
  /** New orders within the last minute, without this one. */
  readonly lastMinute: { readonly tenant: OrderRate; readonly bot: OrderRate }
  /** Of stocks only. */
  readonly dayTrading: DayTradeFacts | undefined
  readonly exposure: ExposureFacts | undefined
}

/** Why an order may not go out, in words that say what would work. */
export interface Refusal {
  /** The rule of SPEC.md. */
  readonly rule: string
  readonly reason: RejectReason
  readonly message: string
  /** For INSUFFICIENT_FUNDS: how much of which asset is lacking. */
  readonly missing?: { readonly asset: string; readonly amount: Decimal }
  /** For RATE_LIMIT: when there is room again, ms. */
  readonly until?: number
}

/** One concern: a refusal, or nothing to say. */
export type OrderRule = (facts: OrderFacts) => Refusal | undefined
