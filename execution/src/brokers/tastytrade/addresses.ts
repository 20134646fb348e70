import type { Environment } from "@tradetower/domain/connection"
import { hostsOf } from "@tradetower/platform/wire/allowed"

/** Where tastytrade is. Its two kinds of money know nothing of each other: clients, grants and accounts are of one alone. */
export interface TastytradeAddresses {
  readonly trading: Readonly<
    Record<
      Environment,
      {
        readonly rest: string
        readonly stream: string
        /** Which version of its API is asked for (`Accept-Version`); absent: whichever it serves. */
        readonly version?: string
      }
    >
  >
  /** Which hosts its market data may be at, by the end of their names: the address itself comes with each token. */
  readonly quotes: string
}

/** From October 2026 on: lists of orders are asked for with when they begin. */
const VERSION = "20261012"

export const tastytradeAddresses: TastytradeAddresses = {
  trading: {
    PAPER: {
      rest: "https://api.cert.tastyworks.com",
      stream: "wss://streamer.cert.tastyworks.com",
      version: VERSION
    },
    LIVE: { rest: "https://api.tastyworks.com", stream: "wss://streamer.tastyworks.com", version: VERSION }
  },
  quotes: "dxfeed.com"
}

/** The only hosts that accounts are spoken to at. */
export const hostsAt = ({ trading }: TastytradeAddresses, environment: Environment): ReadonlyArray<string> => {
  const { rest, stream } = trading[environment]
  return hostsOf(rest, stream)
}

/** The host of market data that a token is for; undefined of one that is none of the broker's. */
export const quoteHost = ({ quotes }: TastytradeAddresses, url: string): string | undefined => {
  const host = URL.parse(url)?.host
  return host !== undefined && (host === quotes || host.endsWith(`.${quotes}`)) ? host : undefined
}
