import { Effect } from "effect"
import { BrokerId, type Environment } from "@tradetower/domain/connection"
import { Secrets, type Store } from "@tradetower/platform"
import type { Exchange } from "../../exchange.ts"
import type { Venue } from "../../venues/venue.ts"
import { followedInstruments } from "../followed-instruments.ts"
import { keptKey } from "../kept-key.ts"
import { recordedOrders } from "../recorded-orders.ts"
import type { Keyring } from "../keyring.ts"
import { hostsAt, type TastytradeAddresses } from "./addresses.ts"
import { askWith } from "./ask-with.ts"
import type { Contracts } from "./contracts.ts"
import { TASTYTRADE } from "./instruments.ts"
import { keyIn, type TastytradeKey } from "./key.ts"

export const TASTYTRADE_BROKER = BrokerId.make("tastytrade")

/** What an account is open with, and what both kinds of money share. */
export interface Shared {
  readonly venue: Venue
  readonly keys: Keyring<TastytradeKey>
  readonly contracts: Contracts
  readonly at: TastytradeAddresses
}

/** tastytrade, for one kind of money. */
export const tastytradeExchange = Effect.fn("tastytradeExchange")(function* (
  environment: Environment,
  { at, contracts, keys, venue }: Shared
): Effect.fn.Return<Exchange, never, Secrets | Store> {
  const secrets = yield* Secrets
  const recorded = yield* recordedOrders
  const { followed, seeing } = followedInstruments()

  const open: Exchange["open"] = Effect.fnUntraced(function* (connection) {
    const key = keyIn(yield* Effect.provideService(keptKey(connection), Secrets, secrets), environment)
    // Read with the first account: who has none starts without it.
    const { tastytradeAccount } = yield* Effect.promise(() => import("./tastytrade-account.ts"))
    const account = yield* tastytradeAccount({
      rest: yield* askWith(at, key),
      stream: at.trading[environment].stream,
      allowedHosts: hostsAt(at, environment),
      contracts,
      followed: () => followed,
      onlyReduces: recorded(connection.tenantId)
    })
    yield* keys.use(key)
    return account
  })

  return {
    broker: TASTYTRADE_BROKER,
    environment,
    venue: TASTYTRADE,
    terms: ["tastytrade"],
    marketData: venue,
    // The same id sent twice is two orders there: one process alone sends an account's.
    exclusive: true,
    open,
    seeing
  }
})
