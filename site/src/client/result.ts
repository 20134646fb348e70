import { add, compare, divide, multiply, percentOf, subtract } from "../format/decimal.ts"
import type { Bot, Exchange, Market, Summary } from "./contract.ts"

/** A run's result at a price, in quote, exact: `total = trading + position - fees`. */
export interface Result {
  readonly trading: string
  readonly position: string
  readonly fees: string
  readonly total: string
  /** Of what was invested. */
  readonly percent: string | undefined
  /** What holding since the start would have made, in percent. */
  readonly holdingPercent: string | undefined
}

/** A run that has ended and holds nothing: its result stays as it is. */
export const isFixed = ({ endPrice, position }: Summary): boolean =>
  endPrice !== undefined && compare(position, "0") === 0

/** What a run made, with what it holds valued at `price` (at what it cost when there is no price). */
export const resultOf = (summary: Summary, price: string | undefined): Result => {
  const position = price === undefined ? "0" : subtract(multiply(summary.position, price), summary.positionCost)
  const total = subtract(add(summary.tradingProfit, position), summary.fees)
  const start = summary.startPrice
  const now = isFixed(summary) ? summary.endPrice : price
  return {
    trading: summary.tradingProfit,
    position,
    fees: summary.fees,
    total,
    percent: percentOf(total, summary.invested),
    holdingPercent:
      now === undefined || start === undefined || compare(start, "0") === 0
        ? undefined
        : divide(multiply(subtract(now, start), "100"), start, 2)
  }
}

export const marketOfBot = (exchanges: ReadonlyArray<Exchange> | undefined, bot: Bot): Market | undefined =>
  exchanges?.find(({ id }) => id === bot.exchange)?.markets.find(({ symbol }) => symbol === bot.symbol)

/** Now, as the market tells time: one that is simulated or replayed has a clock of its own. */
export const marketNow = (market: Market | undefined, now: number): number =>
  market === undefined || market.source === "LIVE" ? now : (market.lastPriceAt ?? now)

/** What everything on an exchange is worth in `quote`, at the last prices. */
export const worthOf = (exchange: Exchange, quote: string): string =>
  exchange.balances.reduce((total, { asset, total: held }) => {
    if (asset === quote) return add(total, held)
    const price = exchange.markets.find(
      ({ instrument }) => instrument.base === asset && instrument.quote === quote
    )?.lastPrice
    return price === undefined ? total : add(total, multiply(held, price))
  }, "0")
