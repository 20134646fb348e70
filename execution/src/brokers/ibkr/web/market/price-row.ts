import type { Market } from "@tradetower/domain/market"
import { type Decimal, isDecimal, times } from "@tradetower/domain/number"
import type { Tick } from "../../../../venues/venue.ts"
import { DELAY } from "../../delay.ts"
import { baseOf } from "../../trades.ts"
import type { PriceRow } from "../price-desk.ts"

const units: Readonly<Record<string, string>> = { "": "1", K: "1000", M: "1000000", B: "1000000000" }

/** `"3,500"`, `"24.2M"`; undefined of what is no number. */
export const sizeIn = (text: string | undefined): Decimal | undefined => {
  const [, digits = "", unit = ""] = /^([\d,]+(?:\.\d+)?)([KMB]?)$/.exec(text ?? "") ?? []
  const plain = digits.replaceAll(",", "")
  return isDecimal(plain) ? times(plain, units[unit] ?? "1") : undefined
}

/** Whether prices are told late: undefined where a message does not say. */
export const isDelayed = ({ "6509": availability }: PriceRow): boolean | undefined =>
  availability === undefined ? undefined : !availability.startsWith("R")

/** A price that was traded at. One with a letter before it is none: yesterday's close, or a halt. */
export const tickIn = (row: PriceRow, market: Market, delayed: boolean, now: number): Tick | undefined => {
  const price = (row["31"] ?? "").replaceAll(",", "")
  if (!isDecimal(price) || price.startsWith("-")) return undefined
  const told = Number(row["_updated"] ?? now)
  const size = sizeIn(row["7059"])
  return {
    symbol: market.instrument.symbol,
    price: market.roundPrice(price, "DOWN"),
    at: (Number.isFinite(told) ? told : now) - (delayed ? DELAY : 0),
    quantity: market.lotsIn(market.base(baseOf(market, size ?? "0")))
  }
}
