import { Effect, Redacted } from "effect"
import { PAPER, PAPER_BROKER } from "@tradetower/domain/connection"
import { coinbaseVenue, type Exchange, ExchangeUnavailable } from "@tradetower/execution"
import { AccountLimits, openCoinbaseAccount, readSigningKey } from "@tradetower/execution/coinbase"
import { marketOf } from "@tradetower/domain/market"
import { tradedHere } from "../standins/coinbase/instruments.ts"

interface Where {
  readonly rest: string
  readonly feed: string
  readonly keys: Readonly<Record<string, { readonly name: string; readonly privateKey: string }>>
}

const nobody = new ExchangeUnavailable({ message: "nobody trades through this account here", retryable: false })

/** Coinbase's own adapter, in the place of the paper exchange: a trader's account there is opened by the key at hand. */
export const coinbaseInPlaceOfPaper = (text: string): Exchange => {
  // What whoever started this process wrote.
  const { feed, keys, rest } = JSON.parse(text) as Where
  const venue = coinbaseVenue({ rest, feed })
  const { onDemand: _, ...fixed } = venue
  const instruments = tradedHere
  const markets = new Map(instruments.map((instrument) => [instrument.symbol as string, marketOf(instrument)]))
  const marketsHere = {
    of: (symbol: string) => Effect.succeed(markets.get(symbol)),
    all: Effect.succeed([...markets.values()])
  }
  return {
    broker: PAPER_BROKER,
    environment: "PAPER",
    venue: venue.id,
    terms: ["paper", "coinbase"],
    marketData: { ...fixed, instruments: Effect.succeed(instruments) },
    open: Effect.fnUntraced(function* ({ id, tenantId }) {
      const given = id === PAPER ? undefined : keys[tenantId]
      if (given === undefined) return yield* nobody
      const key = yield* Effect.orDie(readSigningKey(given.name, Redacted.make(given.privateKey)))
      // As fast as it can: a life of the system lasts two seconds.
      return yield* openCoinbaseAccount({ rest, users: [feed] }, key, marketsHere).pipe(
        Effect.provideService(AccountLimits, [])
      )
    })
  }
}
