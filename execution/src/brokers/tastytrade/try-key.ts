import { Effect, Option, Schema } from "effect"
import type { Environment } from "@tradetower/domain/connection"
import { amountWords } from "@tradetower/domain/market"
import { BrokerUnavailable, type Credentials, type KeyFound, KeyRefused } from "@tradetower/platform"
import type { ExchangeUnavailable } from "../../unavailable.ts"
import type { TastytradeAddresses } from "./addresses.ts"
import { calls, closeOnly } from "./account-status.ts"
import { AccountRow, QuoteTokenAnswer, StatusAnswer } from "./answers.ts"
import { askWith } from "./ask-with.ts"
import { notTried } from "../not-tried.ts"
import { beginTrial } from "../trial.ts"
import { keyIn } from "./key.ts"
import { isDelayed } from "./market/quote-token.ts"
import { readBalances } from "./read-balances.ts"
import type { Rest } from "./rest.ts"
import { keyRefused, there } from "./words.ts"

const readAccount = Schema.decodeUnknownOption(AccountRow)
const refuse = (message: string) => new KeyRefused({ message })
const failed = (error: ExchangeUnavailable) =>
  error === keyRefused
    ? refuse(
        "it knows no such grant. Copy client secret and refresh token again, or make a new grant of your own application there"
      )
    : error.needsUser === true && !error.retryable
      ? refuse(error.message)
      : notTried(error)

/** The account that was named, of those that the login has. */
const accountIn = Effect.fnUntraced(function* (rest: Rest, wanted: string) {
  const rows = yield* Effect.mapError(rest.list("/customers/me/accounts", "URGENT"), failed)
  const all = rows.flatMap((row) => Option.toArray(readAccount(row)))
  const numbers = all.map(({ account }) => account["account-number"])
  const found = all.find(({ account }) => account["account-number"] === wanted)
  if (found === undefined)
    return yield* refuse(
      numbers.length === 0
        ? "it lists no account: the grant needs the right to read"
        : `it has no account ${wanted || "without a number"} for this grant: give one of ${numbers.join(", ")}`
    )
  if (found.account["is-closed"] === true) return yield* refuse(`the account ${wanted} is closed there`)
  return found
})

/** Whether the grant may trade: an order that is only looked at, of which nothing comes, is let in or not. */
const mayTrade = (rest: Rest) =>
  rest
    .send({
      method: "POST",
      path: `${rest.account}/orders/dry-run`,
      urgency: "URGENT",
      body: JSON.stringify({
        "order-type": "Limit",
        "time-in-force": "Day",
        price: "1.00",
        "price-effect": "Debit",
        legs: [{ "instrument-type": "Equity", symbol: "SPY", quantity: "1", action: "Buy to Open" }]
      })
    })
    .pipe(
      Effect.as(true),
      Effect.catchTag("ExchangeUnavailable", (error) =>
        error.needsUser === true ? Effect.succeed(false) : Effect.fail(failed(error))
      ),
      Effect.catchTag("NotAnswered", () =>
        Effect.fail(new BrokerUnavailable({ message: "tastytrade gave no answer: try it again" }))
      )
    )

/** Signs in to tastytrade and reads what the account is, without placing or changing anything. */
export const tryTastytradeKey = Effect.fn("Tastytrade.tryKey")(function* (
  at: TastytradeAddresses,
  environment: Environment,
  credentials: Credentials
): Effect.fn.Return<KeyFound, KeyRefused | BrokerUnavailable> {
  const key = keyIn(credentials, environment)
  const rest = yield* askWith(at, key)
  const { may, unsaid } = yield* beginTrial("tastytrade")
  const { account, "authority-level": authority } = yield* accountIn(rest, key.account)
  if (!(yield* mayTrade(rest)))
    return yield* refuse("the grant may read and not trade: make one with the right to trade, too")
  const [status, money, quotes] = yield* Effect.all(
    [
      may(
        "What it may trade, and whether it may only close,",
        there(rest.get(`${rest.account}/trading-status`, StatusAnswer, "URGENT"))
      ),
      may("What it holds", readBalances(rest, "URGENT")),
      may("Which prices it has", rest.get("/api-quote-tokens", QuoteTokenAnswer, "URGENT"))
    ],
    { concurrency: 3 }
  ).pipe(Effect.mapError(failed))
  const why = status && closeOnly(status)
  if (why !== undefined)
    return yield* refuse(`${why}, so no order that opens would be taken. Settle that with tastytrade first`)
  const futures = status?.["is-futures-enabled"] === true
  const kind = [account["account-type-name"], account["margin-or-cash"]].filter((one) => typeof one === "string")
  return {
    environment,
    account: account["account-number"],
    permissions: ["read", "trade shares", ...(futures ? ["trade futures"] : [])],
    caution:
      "A grant has rights to read and to trade, as tastytrade describes them, and none to take money out; it is for all accounts of your login, of which TradingTower uses this one.",
    facts: [
      ...(kind.length === 0 ? [] : [`It is called ${kind.join(", ")} there.`]),
      ...(money === undefined ? [] : [`It has ${amountWords(money["cash-balance"], "USD")} in cash.`]),
      ...(status === undefined ? [] : calls(status)).map((call) => `${call[0]?.toUpperCase() ?? ""}${call.slice(1)}.`),
      ...(authority === undefined || authority === null || authority === "owner"
        ? []
        : [`The login is its ${authority}, not its owner.`]),
      ...(futures || status === undefined
        ? []
        : ["Futures can't be traded: they are not enabled for this account at tastytrade."]),
      ...(quotes === undefined
        ? []
        : [
            Option.match(quotes, {
              onNone: () => "Its prices can't be had: tastytrade gives this login no token for them.",
              onSome: (token) =>
                isDelayed(token) ? "Its prices are delayed by 15 minutes." : "It has live prices of the whole market."
            })
          ]),
      "Coins can't be traded: tastytrade doesn't take crypto orders over its API at present.",
      "Orders are for whole shares and whole contracts.",
      ...unsaid
    ]
  }
})
