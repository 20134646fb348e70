import { Effect } from "effect"
import { BrokerId, type Environment } from "@tradetower/domain/connection"
import { Secrets, type Store } from "@tradetower/platform"
import type { Exchange } from "../../../exchange.ts"
import type { Venue } from "../../../venues/venue.ts"
import { keptMarkets } from "../../kept-markets.ts"
import { followedInstruments } from "../../followed-instruments.ts"
import { recordedOrders } from "../../recorded-orders.ts"
import { keptKey } from "../../kept-key.ts"
import type { IbkrAddresses } from "./addresses.ts"
import { IBKR } from "../instruments.ts"
import type { OpenMarkets } from "../open-markets.ts"
import { refusedKey } from "./trouble.ts"

export const IBKR_BROKER = BrokerId.make("ibkr")

/** Interactive Brokers over its Web API, for one kind of money. `venue` and `markets` are the same for both. */
export const ibkrExchange = Effect.fn("ibkrExchange")(function* (
  environment: Environment,
  venue: Venue,
  markets: OpenMarkets,
  at: IbkrAddresses
): Effect.fn.Return<Exchange, never, Secrets | Store> {
  const secrets = yield* Secrets
  const kept = yield* keptMarkets(IBKR)
  const recorded = yield* recordedOrders
  const { followed, seeing } = followedInstruments()

  const open: Exchange["open"] = Effect.fnUntraced(function* (connection) {
    const given = yield* Effect.provideService(keptKey(connection), Secrets, secrets)
    // Read with the first account: who has none starts without it.
    const [{ keyIn }, { webAccount }] = yield* Effect.promise(() =>
      Promise.all([import("./key.ts"), import("./web-account.ts")])
    )
    const key = yield* Effect.mapError(keyIn(given), ({ message }) => refusedKey(message))
    const { account, market } = yield* webAccount({
      at,
      environment,
      key,
      number: connection.account,
      kept,
      venue,
      followed: () => followed,
      onlyReduces: recorded(connection.tenantId),
      told: (symbol, delayed) => markets.told(symbol, delayed)
    })
    yield* markets.use(market)
    return account
  })

  return {
    broker: IBKR_BROKER,
    environment,
    venue: IBKR,
    terms: ["ibkr"],
    marketData: venue,
    exclusive: true,
    open,
    seeing
  }
})
