import type { RealBroker } from "../real-broker.ts"
import { ibkrVenue } from "./ibkr-venue.ts"
import { OpenMarkets } from "./open-markets.ts"
import { overGateway } from "./socket/over-gateway.ts"
import { type IbkrAddresses, ibkrAddresses } from "./web/addresses.ts"
import { overWeb } from "./web/over-web.ts"

/**
 * Interactive Brokers: stocks and futures, of paper and of real money, over its Web API; stocks also through its own programs.
 * Whichever of them an account is open with, prices are the same.
 */
export const ibkr = (at: IbkrAddresses = ibkrAddresses): { readonly web: RealBroker; readonly gateway: RealBroker } => {
  const markets = new OpenMarkets()
  const venue = ibkrVenue(markets)
  return { web: overWeb(at, venue, markets), gateway: overGateway(venue, markets) }
}
