import type { Market, Price, Quantity } from "../../market/market.ts"
import { asQuantity } from "../../number/exact.ts"
import { add, divided, type Whole } from "../../number/whole.ts"
import { lotsAtMarket } from "../ladder/at-market.ts"
import type { BtdSettings } from "./settings.ts"
import type { BtdLadder } from "./shape.ts"

export interface BtdCell {
  readonly level: number
  readonly low: Price
  readonly high: Price
  /** Sells first: its upper level is above the price. */
  readonly sells: boolean
}

/** The cells of a ladder at a price: those whose upper level is above it sell first (BTD-2). */
export const btdCells = ({ count, first, ladder }: BtdLadder, price: Price): ReadonlyArray<BtdCell> =>
  Array.from({ length: count }, (_, index) => {
    const level = first + index
    const high = ladder.sellPrice(level + 1)
    return { level, low: ladder.buyPrice(level), high, sells: high > price }
  })

/**
 * Equal base for every cell: ON_SELLS shares it among those that sell first, AT_START among all, quote in hand counted
 * at the price (BTD-2).
 */
export const btdLots = (
  market: Market,
  settings: BtdSettings,
  cells: ReadonlyArray<BtdCell>,
  base: Whole | bigint,
  quote: Whole | bigint,
  price: Price
): Quantity => {
  const sells = cells.filter((cell) => cell.sells).length
  const inHand = market.lotsIn(base)
  const ofQuote = lotsAtMarket(market, quote, price)
  const sharing = settings.fundDips === "AT_START" || sells === 0 ? cells.length : sells
  const lots = sharing === sells ? inHand : add(inHand, ofQuote)
  return asQuantity(divided(lots, Math.max(1, sharing)))
}
