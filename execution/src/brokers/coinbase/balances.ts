import { Effect, Option, Schema } from "effect"
import { type Decimal, plus, zero } from "@tradetower/domain/number"
import { type AccountPosition, type Balance, ExchangeUnavailable } from "../../exchange.ts"
import type { PassedOver } from "../passed-over.ts"
import { Wallet, WalletKind, WalletName } from "./answers.ts"
import type { Client } from "./client.ts"
import { futuresPositions } from "./futures.ts"
import { listWallets } from "./pages.ts"
import type { AccountMarkets } from "../kept-markets.ts"

/** Wallets that can be traded with: staked coins and vaults are others. */
const TRADED = /^(ACCOUNT_TYPE_)?(CRYPTO|FIAT)$/
/** Wallets of its international exchange are none of them. */
const ELSEWHERE = /INTX/
/** Dollars that stand behind futures are in a wallet of their own, which Coinbase moves them to and from by itself. */
const BEHIND_FUTURES = /CFM/

const isTraded = ({ platform, type }: typeof WalletKind.Type): boolean =>
  TRADED.test(type) && !ELSEWHERE.test(platform ?? "")

const readWallet = Schema.decodeUnknownOption(Wallet)
const readKind = Schema.decodeUnknownOption(WalletKind)
const readName = Schema.decodeUnknownOption(WalletName)
const unreadable = new ExchangeUnavailable({ message: "Coinbase lists a wallet that can't be read", retryable: true })

/** What may look as it likes: coins that nothing here trades. `isUsed`: whether something does. */
export interface Unused {
  readonly isUsed: Effect.Effect<(currency: string) => boolean, ExchangeUnavailable>
  readonly passedOver: PassedOver
}

/** Those that can be traded with: what else there is may look as it likes. */
const tradedIn = (
  rows: ReadonlyArray<unknown>,
  unused?: Unused
): Effect.Effect<ReadonlyArray<typeof Wallet.Type>, ExchangeUnavailable> =>
  Effect.gen(function* () {
    const traded: Array<typeof Wallet.Type> = []
    for (const row of rows) {
      if (Option.exists(readKind(row), (kind) => !isTraded(kind))) continue
      const wallet = readWallet(row)
      if (Option.isSome(wallet)) {
        if (wallet.value.ready) traded.push(wallet.value)
        continue
      }
      const currency = Option.getOrUndefined(readName(row))?.currency
      if (currency === undefined || unused === undefined || (yield* unused.isUsed)(currency)) return yield* unreadable
      yield* unused.passedOver.tell(`wallet of ${currency}`)
    }
    return traded
  })

/** What the markets of an account are of is used, and so are dollars. */
export const unusedBy = (markets: AccountMarkets, passedOver: PassedOver): Unused => ({
  isUsed: Effect.map(markets.all, (all) => {
    const used = new Set(all.flatMap(({ instrument: { base, quote } }) => [base, quote]))
    return (currency) => currency === "USD" || used.has(currency)
  }),
  passedOver
})

/** What is held, by currency: all, and what no order holds and no future stands on. */
export const readBalances = (
  client: Client,
  unused?: Unused
): Effect.Effect<ReadonlyArray<Balance>, ExchangeUnavailable> =>
  Effect.map(
    Effect.flatMap(listWallets(client), (rows) => tradedIn(rows, unused)),
    (wallets) => {
      const all = new Map<string, { readonly total: Decimal; readonly available: Decimal }>()
      for (const { available_balance, currency, hold, platform } of wallets) {
        const { available, total } = all.get(currency) ?? { total: zero, available: zero }
        const there = available_balance.value
        const free = BEHIND_FUTURES.test(platform ?? "") ? zero : there
        all.set(currency, { total: plus(total, plus(there, hold?.value ?? zero)), available: plus(available, free) })
      }
      return [...all].map(([asset, held]) => ({ asset, ...held }))
    }
  )

/**
 * Of spot what is held is the coin itself, whichever pair it was bought in; of futures what there is of contracts. While it
 * is not known whether there are any, nothing is told of them.
 */
export const readPositions = (
  client: Client,
  markets: AccountMarkets,
  hasFutures: Effect.Effect<boolean, ExchangeUnavailable>,
  passedOver: PassedOver
): Effect.Effect<ReadonlyArray<AccountPosition>, ExchangeUnavailable> =>
  Effect.gen(function* () {
    const all = yield* markets.all
    const held = new Map(
      (yield* readBalances(client, unusedBy(markets, passedOver))).map(({ asset, total }) => [asset, total])
    )
    const spot = all.flatMap(({ instrument: { base, kind, symbol } }) =>
      kind === "SPOT" ? [{ symbol, long: held.get(base) ?? zero, short: zero }] : []
    )
    const withFutures = yield* Effect.orElseSucceed(hasFutures, () => false)
    return withFutures ? [...spot, ...(yield* futuresPositions(client, all, passedOver))] : spot
  })
