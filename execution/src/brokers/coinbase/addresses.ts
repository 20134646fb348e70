import { coinbase } from "../../venues/coinbase/coinbase-venue.ts"

/** Where an account at Coinbase is asked. */
export interface CoinbaseAccountAddresses {
  readonly rest: string
  /** Own orders; the other host is asked where the first is out of reach. */
  readonly users: ReadonlyArray<string>
}
export const coinbaseAccounts: CoinbaseAccountAddresses = {
  rest: coinbase.rest,
  users: ["wss://advanced-trade-ws-user.coinbase.com", coinbase.feed]
}
