import { BrokerUnavailable } from "@tradetower/platform"
import type { ExchangeUnavailable } from "../unavailable.ts"

/** Why a key could not be tried, and when it may be again. */
export const notTried = ({ message, retryAfter }: ExchangeUnavailable): BrokerUnavailable =>
  new BrokerUnavailable({ message, ...(retryAfter !== undefined && { retryAfter }) })
