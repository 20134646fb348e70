import type { Base, Price, Quantity, Quote } from "../market/market.ts"

/** A reason why settings can't work: the field, and what would work. */
export interface Problem {
  readonly field: string
  readonly message: string
}

/** What a bot would do if it started now at a price. */
export interface Plan {
  /** What it buys or sells at market first. */
  readonly base?: { readonly side: "BUY" | "SELL"; readonly quantity: Quantity; readonly cost: Quote }
  readonly resting: ReadonlyArray<{
    readonly price: Price
    readonly side: "BUY" | "SELL"
    readonly quantity: Quantity
    /** Why this order could not be placed. */
    readonly problem?: string
  }>
  /** Quote it ties up at the most; on futures margin. */
  readonly committed: Quote
  /** Base it ties up: what it brings to sell. */
  readonly committedBase?: Base
  readonly stopPrice?: Price
  readonly takeProfitPrice?: Price
}

/** Something bought (sold) on the way to a position. */
export interface Entry {
  readonly price: Price
  readonly quantity: Quantity
  /** It enters at market, and pays the taker's fee. */
  readonly takes?: true
}

/** What a futures strategy enters in one direction. */
export interface OneWay {
  readonly long: boolean
  /** In the order in which a price that goes against it meets them. */
  readonly entries: ReadonlyArray<Entry>
  /** What its own margin and fees come to at the most, in quote units. */
  readonly most: bigint
  /** They come as time goes by, at the prices there are then: told as if all came at the present one. */
  readonly overTime?: true
}
