import type { ClientOrderId } from "../../ids.ts"
import { scaleOf } from "../../market/value.ts"
import type { Market, Price } from "../../market/market.ts"
import { asPrice, ceilDiv, floorDiv } from "../../number/exact.ts"
import { absolute, add, big, dividedUp, sub, times, type Whole } from "../../number/whole.ts"
import type { Margin } from "../../order/order.ts"
import { runShortOf } from "../../order/client-order-id.ts"

/**
 * One run's position on a futures market, with the margin of the orders it rests. Runs don't net against each other:
 * each has its own, told by its orders' ids. Amounts are in units of the account, unless said otherwise.
 */
export interface MarginPosition {
  leverage: number
  type: Margin["type"]
  /** Lots held; negative when short. */
  lots: Whole
  /** What it was worth when entered, in quote units of the market; never negative. */
  cost: Whole
  /** Margin that funding has eaten, because no free balance was left to pay it. */
  deficit: Whole
  /** Quote reserved for it: its margin, and what its resting orders may need on top. */
  held: Whole
  /** What its resting buys (sells) need if they fill: margin and fee. */
  buys: Whole
  sells: Whole
  /** Funding is charged up to here, ms. */
  fundedAt: number
  /** The order that last changed it: what happens to the position is told by its id. */
  last: ClientOrderId
}

/** Positions of an account on one market, by run; orders that name no run share one. */
export type Positions = Map<string, MarginPosition>

export const positionKey = (id: ClientOrderId): string => runShortOf(id) ?? ""

/** What backs an order that names no margin. */
export const UNLEVERED: Margin = { leverage: 1, type: "ISOLATED" }

export const openPosition = (id: ClientOrderId, margin: Margin, at: number): MarginPosition => ({
  ...margin,
  lots: 0,
  cost: 0,
  deficit: 0,
  held: 0,
  buys: 0,
  sells: 0,
  fundedAt: at,
  last: id
})

/** The margin of a position: its cost over its leverage, rounded up, less what funding ate. */
export const marginOf = (position: MarginPosition, quoteScale: Whole): Whole =>
  sub(dividedUp(times(position.cost, quoteScale), position.leverage), position.deficit)

/**
 * What has to be reserved for a position and its orders (MARGIN-3): whichever side fills first, the other side's fills
 * then close before they open, so that only the dearer of both ways counts.
 */
export const requirement = (position: MarginPosition, quoteScale: Whole, buys: Whole, sells: Whole): Whole => {
  const along = add(marginOf(position, quoteScale), position.lots >= 0 ? buys : sells)
  const against = position.lots >= 0 ? sells : buys
  return along > against ? along : against
}

/** The profit the position would make at a price, in quote units of the market. */
export const unrealised = (market: Market, position: MarginPosition, price: number): bigint => {
  const worth = big(absolute(position.lots)) * BigInt(price) * scaleOf(market).cell
  return position.lots >= 0 ? worth - big(position.cost) : big(position.cost) - worth
}

/**
 * The price at which nine tenths of a position's margin are lost: LONG `entry * (1 - 0.9 / leverage)`, SHORT
 * `entry * (1 + 0.9 / leverage)` (MARGIN-7). `backing` (units of the account) has to be lost, too, before that: what
 * stands behind a CROSS position. Zero: no price liquidates it.
 */
export const liquidationPrice = (
  market: Market,
  position: Pick<MarginPosition, "leverage" | "lots" | "cost">,
  quoteScale: Whole,
  backing: Whole
): Price => {
  const { leverage, lots } = position
  if (lots === 0) return asPrice(0)
  const tenths = 10n * BigInt(leverage)
  const cost = big(position.cost) * big(quoteScale)
  const behind = big(backing) * tenths
  const perTick = tenths * big(quoteScale) * big(absolute(lots)) * scaleOf(market).cell
  if (lots < 0) return asPrice(ceilDiv(cost * (tenths + 9n) + behind, perTick))
  const worth = cost * (tenths - 9n) - behind
  return asPrice(worth <= 0n ? 0n : floorDiv(worth, perTick))
}
