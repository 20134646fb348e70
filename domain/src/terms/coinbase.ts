import type { Decimal } from "../number/decimal.ts"
import type { BrokerTerms, Terms } from "./terms.ts"

const d = (text: string): Decimal => text as Decimal

/** What holds at Coinbase for coins and futures alike. */
const both = {
  title: "Coinbase",
  takes: { MARKET: ["IOC"], LIMIT: ["GTC", "IOC"], STOP: ["GTC"] },
  // No stop at market exists: `stop_limit_stop_limit_gtc`.
  nativeStop: "LIMIT",
  stopBesideOpposite: true,
  // Each sale holds the coins; `trigger_bracket_gtc` has one hold for both.
  stopBesideExits: "OCO",
  // Only at its exchange outside the US.
  reduceOnly: false,
  postOnly: true,
  cancelMany: 100,
  deduplicates: true,
  sessions: ["CORE"]
} as const satisfies Partial<Terms>

/** Coinbase Advanced Trade, API of November 2026; futures of its US exchange (CFM). */
export const coinbase: BrokerTerms = {
  title: both.title,
  of: {
    CRYPTO: {
      ...both,
      // Coins are in a wallet: a run sells what it bought, nothing is netted.
      netting: false,
      leverage: "NONE",
      marginTypes: [],
      // The first tier, as last documented.
      fees: { makerRate: d("0.004"), takerRate: d("0.006"), asset: "QUOTE" }
    },
    FUTURES: {
      ...both,
      // Whole contracts.
      fractions: { MARKET: [], LIMIT: [], STOP: [] },
      netting: true,
      // Not settable. Overnight margin was 24.6 % of a long and 30.6 % of a short: three times is backed either way.
      leverage: "ACCOUNT",
      maxLeverage: 3,
      marginTypes: ["CROSS"]
    }
  },
  without: { STOCK: "has no stocks over its API" }
}
