import type { Part, Settings } from "../../bot/state.ts"
import type { Exits, Run } from "../../bot/strategy.ts"
import { add, big, negated, type Whole } from "../../number/whole.ts"
import type { Market, Price, Quantity } from "../../market/market.ts"
import { asPrice, asQuantity } from "../../number/exact.ts"
import type { LiveOrder } from "../../order/live-order.ts"
import { SLIPPAGE } from "../ladder/size.ts"
import { type AveragingShape, averagingAmounts, averagingPrices } from "./shape.ts"
import type { Between } from "../../bot/between.ts"
import type { Cycle } from "./state.ts"

const RATE_ONE = 1_000_000_000n

/** The settings of a bot that averages in, made ready: what DCA, DCA_FUTURES and COMBO have in common. */
export interface Averaging {
  readonly long: boolean
  /** The base order enters at market; else as a limit at the price of the start. */
  readonly atMarket: boolean
  readonly shape: AveragingShape
  /** The investment the amounts are meant for; they grow with it. */
  readonly planned: bigint
  /** Quote (futures: margin) of the base order, and of all averaging orders together. */
  readonly base: bigint
  readonly total: bigint
  /** On futures an amount is margin: the order is worth so many times as much. */
  readonly leverage: bigint | undefined
  /** How many averaging orders rest at once. */
  readonly mostResting: number
  /** Where profit is taken: a share of the average entry, or a price. */
  readonly target: { readonly share?: bigint; readonly price?: Price }
  /** The target is trailed, or left to the strategy's own exits: no order rests for it. */
  readonly targetRests: boolean
  /** Share of a cycle's profit that joins the next. */
  readonly reinvest: bigint
  readonly maxCycles: number | undefined
  /** Entries only between these prices, both included. */
  readonly between?: Between
  /** Exits of the strategy's own, in place of the one take-profit order. */
  readonly exits?: OwnExits
}

/** How a cycle leaves by more than one order. */
export interface OwnExits {
  lay(run: AveragingRun): void
  filled(run: AveragingRun, order: LiveOrder, complete: boolean): void
  gone(run: AveragingRun, order: LiveOrder): void
  /** A new cycle begins. */
  fresh(run: AveragingRun): void
}

/** The settings of a strategy that averages, made ready. */
export interface CycleShape {
  readonly averaging: Averaging
  readonly exits: Exits
}

/** A run whose strategy averages. */
export type AveragingRun = Run<Settings, Part & Cycle, CycleShape>

/** Its cycle, and its settings made ready. */
export const averagingOf = ({
  shape,
  state
}: AveragingRun): { readonly cycle: Cycle; readonly averaging: Averaging } => ({
  cycle: state.work,
  averaging: shape.averaging
})

/** What the cycle may use: the investment, and profit that joined it. */
export const investmentOf = (run: AveragingRun): bigint => run.state.investment + big(averagingOf(run).cycle.reinvested)

/** Total profit after everything paid. */
export const netProfit = (run: AveragingRun): Whole => {
  const { fees, funding, profit } = run.state.ledger.quote
  return negated(add(profit, add(fees, funding)))
}

/** An amount as it has grown with the investment (funds added, profit reinvested). */
const scaled = ({ planned }: Averaging, amount: bigint, investment: bigint): bigint =>
  planned === 0n ? 0n : (amount * investment) / planned

/**
 * Lots an amount pays for (DCA-1): on spot its fee (and at market its slippage) included; on futures it is margin, and
 * the fee comes on top.
 */
export const lotsOf = (
  market: Market,
  { leverage }: Averaging,
  amount: bigint,
  price: Price,
  atMarket: boolean
): Quantity => {
  if (amount <= 1n || price <= 0) return asQuantity(0)
  if (leverage !== undefined) return market.lotsFor(amount * leverage, price)
  const fee = atMarket ? market.takerFeeRate : market.makerFeeRate
  const rate = (fee > 0n ? fee : 0n) + (atMarket ? SLIPPAGE : 0n)
  return market.lotsFor(((amount - 1n) * RATE_ONE) / (RATE_ONE + rate), price)
}

/** Lots of the base order at a price. */
export const baseLots = (market: Market, averaging: Averaging, investment: bigint, price: Price): Quantity =>
  lotsOf(market, averaging, scaled(averaging, averaging.base, investment), price, averaging.atMarket)

export interface AveragingOrder {
  /** Zero or less: it can't be placed. */
  readonly price: Price
  readonly quantity: Quantity
}

/** Prices and lots of the averaging orders below (above) a base price (AVG-1, AVG-2). */
export const averagingOrders = (
  market: Market,
  averaging: Averaging,
  investment: bigint,
  base: Price
): ReadonlyArray<AveragingOrder> => {
  const { between, shape, total } = averaging
  const amounts = averagingAmounts(shape, scaled(averaging, total, investment))
  return averagingPrices(shape, base).map((price, index) => {
    const outside = between !== undefined && (price < between.low || price > between.high)
    return {
      price: outside ? asPrice(0) : price,
      quantity: lotsOf(market, averaging, amounts[index] ?? 0n, price, false)
    }
  })
}
