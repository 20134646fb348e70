import { Effect } from "effect"
import type { Broker } from "@tradetower/platform"
import { COINBASE } from "../../venues/venue-ids.ts"
import type { RealBroker } from "../real-broker.ts"
import { type CoinbaseAccountAddresses, coinbaseAccounts } from "./addresses.ts"
import { COINBASE_BROKER, coinbaseExchange } from "./coinbase-exchange.ts"
import { NAME, PRIVATE_KEY } from "./key-fields.ts"

const broker = (at: CoinbaseAccountAddresses): Broker => ({
  name: "Coinbase",
  steps: [
    "At Coinbase, make a portfolio for what your bots may trade with, and move that much into it.",
    "Make a key for that portfolio at portal.cdp.coinbase.com, with the rights to view and to trade, and not to transfer.",
    "Let it in from this computer's address alone, if that stays the same. It is real money: Coinbase has no paper account."
  ],
  secret: [
    { name: NAME, title: "Key name", help: "As Coinbase shows it: organizations/…/apiKeys/…" },
    {
      name: PRIVATE_KEY,
      title: "Private key",
      help: "Whole, as Coinbase gave it: from BEGIN to END (ECDSA), the one line of an Ed25519 key, or its whole file."
    }
  ],
  test: (_, credentials) =>
    Effect.flatMap(
      Effect.promise(() => import("./try-key.ts")),
      ({ tryCoinbaseKey }) => tryCoinbaseKey(at, credentials)
    )
})

/** Coinbase: spot pairs, of real money, at the prices that anybody has. What talks to it is read with its first account. */
export const coinbaseBroker = (at: CoinbaseAccountAddresses = coinbaseAccounts): RealBroker => ({
  id: COINBASE_BROKER,
  broker: broker(at),
  venues: [],
  exchanges: (followed) => {
    const venue = followed.find(({ id }) => id === COINBASE)
    return venue === undefined ? Effect.succeed([]) : Effect.map(coinbaseExchange(venue, at), (one) => [one])
  }
})
