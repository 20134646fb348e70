import { Effect } from "effect"
import type { Broker } from "@tradetower/platform"
import type { Venue } from "../../../venues/venue.ts"
import type { RealBroker } from "../../real-broker.ts"
import type { OpenMarkets } from "../open-markets.ts"
import type { IbkrAddresses } from "./addresses.ts"
import { fields } from "./fields.ts"
import { IBKR_BROKER, ibkrExchange } from "./ibkr-exchange.ts"

const broker = (at: IbkrAddresses): Broker => ({
  name: "Interactive Brokers",
  steps: [
    "With an IBKR Pro account, make a second username for TradingTower alone (it is free) and sign in with it at ndcdyn.interactivebrokers.com/sso/Login?action=OAUTH.",
    "Choose a consumer key of nine letters, and upload the public signing key, the public encryption key and the Diffie-Hellman parameters that you made with OpenSSL (docs/accounts.md has the three commands).",
    "Generate the access token and its secret there. The key is active after the next night's reset. Begin with a paper username."
  ],
  secret: [
    { name: fields.consumerKey, title: "Consumer key", help: "The nine letters that you chose." },
    { name: fields.accessToken, title: "Access token", help: "As that page shows it." },
    { name: fields.tokenSecret, title: "Access token secret", help: "Shown beside the token: long, and ending in =." },
    { name: fields.signingKey, title: "Private signing key", help: "private_signature.pem, whole: from BEGIN to END." },
    { name: fields.encryptionKey, title: "Private encryption key", help: "private_encryption.pem, whole." },
    { name: fields.prime, title: "Diffie-Hellman parameters", help: "dhparam.pem, whole, as it was uploaded." },
    {
      name: fields.account,
      title: "Account number, where the username has several",
      help: "As Interactive Brokers shows it: U1234567. Else leave it empty.",
      told: true,
      optional: true
    }
  ],
  test: (_, credentials) =>
    Effect.flatMap(
      Effect.promise(() => import("./try-key.ts")),
      ({ tryIbkrKey }) => tryIbkrKey(at, credentials)
    )
})

/** Interactive Brokers' Web API: what talks to it is read with its first account. */
export const overWeb = (at: IbkrAddresses, venue: Venue, markets: OpenMarkets): RealBroker => ({
  id: IBKR_BROKER,
  broker: broker(at),
  venues: [venue],
  exchanges: () => Effect.all([ibkrExchange("PAPER", venue, markets, at), ibkrExchange("LIVE", venue, markets, at)])
})
