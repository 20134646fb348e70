import type { Market, Price } from "../../market/market.ts"
import { sizeWords } from "../../market/words.ts"
import { asQuantity, asQuote } from "../../number/exact.ts"
import { sub, times } from "../../number/whole.ts"
import { grossLots, leastLots } from "../ladder/size.ts"
import type { Plan } from "../../bot/plan.ts"
import { buysFirst, reservedForFirst } from "./lacking.ts"
import type { BtdSettings } from "./settings.ts"
import { btdExits, btdLadder } from "./shape.ts"
import { btdCells, btdLots } from "./size.ts"

/** What a dip buyer would do if it started now; ON_SELLS the buys below come only as sells fund them (BTD-2). */
export const planBtd = (market: Market, settings: BtdSettings, price: Price): Plan => {
  const cells = btdCells(btdLadder(market, settings, price), price)
  const base = market.base(settings.investment)
  const lots = btdLots(market, settings, cells, base, 0n, price)
  const sells = cells.filter((cell) => cell.sells).length
  const sold =
    settings.fundDips === "AT_START" ? asQuantity(sub(market.lotsIn(base), times(sells, lots))) : asQuantity(0)
  const { stopLossPrice, takeProfitPrice } = btdExits(market, settings)
  const resting = cells.flatMap((cell) => {
    if (!cell.sells && settings.fundDips === "ON_SELLS") return []
    const least = leastLots(market, cell)
    const problem =
      lots < least
        ? `${sizeWords(market, lots)} is below the exchange's minimum of ${sizeWords(market, least)}`
        : cell.high <= cell.low
          ? "the two levels fall on the same tick"
          : undefined
    return [
      {
        price: cell.sells ? cell.high : cell.low,
        side: cell.sells ? ("SELL" as const) : ("BUY" as const),
        quantity: lots,
        ...(problem === undefined ? {} : { problem })
      }
    ]
  })
  const first = buysFirst(market, settings)
  const bought = grossLots(market, market.lotsIn(first))
  return {
    ...(bought > 0
      ? { base: { side: "BUY" as const, quantity: bought, cost: market.notional(price, bought) } }
      : sold > 0
        ? { base: { side: "SELL" as const, quantity: sold, cost: market.notional(price, sold) } }
        : {}),
    resting,
    committed: asQuote(reservedForFirst(market, first, price)),
    ...(base > first ? { committedBase: market.base(market.baseText(base - first)) } : {}),
    ...(stopLossPrice === undefined ? {} : { stopPrice: stopLossPrice }),
    ...(takeProfitPrice === undefined ? {} : { takeProfitPrice })
  }
}
