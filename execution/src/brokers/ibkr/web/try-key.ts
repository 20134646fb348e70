import { Effect, Redacted } from "effect"
import type { Environment } from "@tradetower/domain/connection"
import { amountWords } from "@tradetower/domain/market"
import { type BrokerUnavailable, type Credentials, type KeyFound, KeyRefused } from "@tradetower/platform"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import { notTried } from "../../not-tried.ts"
import { beginTrial } from "../../trial.ts"
import type { IbkrAddresses } from "./addresses.ts"
import { LedgerAnswer } from "./answers.ts"
import { fields } from "./fields.ts"
import { keyIn } from "./key.ts"
import { Pace } from "./pace.ts"
import { brokerageSession, type Session } from "./session.ts"
import { signedRequests, tokenDiffers } from "./signed-requests.ts"
import { notLetIn, there } from "./trouble.ts"

const notIn =
  "it does not let this key in. A new key is active only after the next night's reset, or after the weekend's; else copy consumer key, access token and its secret again, and see that this computer's clock is right"

const refusal = (error: ExchangeUnavailable) =>
  error === notLetIn
    ? new KeyRefused({ message: notIn })
    : error === tokenDiffers || error.cause === "REVOKED"
      ? new KeyRefused({ message: error.message })
      : notTried(error)

const cashOf = (session: Session, account: string) =>
  Effect.gen(function* () {
    yield* Effect.ignore(session.send({ path: "/portfolio/accounts", slot: "accounts", urgency: "URGENT" }))
    const path = `/portfolio/${encodeURIComponent(account)}/ledger`
    return yield* there(session.read({ path, urgency: "URGENT" }, LedgerAnswer))
  })

const cashWords = (ledger: typeof LedgerAnswer.Type): string => {
  const cash = Object.entries(ledger).flatMap(([asset, { cashbalance }]) =>
    asset === "BASE" || Number(cashbalance) === 0 ? [] : [amountWords(cashbalance, asset)]
  )
  return cash.length === 0 ? "It has no cash." : `It has ${cash.slice(0, 5).join(", ")} in cash.`
}

const factsOf = (session: Session, { may, unsaid }: Effect.Success<ReturnType<typeof beginTrial>>) =>
  Effect.map(may("What it holds", cashOf(session, session.account)), (ledger) => [
    ...(ledger === undefined ? [] : [cashWords(ledger)]),
    "Stocks of US exchanges are traded, in whole shares and in dollars, and futures of CME in whole contracts; coins are not.",
    "At most 15 orders of one side rest on a stock or a contract: a grid with more levels is refused.",
    "Prices are 15 minutes old unless this username pays for real-time data; with real money, bots start on real-time prices only.",
    "One login at a time: signing in to TWS or the app with this username signs TradingTower out. A second username is free.",
    ...unsaid
  ])

/** Signs in to Interactive Brokers with a key and reads what it is of. A session of somebody else is left alone. */
export const tryIbkrKey = Effect.fn("Ibkr.tryKey")(function* (
  at: IbkrAddresses,
  credentials: Credentials
): Effect.fn.Return<KeyFound, KeyRefused | BrokerUnavailable> {
  const key = yield* Effect.mapError(keyIn(credentials), ({ message }) => new KeyRefused({ message }))
  const account = (Redacted.value(credentials)[fields.account] ?? "").trim().toUpperCase()
  const signed = signedRequests(at, key, yield* Pace)
  const trial = yield* beginTrial("Interactive Brokers")
  return yield* Effect.scoped(
    Effect.gen(function* () {
      yield* signed.signIn
      const session = yield* brokerageSession(signed, { tried: true, account: account === "" ? undefined : account })
      const environment: Environment = session.isPaper() ? "PAPER" : "LIVE"
      return {
        environment,
        account: session.account,
        permissions: ["trade shares"],
        caution:
          "Interactive Brokers does not tell what a key may do beside trading, and it can't be narrowed. Keep it to TradingTower alone.",
        facts: yield* factsOf(session, trial)
      }
    })
  ).pipe(Effect.mapError(refusal))
})
