import { Effect, Option, type Scope } from "effect"
import { BrokerId, type Connection } from "@tradetower/domain/connection"
import { Accounts, credentialsOf, Secrets, Store } from "@tradetower/platform"
import { type Exchange, type ExchangeAccount, ExchangeUnavailable } from "../../exchange.ts"
import type { Venue } from "../../venues/venue.ts"
import { type CoinbaseAccountAddresses, coinbaseAccounts } from "./addresses.ts"
import { keptMarkets } from "../kept-markets.ts"
import { keyIn } from "./key-fields.ts"
import { recordedOrders } from "../recorded-orders.ts"
import { refusedKey } from "./refused-key.ts"

export const COINBASE_BROKER = BrokerId.make("coinbase")

/** Coinbase Advanced Trade: accounts of real money, at the venue's own prices. */
export const coinbaseExchange = Effect.fn("coinbaseExchange")(function* (
  venue: Venue,
  addresses: CoinbaseAccountAddresses = coinbaseAccounts
): Effect.fn.Return<Exchange, never, Secrets | Store> {
  const secrets = yield* Secrets
  const markets = yield* keptMarkets(venue.id)
  const store = yield* Store
  const recorded = yield* recordedOrders
  const unavailable = ({ message, retryable }: { readonly message: string; readonly retryable: boolean }) =>
    new ExchangeUnavailable({ message, retryable })
  const open = Effect.fnUntraced(function* (
    connection: Connection
  ): Effect.fn.Return<ExchangeAccount, ExchangeUnavailable, Scope.Scope> {
    const credentials = yield* credentialsOf(connection).pipe(
      Effect.provideService(Secrets, secrets),
      Effect.mapError(unavailable)
    )
    if (Option.isNone(credentials))
      return yield* refusedKey(`The key of ${connection.label} is not kept here any more: enter it again`)
    const key = yield* Effect.mapError(keyIn(credentials.value), ({ message }) => refusedKey(message))
    const { openCoinbaseAccount } = yield* Effect.promise(() => import("./coinbase-account.ts"))
    const { id, tenantId } = connection
    const record = yield* Effect.mapError(store.read(Accounts, { tenantId }, id), unavailable)
    return yield* openCoinbaseAccount(addresses, key, markets, {
      kept: Option.getOrUndefined(record)?.value.kept,
      onlyReduces: recorded(tenantId)
    })
  })
  return {
    broker: COINBASE_BROKER,
    environment: "LIVE",
    venue: venue.id,
    terms: ["coinbase"],
    marketData: venue,
    exclusive: true,
    open
  }
})
