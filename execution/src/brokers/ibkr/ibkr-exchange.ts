import { Effect } from "effect"
import { BrokerId, type Environment } from "@tradetower/domain/connection"
import { Secrets, type Store } from "@tradetower/platform"
import type { Exchange } from "../../exchange.ts"
import type { Venue } from "../../venues/venue.ts"
import { keptMarkets } from "../kept-markets.ts"
import { followedInstruments } from "../followed-instruments.ts"
import { keptKey } from "../kept-key.ts"
import type { IbkrAddresses } from "./addresses.ts"
import { IBKR } from "./instruments.ts"
import type { OpenSessions } from "./open-session.ts"
import { refusedKey } from "./trouble.ts"

export const IBKR_BROKER = BrokerId.make("ibkr")

/** Interactive Brokers, for one kind of money. `venue` and `sessions` are the same for both. */
export const ibkrExchange = Effect.fn("ibkrExchange")(function* (
  environment: Environment,
  venue: Venue,
  sessions: OpenSessions,
  at: IbkrAddresses
): Effect.fn.Return<Exchange, never, Secrets | Store> {
  const secrets = yield* Secrets
  const kept = yield* keptMarkets(IBKR)
  const { followed, seeing } = followedInstruments()

  const open: Exchange["open"] = Effect.fnUntraced(function* (connection) {
    const given = yield* Effect.provideService(keptKey(connection), Secrets, secrets)
    // Read with the first account: who has none starts without it.
    const [{ keyIn }, { ibkrAccount }] = yield* Effect.promise(() =>
      Promise.all([import("./key.ts"), import("./ibkr-account.ts")])
    )
    const key = yield* Effect.mapError(keyIn(given), ({ message }) => refusedKey(message))
    const { account, opened } = yield* ibkrAccount({
      at,
      environment,
      key,
      number: connection.account,
      kept,
      venue,
      followed: () => followed
    })
    yield* sessions.use(opened)
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
