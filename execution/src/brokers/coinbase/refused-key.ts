import { ExchangeUnavailable } from "../../unavailable.ts"

/** A key that Coinbase does not let in any more: no try mends that. */
export const refusedKey = (message: string): ExchangeUnavailable =>
  new ExchangeUnavailable({ message, retryable: false, cause: "REVOKED", needsUser: true })
