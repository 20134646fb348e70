import { Effect, Option } from "effect"
import { BrokerId, type Environment } from "@tradetower/domain/connection"
import { marketOf, type Symbol } from "@tradetower/domain/market"
import { marketBy } from "@tradetower/domain/terms"
import { Secrets } from "@tradetower/platform"
import { type Exchange, ExchangeUnavailable } from "../../exchange.ts"
import type { Venue } from "../../venues/venue.ts"
import { followedInstruments } from "../followed-instruments.ts"
import { keptKey } from "../kept-key.ts"
import type { AlpacaAddresses } from "./addresses.ts"
import { ALPACA } from "./instruments.ts"
import { keyIn, nameOf } from "./key.ts"
import type { OpenKeys } from "./open-key.ts"
import { Paces } from "./pace.ts"

export const ALPACA_BROKER = BrokerId.make("alpaca")

/** When Alpaca went over from the pattern-day-trader rule to the intraday margin. */
const SWITCHED_AT = Date.parse("2026-06-04T04:00:00Z")

/** Alpaca, for one kind of money. `venue` and `keys` are the same for both. */
export const alpacaExchange = Effect.fn("alpacaExchange")(function* (
  environment: Environment,
  venue: Venue,
  keys: OpenKeys,
  at: AlpacaAddresses
): Effect.fn.Return<Exchange, never, Secrets> {
  const secrets = yield* Secrets
  const paces = yield* Paces
  const { followed, seeing } = followedInstruments()

  /** What a symbol is counted in: as it is followed, else as it is listed. */
  const marketFor = Effect.fnUntraced(function* (symbol: Symbol) {
    const known = followed.get(symbol)
    if (known !== undefined) return marketBy("alpaca", marketOf(known))
    const listed = yield* venue.get(symbol)
    if (Option.isSome(listed)) return marketBy("alpaca", listed.value)
    return yield* new ExchangeUnavailable({ message: `Alpaca does not trade ${symbol}`, retryable: false })
  })

  const open: Exchange["open"] = Effect.fnUntraced(function* (connection) {
    const key = keyIn(yield* Effect.provideService(keptKey(connection), Secrets, secrets))
    // Read with the first account: who has none starts without it.
    const { alpacaAccount } = yield* Effect.promise(() => import("./alpaca-account.ts"))
    const account = yield* alpacaAccount({
      at,
      environment,
      key,
      pace: paces.of(nameOf(key)),
      followed: () => followed,
      marketOf: marketFor
    })
    yield* keys.use({ key, environment })
    return account
  })

  return {
    broker: ALPACA_BROKER,
    environment,
    venue: ALPACA,
    terms: ["alpaca"],
    marketData: venue,
    dayTradeSwitchAt: SWITCHED_AT,
    exclusive: true,
    open,
    seeing
  }
})
