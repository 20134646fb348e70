import type { RealBroker } from "../real-broker.ts"
import { ibkrVenue } from "./ibkr-venue.ts"
import { OpenMarkets } from "./open-markets.ts"
import { type IbkrAddresses, ibkrAddresses } from "./web/addresses.ts"
import { overWeb } from "./web/over-web.ts"

/** Interactive Brokers: stocks and futures, of paper and of real money, over its Web API. */
export const ibkr = (at: IbkrAddresses = ibkrAddresses): RealBroker => {
  const markets = new OpenMarkets()
  return overWeb(at, ibkrVenue(markets), markets)
}
