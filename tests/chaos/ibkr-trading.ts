import { Effect } from "effect"
import type { Exchange } from "@tradetower/execution"
import { type IbkrAddresses, IbkrPace, Pace, publishedLimits } from "@tradetower/execution/ibkr"
import { atBroker } from "./broker-trading.ts"

/** A life there is shorter than the broker's own limits let an account begin in. */
const pace = new IbkrPace({
  ...publishedLimits,
  all: { requests: 400, within: 1_000, kept: 100 },
  candles: { requests: 400, within: 1_000, kept: 0 },
  each: { orders: 50, trades: 50, accounts: 50, tickle: 20 }
})

/** Interactive Brokers where it is played, at a pace that a short life allows. */
export const hurriedAtIbkr = (at: string, seen: (exchange: Exchange) => Exchange) => {
  // The shape is that of our own process.
  const { ahead, ...ibkr } = JSON.parse(at) as IbkrAddresses & { readonly ahead: number }
  return atBroker(
    { ibkr },
    (exchange) =>
      seen({ ...exchange, open: (connection) => Effect.provideService(exchange.open(connection), Pace, pace) }),
    ahead
  )
}
