import { Context } from "effect"
import { type Limit, RequestPace } from "../../wire/request-pace.ts"

/** A little below what Coinbase allows: ten public requests a second for an address, ten thousand an hour. */
export const publicLimits: ReadonlyArray<Limit> = [
  { requests: 8, within: 1_000, burst: 1, urgent: 1 },
  { requests: 9_000, within: 3_600_000, burst: 3_000, urgent: 500 }
]

/** The pace of all public requests of this process to Coinbase. */
export const CoinbasePace = Context.Reference<RequestPace>("@tradetower/execution/CoinbasePace", {
  defaultValue: () => new RequestPace(publicLimits)
})
