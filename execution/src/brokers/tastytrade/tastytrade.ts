import { Effect } from "effect"
import type { Broker } from "@tradetower/platform"
import { Keyring } from "../keyring.ts"
import type { RealBroker } from "../real-broker.ts"
import { type TastytradeAddresses, tastytradeAddresses } from "./addresses.ts"
import { Contracts } from "./contracts.ts"
import { ACCOUNT, nameOf, REFRESH, SECRET } from "./key.ts"
import { TASTYTRADE_BROKER, tastytradeExchange } from "./tastytrade-exchange.ts"
import { tastytradeVenue } from "./tastytrade-venue.ts"

const broker = (at: TastytradeAddresses): Broker => ({
  name: "tastytrade",
  steps: [
    "Sign in at my.tastytrade.com, open “Manage”, “My Profile”, “API”, and make an OAuth application with the rights to read and to trade. The sandbox has its own at developer.tastytrade.com.",
    "Its client secret is shown once: copy it at once. Then make a grant of your own under “Manage”, “Create Grant”, and copy its refresh token.",
    "A grant is for all accounts of your login: say which one TradingTower may trade in. It can be revoked there at any time."
  ],
  secret: [
    { name: ACCOUNT, title: "Account number", help: "As tastytrade shows it: 5WT00001.", told: true },
    { name: SECRET, title: "Client secret", help: "Of your own application, shown once when it is made." },
    { name: REFRESH, title: "Refresh token", help: "Of the grant: a long text that does not run out." }
  ],
  test: (environment, credentials) =>
    Effect.flatMap(
      Effect.promise(() => import("./try-key.ts")),
      ({ tryTastytradeKey }) => tryTastytradeKey(at, environment, credentials)
    )
})

/** tastytrade: US shares and futures, of paper (its sandbox) and of real money. What talks to it is read with its first account. */
export const tastytrade = (at: TastytradeAddresses = tastytradeAddresses): RealBroker => {
  const keys = new Keyring("tastytrade", nameOf)
  const contracts = new Contracts()
  const shared = { at, keys, contracts, venue: tastytradeVenue(at, keys, contracts) }
  return {
    id: TASTYTRADE_BROKER,
    broker: broker(at),
    venues: [shared.venue],
    exchanges: () => Effect.all([tastytradeExchange("PAPER", shared), tastytradeExchange("LIVE", shared)])
  }
}
