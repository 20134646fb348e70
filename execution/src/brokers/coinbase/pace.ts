import { Context } from "effect"
import { type Limit, RequestPace } from "../../wire/request-pace.ts"

/**
 * What one key may ask for: at most ten a second and 10,000 an hour, of which a third is kept for what is urgent. Public
 * are only these; the headers of a real key have not been seen.
 */
export const accountLimits: ReadonlyArray<Limit> = [
  { requests: 8, within: 1_000, burst: 3, urgent: 2 },
  { requests: 6_000, within: 3_600_000, burst: 1_000, urgent: 3_000 }
]

/** How fast each account asks. */
export const AccountLimits = Context.Reference<ReadonlyArray<Limit>>("@tradetower/execution/CoinbaseAccountLimits", {
  defaultValue: () => accountLimits
})

/** How fast this process opens sockets there: eight a second may be opened from an address, all accounts together. */
export const SocketPace = Context.Reference<RequestPace>("@tradetower/execution/CoinbaseSocketPace", {
  defaultValue: () => new RequestPace([{ requests: 6, within: 1_000, burst: 1 }])
})
