import type { Decimal } from "../number/decimal.ts"
import type { BrokerTerms, Terms } from "./terms.ts"

const d = (text: string): Decimal => text as Decimal

/** What holds at Interactive Brokers for stocks and futures alike. */
const both = {
  title: "Interactive Brokers",
  // A market order good till cancelled is sent for the day.
  takes: { MARKET: ["DAY", "IOC"], LIMIT: ["GTC", "DAY", "IOC"], STOP: ["GTC", "DAY"] },
  // Whole shares, whole contracts.
  fractions: { MARKET: [], LIMIT: [], STOP: [] },
  nativeStop: "MARKET",
  stopBesideOpposite: true,
  // A sale beyond the position opens a short one, and nothing is reduce-only: an OCA group, so that only one can fill.
  stopBesideExits: "OCO",
  reduceOnly: false,
  postOnly: false,
  netting: true,
  // The call for all orders takes back everything of the account.
  cancelMany: 1,
  // By the client's order id, for 24 hours.
  deduplicates: true,
  // Working orders a contract, side and account.
  maxOpenOrdersASide: 15
} as const satisfies Partial<Terms>

/** Interactive Brokers, Web API of November 2026. */
export const ibkr: BrokerTerms = {
  title: both.title,
  of: {
    STOCK: {
      ...both,
      leverage: "NONE",
      marginTypes: [],
      // `outsideRTH` with limit orders.
      sessions: ["CORE", "EXTENDED"],
      // Its fixed tariff.
      fees: {
        makerRate: d("0"),
        takerRate: d("0"),
        perUnit: d("0.005"),
        minimum: d("1"),
        mostRate: d("0.01"),
        asset: "QUOTE"
      }
    },
    FUTURES: {
      ...both,
      leverage: "ACCOUNT",
      marginTypes: ["CROSS"],
      sessions: ["CORE"],
      // Its own commission a contract; the exchange's comes on top.
      fees: { makerRate: d("0"), takerRate: d("0"), perUnit: d("0.85"), asset: "QUOTE" }
    }
  },
  without: { CRYPTO: "takes no stops for coins and buys them at market by amount only, so they are not offered here" }
}
