import { Effect } from "effect"
import type { Broker } from "@tradetower/platform"
import type { RealBroker } from "../real-broker.ts"
import { type AlpacaAddresses, alpacaAddresses } from "./addresses.ts"
import { ALPACA_BROKER, alpacaExchange } from "./alpaca-exchange.ts"
import { alpacaVenue } from "./alpaca-venue.ts"
import { KEY, SECRET } from "./key.ts"
import { openKeys } from "./open-key.ts"

const broker = (at: AlpacaAddresses): Broker => ({
  name: "Alpaca",
  steps: [
    "Sign in at Alpaca, choose the paper or the live account, and make a key under “API Keys”.",
    "Both parts are shown once: copy the key and its secret at once. A new key ends the one before.",
    "A key can do whatever you can there, which can't be narrowed. Begin with one of a paper account."
  ],
  secret: [
    { name: KEY, title: "Key", help: "Alpaca calls it the API key: PK… of a paper account, AK… of a live one." },
    { name: SECRET, title: "Secret", help: "Shown once, beside the key, when it is made." }
  ],
  test: (environment, credentials) =>
    Effect.flatMap(
      Effect.promise(() => import("./try-key.ts")),
      ({ tryAlpacaKey }) => tryAlpacaKey(at, environment, credentials)
    )
})

/** Alpaca: stocks and coins, of paper and of real money. What talks to it is read with its first account. */
export const alpaca = (at: AlpacaAddresses = alpacaAddresses): RealBroker => {
  const keys = openKeys()
  const venue = alpacaVenue(at, keys)
  return {
    id: ALPACA_BROKER,
    broker: broker(at),
    venues: [venue],
    exchanges: () => Effect.all([alpacaExchange("PAPER", venue, keys, at), alpacaExchange("LIVE", venue, keys, at)])
  }
}
