import type { Environment } from "@tradetower/domain/connection"
import { hostsOf } from "@tradetower/platform/wire/allowed"

/** Where Alpaca is: orders and accounts of either kind of money, and market data for both. */
export interface AlpacaAddresses {
  readonly trading: Readonly<Record<Environment, { readonly rest: string; readonly stream: string }>>
  readonly data: { readonly rest: string; readonly stream: string }
}

export const alpacaAddresses: AlpacaAddresses = {
  trading: {
    PAPER: { rest: "https://paper-api.alpaca.markets", stream: "wss://paper-api.alpaca.markets/stream" },
    LIVE: { rest: "https://api.alpaca.markets", stream: "wss://api.alpaca.markets/stream" }
  },
  data: { rest: "https://data.alpaca.markets", stream: "wss://stream.data.alpaca.markets" }
}

/** The only hosts that are spoken to. */
export const hostsAt = ({ data, trading }: AlpacaAddresses): ReadonlyArray<string> =>
  hostsOf(...[trading.PAPER, trading.LIVE, data].flatMap(({ rest, stream }) => [rest, stream]))
