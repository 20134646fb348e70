import { Clock, Effect } from "effect"
import type { Environment } from "@tradetower/domain/connection"
import { type BrokerUnavailable, type Credentials, KeyRefused, type KeyFound } from "@tradetower/platform"
import { notTried } from "../not-tried.ts"
import { beginTrial } from "../trial.ts"
import { type AlpacaAddresses, hostsAt } from "./addresses.ts"
import { factsOf } from "./account-facts.ts"
import { closeOnly, isPaper, tradesCoins } from "./account-status.ts"
import { AccountAnswer, ClockAnswer, ConfigurationAnswer } from "./answers.ts"
import { type AlpacaKey, canBeSent, keyIn, nameOf } from "./key.ts"
import { planOf } from "./market/plan.ts"
import { Paces } from "./pace.ts"
import { keyRefused, type Rest, restOf, there } from "./rest.ts"

/** How far this machine's clock is behind Alpaca's, ms: by the middle of the time that the answer took. */
const behindBy = Effect.fnUntraced(function* (rest: Rest) {
  const asked = yield* Clock.currentTimeMillis
  const { timestamp } = yield* there(rest.get("/v2/clock", ClockAnswer, "URGENT"))
  return Date.parse(timestamp) - (asked + (yield* Clock.currentTimeMillis)) / 2
})

const unknownKey = new KeyRefused({
  message: "it knows no such key. Copy both parts again, or make a new key at Alpaca: an older one ends with that"
})

/** Signs in to Alpaca with a key and reads what it is of: its own kind of money, whichever was asked for. */
export const tryAlpacaKey = Effect.fn("Alpaca.tryKey")(function* (
  at: AlpacaAddresses,
  environment: Environment,
  credentials: Credentials
): Effect.fn.Return<KeyFound, KeyRefused | BrokerUnavailable> {
  const key = keyIn(credentials)
  if (!canBeSent(key)) return yield* unknownKey
  const paces = yield* Paces
  const hosts = hostsAt(at)
  const rest = (url: string, name: string, of: AlpacaKey = key) => restOf(url, hosts, of, paces.of(name))
  const accountAt = (where: Environment) => {
    const asked = rest(at.trading[where].rest, nameOf(key))
    return Effect.map(there(asked.get("/v2/account", AccountAnswer, "URGENT")), (account) => ({ account, asked }))
  }
  const other = environment === "LIVE" ? "PAPER" : "LIVE"
  const { may, unsaid } = yield* beginTrial("Alpaca")
  const { account, asked } = yield* accountAt(environment).pipe(
    // Either kind of money has keys of its own, which the other turns away.
    Effect.catch((error) => (error === keyRefused ? accountAt(other) : Effect.fail(error))),
    Effect.mapError((error) => (error === keyRefused ? unknownKey : notTried(error)))
  )
  const why = closeOnly(account)
  if (why !== undefined)
    return yield* new KeyRefused({ message: `${why}, so no order would be taken. Settle that with Alpaca first` })
  const [configuration, feed, behind] = yield* Effect.all(
    [
      may(
        "What is set in its settings (trading suspended, fractions, shorting)",
        there(asked.get("/v2/account/configurations", ConfigurationAnswer, "URGENT"))
      ),
      may("Which prices its data plan has", planOf(rest(at.data.rest, `prices ${nameOf(key)}`))),
      may("Whether this machine's clock is right", behindBy(asked))
    ],
    { concurrency: 3 }
  ).pipe(Effect.mapError(notTried))
  if (configuration?.suspend_trade === true)
    return yield* new KeyRefused({
      message: "trading is suspended in Alpaca's settings, so no order would be taken. Switch that off there first"
    })
  return {
    environment: isPaper(account) ? "PAPER" : "LIVE",
    account: account.account_number,
    ...(configuration !== undefined && { fractions: configuration.fractional_trading !== false }),
    permissions: ["trade shares", ...(tradesCoins(account) ? ["trade coins"] : [])],
    caution:
      "Alpaca's keys have no rights that could be taken away: this one may also change settings and send coins elsewhere. Keep it to TradingTower alone.",
    facts: [...factsOf({ account, configuration, feed, behind }), ...unsaid]
  }
})
