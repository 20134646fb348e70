import { Effect } from "effect"
import { amountWords } from "@tradetower/domain/market"
import { isZero, times } from "@tradetower/domain/number"
import { type BrokerUnavailable, type Credentials, type KeyFound, KeyRefused } from "@tradetower/platform"
import type { ExchangeUnavailable } from "../../unavailable.ts"
import type { AccountMargin, Balance } from "../../exchange.ts"
import type { CoinbaseAccountAddresses } from "./addresses.ts"
import { notTried } from "../not-tried.ts"
import { beginTrial } from "../trial.ts"
import { readBalances } from "./balances.ts"
import { makeClient } from "./client.ts"
import { readMargin } from "./futures.ts"
import { keyIn } from "./key-fields.ts"
import { clockWords } from "./signing-clock.ts"
import { type FeeTier, readFeeTier, readKeyRights, rightsProblem } from "./key-rights.ts"

/** Currencies named at the most. */
const NAMED = 6

const percent = (rate: string): string => `${times(rate, "100")} %`

const factsOf = (
  balances: ReadonlyArray<Balance> | undefined,
  fees: FeeTier | undefined,
  margin: ReadonlyArray<AccountMargin> | undefined,
  behind: number | undefined
): ReadonlyArray<string> => {
  const clock = clockWords(behind ?? 0)
  const held = (balances ?? []).filter(({ total }) => !isZero(total))
  const some = held.slice(0, NAMED).map(({ asset, total }) => amountWords(total, asset))
  const more = held.length > NAMED ? `, and ${held.length - NAMED} more` : ""
  return [
    ...(balances === undefined
      ? []
      : [held.length === 0 ? "Its portfolio is empty." : `Its portfolio holds ${some.join(", ")}${more}.`]),
    ...(fees === undefined
      ? []
      : [
          `It pays ${percent(fees.makerRate)} of orders that rest and ${percent(fees.takerRate)} of those that take${fees.name === undefined || fees.name === "" ? "" : ` (${fees.name})`}.`
        ]),
    ...(clock === undefined ? [] : [`But ${clock}.`]),
    ...(margin === undefined
      ? []
      : [
          margin.length > 0
            ? "Spot pairs are traded, and its futures (CFM): in whole contracts, cross margin, up to what the night's margin backs. Coinbase does not list its funding: it is reckoned, and set right by your balance where that shows it."
            : "Spot pairs are traded; futures are not activated for it."
        ]),
    "Coinbase's international exchange is not traded here."
  ]
}

const notLetIn =
  "it does not let this key in. Copy its name and its private key again, or make a new one at Coinbase that may view and trade, from this computer's address"

const unavailable = (error: ExchangeUnavailable) =>
  error.cause === "REVOKED" ? new KeyRefused({ message: notLetIn }) : notTried(error)

/** Signs in to Coinbase with a key and reads what it may do, and what it is of: there is real money alone. */
export const tryCoinbaseKey = Effect.fn("Coinbase.tryKey")(function* (
  { rest }: CoinbaseAccountAddresses,
  credentials: Credentials
): Effect.fn.Return<KeyFound, KeyRefused | BrokerUnavailable> {
  const key = yield* Effect.mapError(keyIn(credentials), ({ message }) => new KeyRefused({ message }))
  const client = yield* makeClient(rest, key)
  const { may, unsaid } = yield* beginTrial("Coinbase")
  const behind = yield* Effect.mapError(may("Whether this machine's clock is right", client.measureClock), unavailable)
  const rights = yield* Effect.mapError(readKeyRights(client), unavailable)
  // One that may withdraw is told as such: it is refused whoever's it is.
  const problem = rights.can_transfer ? undefined : rightsProblem(rights)
  if (problem !== undefined) return yield* new KeyRefused({ message: `this key ${problem}` })
  const facts = rights.can_transfer
    ? undefined
    : yield* Effect.all(
        [
          may("What it holds", readBalances(client)),
          may("What it pays in fees", readFeeTier(client, "SPOT")),
          may("Whether it has futures", readMargin(client))
        ],
        { concurrency: 3 }
      ).pipe(
        Effect.mapError(unavailable),
        Effect.map(([balances, fees, margin]) => [...factsOf(balances, fees, margin, behind), ...unsaid])
      )
  const rightsOf = [["view", rights.can_view] as const, ["trade", rights.can_trade] as const]
  return {
    environment: "LIVE",
    account: rights.portfolio_uuid,
    permissions: rightsOf.flatMap(([what, granted]) => (granted ? [what] : [])),
    mayWithdraw: rights.can_transfer,
    ...(facts !== undefined && { facts })
  }
})
