import { Effect } from "effect"
import type { Broker } from "@tradetower/platform"
import type { Venue } from "../../../venues/venue.ts"
import type { RealBroker } from "../../real-broker.ts"
import type { OpenMarkets } from "../open-markets.ts"
import { fields } from "./gateway.ts"
import { GATEWAY_BROKER, gatewayExchange } from "./gateway-exchange.ts"

const broker: Broker = {
  name: "Interactive Brokers (IB Gateway or TWS)",
  steps: [
    "Start IB Gateway or TWS on this computer, or on one of your own network, and sign in with a username for TradingTower alone. It has to stay signed in.",
    "There, under Configuration, API, Settings: enable ActiveX and socket clients, clear “Read-Only API”, and choose UTC for instrument-specific attributes.",
    "The port is 4002 for paper money and 4001 for real money (TWS: 7497 and 7496). Where it runs on another computer, add this one's address to the trusted addresses. Begin with paper."
  ],
  secret: fields,
  test: (_, credentials) =>
    Effect.flatMap(
      Effect.promise(() => import("./try-gateway.ts")),
      ({ tryGateway }) => tryGateway(credentials)
    )
}

/** Interactive Brokers through IB Gateway or TWS: what talks to it is read with its first account. */
export const overGateway = (venue: Venue, markets: OpenMarkets): RealBroker => ({
  id: GATEWAY_BROKER,
  broker,
  // The same as of its Web API, where it is named.
  venues: [],
  exchanges: () => Effect.all([gatewayExchange("PAPER", venue, markets), gatewayExchange("LIVE", venue, markets)])
})
