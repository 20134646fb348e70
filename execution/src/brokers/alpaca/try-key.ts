import { Effect } from "effect"
import type { Environment } from "@tradetower/domain/connection"
import { amountWords } from "@tradetower/domain/market"
import { BrokerUnavailable, type Credentials, KeyRefused, type KeyFound } from "@tradetower/platform"
import type { ExchangeUnavailable } from "../../unavailable.ts"
import { type AlpacaAddresses, hostsAt } from "./addresses.ts"
import { closeOnly, isPaper, tradesCoins } from "./account-status.ts"
import { AccountAnswer, ConfigurationAnswer } from "./answers.ts"
import { type AlpacaKey, keyIn, nameOf } from "./key.ts"
import type { StockFeed } from "./market/bars.ts"
import { planOf } from "./market/plan.ts"
import { Paces } from "./pace.ts"
import { keyRefused, restOf, there } from "./rest.ts"

/** What an account is found to be, in sentences. */
const factsOf = (
  account: AccountAnswer,
  { fractional_trading, no_shorting }: ConfigurationAnswer,
  feed: StockFeed
): ReadonlyArray<string> => {
  const { cash, currency, shorting_enabled } = account
  return [
    `It has ${amountWords(cash, currency ?? "USD")} in cash.`,
    "Day trades are not counted at Alpaca since June 2026: the margin of the day alone limits them.",
    feed === "sip"
      ? "Its data plan has the prices of the whole market."
      : "Its data plan has the prices of IEX alone, and of 30 symbols at a time: a thin part of the market.",
    ...(tradesCoins(account)
      ? []
      : ["Coins can't be traded: crypto is not active for this account. Activate it at Alpaca first."]),
    ...(fractional_trading === false ? ["Fractions of shares are switched off in Alpaca's settings."] : []),
    "Orders that rest are for whole shares: Alpaca ends those for fractions with the day.",
    ...(no_shorting || shorting_enabled === false
      ? []
      : [
          "It may sell short: each sale is checked against what is held first, which takes a moment. Switch on “no shorting” in Alpaca's settings to spare that."
        ])
  ]
}

const unavailable = ({ message }: ExchangeUnavailable) => new BrokerUnavailable({ message })

/** Signs in to Alpaca with a key and reads what it is of: its own kind of money, whichever was asked for. */
export const tryAlpacaKey = Effect.fn("Alpaca.tryKey")(function* (
  at: AlpacaAddresses,
  environment: Environment,
  credentials: Credentials
): Effect.fn.Return<KeyFound, KeyRefused | BrokerUnavailable> {
  const key = keyIn(credentials)
  const paces = yield* Paces
  const hosts = hostsAt(at)
  const rest = (url: string, name: string, of: AlpacaKey = key) => restOf(url, hosts, of, paces.of(name))
  const accountAt = (where: Environment) => {
    const asked = rest(at.trading[where].rest, nameOf(key))
    return Effect.map(there(asked.get("/v2/account", AccountAnswer, "URGENT")), (account) => ({ account, asked }))
  }
  const other = environment === "LIVE" ? "PAPER" : "LIVE"
  const { account, asked } = yield* accountAt(environment).pipe(
    // Either kind of money has keys of its own, which the other turns away.
    Effect.catch((error) => (error === keyRefused ? accountAt(other) : Effect.fail(error))),
    Effect.mapError((error) =>
      error === keyRefused
        ? new KeyRefused({
            message:
              "it knows no such key. Copy both parts again, or make a new key at Alpaca: an older one ends with that"
          })
        : unavailable(error)
    )
  )
  const why = closeOnly(account)
  if (why !== undefined)
    return yield* new KeyRefused({ message: `${why}, so no order would be taken. Settle that with Alpaca first` })
  const [configuration, feed] = yield* Effect.all(
    [
      Effect.mapError(there(asked.get("/v2/account/configurations", ConfigurationAnswer, "URGENT")), unavailable),
      // What its plan has is said as well as it is known.
      Effect.orElseSucceed(planOf(rest(at.data.rest, `prices ${nameOf(key)}`)), () => "iex" as const)
    ],
    { concurrency: 2 }
  )
  return {
    environment: isPaper(account) ? "PAPER" : "LIVE",
    account: account.account_number,
    permissions: ["trade shares", ...(tradesCoins(account) ? ["trade coins"] : [])],
    caution:
      "Alpaca's keys have no rights that could be taken away: this one may also change settings and send coins elsewhere. Keep it to TradingTower alone.",
    facts: factsOf(account, configuration, feed)
  }
})
