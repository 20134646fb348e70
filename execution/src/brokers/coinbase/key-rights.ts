import { Effect, Option, Schema } from "effect"
import { compare, Decimal } from "@tradetower/domain/number"
import type { AccountFees } from "@tradetower/domain/terms"
import { ExchangeUnavailable } from "../../exchange.ts"
import { firstTier } from "../../venues/coinbase/fee-tier.ts"
import { KeyPermissions, TransactionSummary } from "./answers.ts"
import type { Client } from "./client.ts"
import { refusedKey } from "./refused-key.ts"
import { paths } from "./paths.ts"

/** What a key may do, and of which portfolio it is. */
export type KeyRights = typeof KeyPermissions.Type

/** What an account pays, as shares of what is traded, and the name of its tier. */
export interface FeeTier {
  readonly name: string | undefined
  readonly makerRate: string
  readonly takerRate: string
}

const missing = (what: string) => new ExchangeUnavailable({ message: `Coinbase does not say ${what}`, retryable: true })

export const readKeyRights = (client: Client): Effect.Effect<KeyRights, ExchangeUnavailable> =>
  Effect.flatMap(
    client.read(paths.permissions, KeyPermissions, "URGENT"),
    Option.match({ onNone: () => Effect.fail(missing("what this key may do")), onSome: Effect.succeed })
  )

/** Why nothing is traded with a key of such rights; the end of a sentence that begins with “this key”. */
export const rightsProblem = ({ can_trade, can_transfer, can_view, portfolio_type }: KeyRights): string | undefined => {
  if (can_transfer) return "may take money out: make one at Coinbase that may view and trade, and not transfer"
  if (!can_view) return "may not view the account: give it the right to view, and to trade"
  if (!can_trade) return "may not trade: give it the right to trade at Coinbase"
  if (portfolio_type === "INTX")
    return "is of a portfolio at Coinbase's international exchange, which is not traded here: make one of a portfolio for spot"
  return undefined
}

/** Refuses a key that may do too much, or too little. */
export const checkedRights = (client: Client): Effect.Effect<KeyRights, ExchangeUnavailable> =>
  Effect.tap(readKeyRights(client), (rights) => {
    const problem = rightsProblem(rights)
    return problem === undefined ? Effect.void : Effect.fail(refusedKey(`This key ${problem}`))
  })

/** The fee tier of the account: spot's, or its futures'. */
export const readFeeTier = (client: Client, of: "SPOT" | "FUTURE"): Effect.Effect<FeeTier, ExchangeUnavailable> =>
  Effect.flatMap(
    client.read(paths.fees(of), TransactionSummary),
    Option.match({
      onNone: () => Effect.fail(missing("what this account pays")),
      onSome: ({ fee_tier: { maker_fee_rate, pricing_tier, taker_fee_rate } }) =>
        Effect.succeed({
          name: pricing_tier ?? undefined,
          makerRate: maker_fee_rate,
          takerRate: taker_fee_rate
        })
    })
  )

const isDecimal = Schema.is(Decimal)

/** What an account pays for one class of instruments. */
const feesFor = (client: Client, of: "CRYPTO" | "FUTURES"): Effect.Effect<AccountFees, ExchangeUnavailable> =>
  Effect.flatMap(readFeeTier(client, of === "CRYPTO" ? "SPOT" : "FUTURE"), ({ makerRate, name, takerRate }) =>
    isDecimal(makerRate) && isDecimal(takerRate)
      ? Effect.succeed({ of, makerRate, takerRate, ...(name !== undefined && { name }) })
      : Effect.fail(missing("what this account pays in numbers that can be read"))
  )

/** What an account pays, for whoever shows it or reckons with it: of futures where it has any. */
export const accountFees = (
  client: Client,
  classes: ReadonlyArray<"CRYPTO" | "FUTURES">
): Effect.Effect<ReadonlyArray<AccountFees>, ExchangeUnavailable> =>
  Effect.forEach(classes, (of) => feesFor(client, of))

/** Says where an account pays more than bots reckon with: their steps would lose money. */
export const tellDearFees = (client: Client): Effect.Effect<void, ExchangeUnavailable> =>
  Effect.flatMap(readFeeTier(client, "SPOT"), ({ makerRate, name, takerRate }) =>
    compare(makerRate, firstTier.makerFeeRate) > 0 || compare(takerRate, firstTier.takerFeeRate) > 0
      ? Effect.logWarning(
          `Coinbase charges this account ${takerRate} (${makerRate} of orders that rest) in its tier ${name ?? "without a name"}: more than bots reckon with`
        )
      : Effect.void
  )
