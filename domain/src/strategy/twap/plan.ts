import { big } from "../../number/whole.ts"
import { costWithFee } from "../../bot/run.ts"
import type { Market, Price, Quantity } from "../../market/market.ts"
import { asQuote, ceilDiv } from "../../number/exact.ts"
import { tiedUp } from "../averaging/plan.ts"
import { marketReserve } from "../ladder/size.ts"
import type { OneWay, Plan } from "../../bot/plan.ts"
import type { Funds } from "../../bot/strategy.ts"
import { sliceCount, sliceLots, totalLots } from "./schedule.ts"
import type { TwapSettings } from "./settings.ts"

/** What a time-weighted order would do if it started now: its first slice at once, the others as time goes by. */
export const planTwap = (market: Market, settings: TwapSettings, price: Price): Plan => {
  const total = totalLots(market, settings)
  const count = sliceCount(settings)
  const quantity = sliceLots(total, count, total, count)
  const futures = market.instrument.kind === "FUTURES"
  const leverage = futures ? leverageOf(settings) : undefined
  const costOf = (lots: Quantity) => asQuote(tiedUp(market, { leverage }, price, lots, market.takerFeeRate))
  const base = { side: settings.side, quantity, cost: costOf(quantity) }
  const nothing = { base, resting: [], committed: asQuote(0n) }
  if (!futures && settings.side === "SELL") return { ...nothing, committedBase: market.baseOf(total) }
  return settings.reduceOnly === true ? nothing : { ...nothing, committed: costOf(total) }
}

/** What it enters on futures, told as if all its slices filled at one price. */
export const twapWays = (market: Market, settings: TwapSettings, price: Price): ReadonlyArray<OneWay> => {
  if (settings.reduceOnly === true) return []
  const quantity = totalLots(market, settings)
  const notional = market.notional(price, quantity)
  // Its fee, and the fee of the liquidation.
  const most = ceilDiv(notional, leverageOf(settings)) + 2n * market.feeOn(notional, market.takerFeeRate)
  return [{ long: settings.side === "BUY", entries: [{ price, quantity, takes: true }], most, overTime: true }]
}

const leverageOf = (settings: TwapSettings): bigint => BigInt(settings.leverage ?? 1)

/** What the account must hold: the quote all slices may cost (on futures their margin), or the base to sell. */
export const twapBrings = (market: Market, settings: TwapSettings, price: Price): Funds => {
  const total = totalLots(market, settings)
  if (market.instrument.kind === "FUTURES") {
    if (settings.reduceOnly === true) return { quote: 0n, base: 0n }
    const notional = market.notional(marketReserve(price), total)
    return { quote: notional / leverageOf(settings) + market.feeOn(notional, market.takerFeeRate), base: 0n }
  }
  if (settings.side === "SELL") return { quote: 0n, base: market.baseOf(total) }
  // Twice the slippage reckoned with an order: the price moves while the slices go out.
  const worst = marketReserve(marketReserve(price))
  return { quote: big(costWithFee(market, worst, total, market.takerFeeRate)), base: 0n }
}
