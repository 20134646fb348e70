import type { Decimal } from "../number/decimal.ts"
import type { BrokerTerms, Terms } from "./terms.ts"

const d = (text: string): Decimal => text as Decimal

/** What holds at tastytrade for stocks and futures alike. */
const both = {
  title: "tastytrade",
  // `gtc_market_orders_not_supported`: an order at market is for the day.
  takes: { MARKET: ["DAY"], LIMIT: ["GTC", "DAY", "IOC"], STOP: ["GTC", "DAY"] },
  // Whole shares (fractions only by amount), whole contracts.
  fractions: { MARKET: [], LIMIT: [], STOP: [] },
  nativeStop: "MARKET",
  stopBesideOpposite: true,
  // Both close the same position: the second may be refused; a complex order of type OCO has both.
  stopBesideExits: "OCO",
  postOnly: false,
  netting: true,
  // One DELETE an order.
  cancelMany: 1,
  // The same identifier twice is two orders.
  deduplicates: false
} as const satisfies Partial<Terms>

/** tastytrade, API of November 2026. */
export const tastytrade: BrokerTerms = {
  title: both.title,
  of: {
    STOCK: {
      ...both,
      // `Sell to Close` with strict validation of the position's effect.
      reduceOnly: true,
      leverage: "NONE",
      marginTypes: [],
      // `GTC Ext` rests in extended hours, too.
      sessions: ["CORE", "EXTENDED"],
      // No commission; regulatory and clearing fees are cents, and come later.
      fees: { makerRate: d("0"), takerRate: d("0"), asset: "QUOTE" }
    },
    FUTURES: {
      ...both,
      // Actions are plain Buy and Sell.
      reduceOnly: false,
      leverage: "ACCOUNT",
      marginTypes: ["CROSS"],
      sessions: ["CORE"]
    }
  },
  without: { CRYPTO: "doesn't take crypto orders over its API at present" }
}
