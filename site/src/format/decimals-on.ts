import { priceDecimals } from "@tradetower/domain/market"
import type { Market } from "../client/contract.ts"

/** With how many decimals one price of a market is shown: orders may have finer steps there than near its last price. */
export const decimalsAt = (market: Pick<Market, "instrument"> | undefined, price: string): number =>
  market === undefined ? 2 : priceDecimals(market.instrument, price)

/** With how many decimals a market's prices are shown: those of orders near its last price. */
export const decimalsOn = (market: Pick<Market, "instrument" | "lastPrice"> | undefined): number =>
  market === undefined ? 2 : priceDecimals(market.instrument, market.lastPrice ?? "0")
