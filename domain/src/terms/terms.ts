import type { Instrument } from "../market/instrument.ts"
import type { MarginType, OrderType, TimeInForce } from "../order/order.ts"
import type { Decimal } from "../number/decimal.ts"

/** What a broker trades under rules of its own each. */
export type InstrumentClass = "STOCK" | "CRYPTO" | "FUTURES"

/** For how long each type of order may be given; an empty list: the broker takes none of that type. */
export type Taken = Readonly<Record<OrderType, ReadonlyArray<TimeInForce>>>

/** What accounts are charged that traded so much lately. */
export interface FeeTier {
  /** US dollars traded in the last 30 days, at the least. */
  readonly from: Decimal
  readonly makerRate: Decimal
  readonly takerRate: Decimal
}

/** What an account is charged for a trade: a share of it, so much for each unit, or both. */
export interface FeeSchedule {
  /** Shares of the notional, for orders that rested and for those that took. */
  readonly makerRate: Decimal
  readonly takerRate: Decimal
  /** Quote for each share, contract or coin. */
  readonly perUnit?: Decimal
  /** Quote that an order costs at the least. */
  readonly minimum?: Decimal
  /** No order costs more than this share of its notional. */
  readonly mostRate?: Decimal
  /** QUOTE: fees are paid in quote. RECEIVED: in what the trade brings. */
  readonly asset: Instrument["feeAsset"]
  /** Where those who trade more pay less: all of them, lowest first, of which the first is as above. */
  readonly tiers?: ReadonlyArray<FeeTier>
}

/**
 * What a broker can and can't do with one class of instruments (SPEC.md, TERMS). Plain data that never changes while a
 * bot runs: the domain asks it, never a broker's name.
 */
export interface Terms {
  /** The broker's name, for sentences. */
  readonly title: string
  /** GTC rests until cancelled, DAY until the session ends, IOC fills at once or is gone. */
  readonly takes: Taken
  /** Which of those may be for a fraction of a unit; absent: all. */
  readonly fractions?: Taken
  /** Where there are orders for fractions only: what those are a multiple of, and are worth at the least, in quote. */
  readonly fraction?: { readonly step: Decimal; readonly least: Decimal }
  /** What a stop turns into when it is triggered: an order at market, a limit order that a gap may pass, or there is none. */
  readonly nativeStop: "MARKET" | "LIMIT" | "NONE"
  /** Whether a stop, or an order at market, may be sent while a limit order of the other side rests on the symbol. */
  readonly stopBesideOpposite: boolean
  /**
   * Whether a stop may stand beside exits for the same position. BESIDE: yes. OCO: as one order with a single exit, of
   * which one leg cancels the other. NONE: no; either would sell the same twice.
   */
  readonly stopBesideExits: "BESIDE" | "OCO" | "NONE"
  /** Whether the broker itself keeps an order from doing more than make the position smaller. */
  readonly reduceOnly: boolean
  /** Whether an order can be told never to take. */
  readonly postOnly: boolean
  /** One position for each account and symbol: two runs on it would trade against each other. */
  readonly netting: boolean
  /** How many orders of our own one request takes back. */
  readonly cancelMany: number
  /** ORDER: each order names its leverage. ACCOUNT: it can't be set; up to `maxLeverage` is backed. NONE. */
  readonly leverage: "ORDER" | "ACCOUNT" | "NONE"
  readonly maxLeverage?: number
  readonly marginTypes: ReadonlyArray<MarginType>
  /** Whether the same client order id sent twice is one order. */
  readonly deduplicates: boolean
  /** When limit orders work, of stocks: EXTENDED is before and after the regular session. Stops and orders at market: CORE. */
  readonly sessions: ReadonlyArray<"CORE" | "EXTENDED">
  /** How many orders of one side may rest on a symbol; absent: only the instrument's own limit counts. */
  readonly maxOpenOrdersASide?: number
  /** What an account of the lowest tier pays; absent: what the instrument says. */
  readonly fees?: FeeSchedule
}

/** The terms of one broker, by class of instrument; a class that is not there it does not trade. */
export interface BrokerTerms {
  readonly title: string
  readonly of: Readonly<Partial<Record<InstrumentClass, Terms>>>
  /** Of a class that is not there: why, as the end of a sentence that begins with the broker's name. */
  readonly without: Readonly<Partial<Record<InstrumentClass, string>>>
}
