import type { Market, Price, Quote } from "../../market/market.ts"
import { asPrice, asQuantity, asQuote, ceilDiv, WHOLE } from "../../number/exact.ts"
import { add, type Whole } from "../../number/whole.ts"
import { awayFrom } from "../averaging/plan.ts"
import { strategyOf } from "../registry.ts"
import type { BotSettings } from "../settings.ts"
import type { OneWay } from "../../bot/plan.ts"
import type { Exits } from "../../bot/strategy.ts"
import type { Entry } from "../../bot/plan.ts"
import { entryFees, isBeyond, liquidatedAfter } from "./liquidation-check.ts"

/** Where a futures bot ends when the price goes against it from where it is, one way it may lean (MARGIN-13). */
export interface AtWorst {
  readonly long: boolean
  /** Where it is liquidated with every entry filled; zero: nowhere. */
  readonly liquidation: Price
  /** What it can lose at the most, funding aside; absent with CROSS: all that the account has free. */
  readonly loss?: Quote
  /** Where its stop closes it before, and what it loses there, fees included. */
  readonly stop?: { readonly price: Price; readonly loss: Quote }
  /** Were all its entries to fill at the present price; they come as time goes by. */
  readonly overTime?: true
}

interface Held {
  readonly lots: Whole
  readonly cost: bigint
  readonly average: Price
}

const heldAfter = (market: Market, entries: ReadonlyArray<Entry>): Held => {
  let cost = 0n
  let lots: Whole = 0
  for (const { price, quantity } of entries) {
    cost += market.notional(price, quantity)
    lots = add(lots, quantity)
  }
  const each = market.notional(asPrice(1), asQuantity(lots))
  return { lots, cost, average: asPrice(each === 0n ? 0n : cost / each) }
}

/** The nearest stop of a position, as far as it follows from its entries; undefined: none closes it. */
const stopOf = (exits: Exits, long: boolean, first: Price, { average }: Held, liquidation: Price) => {
  if (exits.keepsPosition === true) return undefined
  const { liquidationBuffer, stopLoss, stopLossPrice, trailingStop } = exits
  const ofEntry = exits.basis === "ENTRY"
  const stops: Array<Price> = []
  if (stopLossPrice !== undefined) stops.push(stopLossPrice)
  if (stopLoss !== undefined && ofEntry) stops.push(awayFrom(average, -stopLoss, long))
  // The best price since entry is at least that of the first.
  if (trailingStop !== undefined && ofEntry) stops.push(awayFrom(first, -trailingStop, long))
  if (liquidationBuffer !== undefined && liquidation > 0) {
    const gone = BigInt(liquidation) * WHOLE
    stops.push(asPrice(long ? ceilDiv(gone, WHOLE - liquidationBuffer) : gone / (WHOLE + liquidationBuffer)))
  }
  const losing = stops.filter((price) => price > 0 && (long ? price < average : price > average))
  return losing.length === 0 ? undefined : asPrice(long ? Math.max(...losing) : Math.min(...losing))
}

const lossAt = (market: Market, long: boolean, entries: ReadonlyArray<Entry>, held: Held, price: Price): Quote => {
  const worth = market.notional(price, asQuantity(held.lots))
  const lost = long ? held.cost - worth : worth - held.cost
  return asQuote(lost + entryFees(market, entries) + market.feeOn(worth, market.takerFeeRate))
}

const oneWay = (market: Market, settings: BotSettings, { entries, long, most, overTime }: OneWay): AtWorst => {
  const strategy = strategyOf(settings)
  const margin = strategy.money.margin?.(settings) ?? { leverage: 1, type: "ISOLATED" as const }
  const exits = strategy.exits.of(strategy.shape(market, settings))
  const investment = strategy.money.invests(market, settings)
  const gone = (some: ReadonlyArray<Entry>) => liquidatedAfter(market, long, some, margin, investment)
  const first = entries[0]?.price ?? asPrice(0)
  let stop: AtWorst["stop"]
  for (let count = 1; count <= entries.length && stop === undefined; count++) {
    const some = entries.slice(0, count)
    const held = heldAfter(market, some)
    const price = stopOf(exits, long, first, held, gone(some))
    const next = entries[count]?.price
    if (price !== undefined && (next === undefined || isBeyond(long, price, next)))
      stop = { price, loss: lossAt(market, long, some, held, price) }
  }
  return {
    long,
    liquidation: gone(entries),
    ...(margin.type === "ISOLATED" && { loss: asQuote(most) }),
    ...(stop !== undefined && { stop }),
    ...(overTime === true && { overTime })
  }
}

/** What futures settings risk when they begin at a price, each way they may lean; empty on spot. */
export const atWorst = (market: Market, settings: BotSettings, price: Price): ReadonlyArray<AtWorst> =>
  market.instrument.kind === "FUTURES"
    ? (strategyOf(settings).entries.ways?.(market, settings, price) ?? []).map((way) => oneWay(market, settings, way))
    : []
