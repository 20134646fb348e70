import { Effect, Schema, SchemaIssue, SchemaTransformation } from "effect"
import type { Decimal } from "../number/decimal.ts"
import { derivedOnce } from "../derived-once.ts"
import { cut, decimalsOf, fine, fromUnits, isDecimal, toUnits } from "../number/decimal-units.ts"
import { asQuantity } from "../number/exact.ts"
import { big, divided, type Whole, whole } from "../number/whole.ts"
import { type Deal, remember } from "./deal.ts"
import { orderPrices } from "./order-prices.ts"
import { type UnitFees, unitFees } from "./unit-fees.ts"
import type { Instrument } from "./instrument.ts"
import type { Base, Price, Quantity, Quote } from "./units.ts"

export type { Base, Price, Quantity, Quote }

/** A share as a fraction of `10^RATE_DECIMALS`: a fee rate of 0.4 % is 4_000_000n. */
export const RATE_DECIMALS = 9
const RATE_ONE = 10n ** BigInt(RATE_DECIMALS)
const ROUND_UP = RATE_ONE - 1n

/** What a market's units are in ticks and lots. */
export interface Scale {
  /** Quote units of one lot at a price of one tick. */
  readonly cell: bigint
  /** Base units of one lot. */
  readonly lot: bigint
  readonly lotUnits: Whole
}

/**
 * An instrument made ready for exact arithmetic: prices count ticks, quantities count lots,
 * amounts count the smallest unit in which price times quantity is always whole.
 */
export interface Market {
  readonly instrument: Instrument
  readonly scale: Scale
  readonly quoteDecimals: number
  readonly baseDecimals: number
  readonly minQuantity: Quantity
  readonly minNotional: Quote
  readonly makerFeeRate: bigint
  readonly takerFeeRate: bigint
  /** Reads a price that lies on the tick, else `undefined`. */
  readonly price: (text: string) => Price | undefined
  /** Reads a price and rounds it to the tick in the direction given. */
  readonly roundPrice: (text: string, direction: "DOWN" | "UP") => Price
  readonly priceText: (price: Price) => Decimal
  /** The nearest price that an order may have, at or below (above) one: itself where every tick may be. */
  readonly orderPrice: (price: Price, direction: "DOWN" | "UP") => Price
  /** Reads the price of a fill: the nearest tick, and the price itself where it lies off it; `undefined`: too fine. */
  readonly fillPrice: (text: string) => { readonly price: Price; readonly exactPrice?: Decimal } | undefined
  /** What so many lots come to at a price off the tick, exactly. */
  readonly exactNotional: (exactPrice: Decimal, quantity: Quantity) => Quote
  /** Whole contracts in a quantity; lots where there are none. */
  readonly contracts: (quantity: Quantity) => Whole
  /** Reads a quantity that lies on the lot, else `undefined`. */
  readonly quantity: (text: string) => Quantity | undefined
  readonly quantityText: (quantity: Quantity) => Decimal
  /** Reads an amount of quote; digits finer than the smallest unit are cut off. */
  readonly quote: (text: string) => Quote
  readonly quoteText: (amount: number | bigint) => Decimal
  readonly base: (text: string) => Base
  readonly baseText: (amount: number | bigint) => Decimal
  /** So many lots at a price, with the fee of both kinds: reckoned once for what comes again and again. */
  readonly deal: (price: Price, quantity: Quantity) => Deal
  /** Price times quantity, exact. */
  readonly notional: (price: Price, quantity: Quantity) => Quote
  /** A quantity as an amount of base. */
  readonly baseOf: (quantity: Quantity) => Base
  /** The largest whole number of lots in an amount of base (zero when negative). */
  readonly lotsIn: (amount: Whole | bigint) => Quantity
  /** The largest quantity that an amount of quote pays for at a price, without fees. */
  readonly lotsFor: (amount: Whole | bigint, price: Price) => Quantity
  /** The fee on an amount at a rate, rounded up to the smallest unit. */
  readonly feeOn: (amount: bigint, rate: bigint) => bigint
  /** What an order of so many lots costs at a rate, with what is charged for each unit. */
  readonly feeFor: (notional: bigint, lots: Whole, rate: bigint) => bigint
  /** What there is to pay beside shares of the notional; undefined: nothing. */
  readonly unitFees: UnitFees | undefined
  readonly codec: {
    /** `"64250.01"` on the wire, ticks inside. */
    readonly price: Schema.Codec<Price, string>
    /** The price of a fill off the tick. */
    readonly exactPrice: Schema.Codec<Decimal, string>
    /** `"0.0125"` on the wire, lots inside. */
    readonly quantity: Schema.Codec<Quantity, string>
    /** What changed hands, cut down to whole lots: others may trade finer ones. */
    readonly volume: Schema.Codec<Quantity, string>
    readonly quote: Schema.Codec<Whole, string>
    readonly base: Schema.Codec<Whole, string>
  }
}

const required = (text: string, decimals: number): bigint => {
  const units = toUnits(text, decimals)
  if (units === undefined) throw new RangeError(`${text} has more than ${decimals} decimals`)
  return units
}

const codec = <A extends number | bigint | string>(
  what: string,
  read: (text: string) => A | undefined,
  write: (value: A) => string
): Schema.Codec<A, string> =>
  Schema.String.pipe(
    Schema.decodeTo(
      Schema.declare((_: unknown): _ is A => true),
      SchemaTransformation.transformEffect({
        decode: (text: string) => {
          const value = read(text)
          return value === undefined
            ? Effect.fail(new SchemaIssue.InvalidValue({ message: `${text} is not a ${what}` }))
            : Effect.succeed(value)
        },
        encode: (value: A) => Effect.succeed(write(value))
      })
    )
  )

/** Prepares an instrument for arithmetic; the same instrument object gives the same market. */
export const marketOf: (instrument: Instrument) => Market = derivedOnce((instrument) => compile(instrument))

const compile = (instrument: Instrument): Market => {
  const tickDecimals = decimalsOf(instrument.tickSize)
  const lotDecimals = decimalsOf(instrument.lotSize)
  const fillDecimals = Math.max(tickDecimals, instrument.fillDecimals ?? 0)
  const quoteDecimals = Math.max(8, fillDecimals + lotDecimals)
  const baseDecimals = Math.max(8, lotDecimals)
  const tick = required(instrument.tickSize, tickDecimals)
  const fineTick = fine(instrument.tickSize)
  const lot = required(instrument.lotSize, lotDecimals)
  /** Quote units in one tick times one lot. */
  const cell = tick * lot * 10n ** BigInt(quoteDecimals - tickDecimals - lotDecimals)
  const lotInBase = lot * 10n ** BigInt(baseDecimals - lotDecimals)
  const cellNumber = Number(cell)

  const onGrid = (text: string, step: bigint, decimals: number): Whole | undefined => {
    if (!isDecimal(text)) return undefined
    const units = toUnits(text, decimals)
    return units === undefined || units % step !== 0n ? undefined : whole(units / step)
  }

  const price = (text: string) => {
    const ticks = onGrid(text, tick, tickDecimals)
    return typeof ticks === "number" ? (ticks as Price) : undefined
  }
  const quantity = (text: string) => onGrid(text, lot, lotDecimals) as Quantity | undefined
  const priceText = (value: Price) => fromUnits(BigInt(value) * tick, tickDecimals)
  const quantityText = (value: Quantity) => fromUnits(BigInt(value) * lot, lotDecimals)
  const quoteText = (value: number | bigint) => fromUnits(big(value), quoteDecimals)
  const baseText = (value: number | bigint) => fromUnits(big(value), baseDecimals)
  const exact =
    <A>(read: (text: string) => A) =>
    (text: string): A | undefined =>
      isDecimal(text) ? read(text) : undefined
  const lotUnits = whole(lotInBase)
  const lotsIn = (amount: Whole | bigint) => {
    if (amount <= 0) return 0 as Quantity
    return (typeof amount === "number" ? divided(amount, lotUnits) : whole(amount / lotInBase)) as Quantity
  }
  const makerFeeRate = required(instrument.makerFeeRate, RATE_DECIMALS)
  const takerFeeRate = required(instrument.takerFeeRate, RATE_DECIMALS)
  const feeOn = (amount: bigint, rate: bigint): bigint => {
    const fine = amount * rate
    if (fine > 0n) return (fine + ROUND_UP) / RATE_ONE
    return fine % RATE_ONE === 0n ? fine / RATE_ONE : fine / RATE_ONE + 1n
  }
  const minNotional = required(instrument.minNotional, quoteDecimals) as Quote
  const notional = (p: Price, q: Quantity): Quote => {
    // A float product that is safe is exact, and so were the ones it is made of.
    const product = typeof q === "number" ? p * q * cellNumber : Infinity
    return (Number.isSafeInteger(product) ? BigInt(product) : BigInt(p) * BigInt(q) * cell) as Quote
  }
  const baseOf = (q: Quantity): Base => (BigInt(q) * lotInBase) as Base

  const byUnit = unitFees(instrument, quoteDecimals, lot, lotDecimals, feeOn)
  const feeFor = byUnit?.feeFor ?? ((amount: bigint, _: Whole, rate: bigint) => feeOn(amount, rate))
  const exactPrice = (text: string): Decimal | undefined =>
    isDecimal(text) && decimalsOf(text) <= quoteDecimals - lotDecimals ? text : undefined
  const perContract =
    instrument.contractMultiplier === undefined ? undefined : toUnits(instrument.contractMultiplier, lotDecimals)
  if (instrument.contractMultiplier !== undefined && (perContract === undefined || lot % perContract !== 0n))
    throw new RangeError(
      `a lot of ${instrument.lotSize} is no whole number of contracts of ${instrument.contractMultiplier}`
    )

  const market: Market = {
    instrument,
    scale: { cell, lot: lotInBase, lotUnits },
    quoteDecimals,
    baseDecimals,
    minQuantity: quantity(instrument.minQuantity) ?? asQuantity(1),
    minNotional,
    makerFeeRate,
    takerFeeRate,
    price,
    roundPrice: (text, direction) => {
      const exact = fine(text)
      const down = exact / fineTick
      return Number(direction === "UP" && exact % fineTick !== 0n ? down + 1n : down) as Price
    },
    priceText,
    orderPrice: orderPrices(instrument.orderTicks, (text) => fine(text) / fineTick),
    fillPrice: (text) => {
      const on = price(text)
      if (on !== undefined) return { price: on }
      const exact = exactPrice(text)
      if (exact === undefined) return undefined
      return { price: Number((fine(exact) + fineTick / 2n) / fineTick) as Price, exactPrice: exact }
    },
    exactNotional: (at, q) => (required(at, quoteDecimals - lotDecimals) * BigInt(q) * lot) as Quote,
    contracts: (q) => (perContract === undefined ? q : whole((BigInt(q) * lot) / perContract)),
    quantity,
    quantityText,
    quote: (text) => cut(text, quoteDecimals) as Quote,
    quoteText,
    base: (text) => cut(text, baseDecimals) as Base,
    baseText,
    deal: remember((price, quantity) => {
      const amount = notional(price, quantity)
      return {
        price,
        quantity,
        notional: whole(amount),
        base: whole(baseOf(quantity)),
        makerFee: whole(byUnit !== undefined ? feeFor(amount, quantity, makerFeeRate) : feeOn(amount, makerFeeRate)),
        takerFee: whole(byUnit !== undefined ? feeFor(amount, quantity, takerFeeRate) : feeOn(amount, takerFeeRate)),
        enough: amount >= minNotional
      }
    }),
    notional,
    baseOf,
    lotsIn,
    lotsFor: (amount, p) => asQuantity(amount <= 0 ? 0 : big(amount) / (BigInt(p) * cell)),
    feeOn,
    feeFor,
    unitFees: byUnit,
    codec: {
      price: codec("price on the tick", price, priceText),
      exactPrice: codec("price of a fill", exactPrice, (value) => value),
      quantity: codec("quantity on the lot", quantity, quantityText),
      volume: codec(
        "volume",
        exact((text) => lotsIn(cut(text, baseDecimals))),
        quantityText
      ),
      quote: codec(
        "amount of quote",
        exact((text) => whole(cut(text, quoteDecimals))),
        quoteText
      ),
      base: codec(
        "amount of base",
        exact((text) => whole(cut(text, baseDecimals))),
        baseText
      )
    }
  }
  return market
}
