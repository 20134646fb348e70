import type { Whole } from "../number/whole.ts"

/** A price as a whole number of ticks. */
export type Price = number & { readonly Price: unique symbol }
/** A quantity of base as a whole number of lots, exact at any size: reckoned with by the functions of `whole.ts`. */
export type Quantity = Whole & { readonly Quantity: unique symbol }
/** An amount of quote in units of `10^-quoteDecimals`; signed, exact. */
export type Quote = bigint & { readonly Quote: unique symbol }
/** An amount of base in units of `10^-baseDecimals`; signed, exact. Finer than a lot, because a fee may be. */
export type Base = bigint & { readonly Base: unique symbol }
