import { compare, sum, times } from "@tradetower/domain/number"
import type { Connection, Exchange, Market } from "../../client/contract.ts"

/** What one connection holds of one coin. */
export interface Holding {
  readonly asset: string
  readonly connection: Connection
  readonly exchange: Exchange
  readonly free: string
  readonly reserved: string
  readonly total: string
  /** Where its price is from; absent of money itself, and of what has no price here. */
  readonly market: Market | undefined
  /** At its last price; absent without one. */
  readonly worth: string | undefined
}

/** What one coin comes to over all connections of one kind of money. */
export interface Coin {
  readonly asset: string
  readonly holdings: ReadonlyArray<Holding>
  readonly total: string
  readonly worth: string | undefined
}

const isNothing = (amount: string): boolean => compare(amount, "0") === 0

const holdingsOn = (exchange: Exchange, connection: Connection, quote: string): ReadonlyArray<Holding> =>
  connection.balances
    .filter(({ free, reserved, total }) => ![free, reserved, total].every(isNothing))
    .map(({ asset, free, reserved, total }) => {
      const market =
        asset === quote
          ? undefined
          : exchange.markets.find(({ instrument }) => instrument.base === asset && instrument.quote === quote)
      const price = asset === quote ? "1" : market?.lastPrice
      const worth = price === undefined ? undefined : times(total, price)
      return { asset, connection, exchange, free, reserved, total, market, worth }
    })

/** What all is worth of which that is known. */
export const worthTogether = (of: ReadonlyArray<{ readonly worth: string | undefined }>): string =>
  sum(of.map(({ worth }) => worth ?? "0"))

/** Every coin held on accounts of one kind of money, the most worth first; what has no price comes last. */
export const coinsOf = (
  exchanges: ReadonlyArray<Exchange>,
  environment: Connection["environment"],
  quote = "USD"
): ReadonlyArray<Coin> => {
  const all = exchanges.flatMap((exchange) =>
    exchange.accounts
      .filter((account) => account.environment === environment)
      .flatMap((connection) => holdingsOn(exchange, connection, quote))
  )
  return Array.from(
    Map.groupBy(all, ({ asset }) => asset),
    ([asset, holdings]): Coin => ({
      asset,
      holdings,
      total: sum(holdings.map(({ total }) => total)),
      worth: holdings.some(({ worth }) => worth !== undefined) ? worthTogether(holdings) : undefined
    })
  ).toSorted((a, b) => compare(b.worth ?? "-1", a.worth ?? "-1"))
}
