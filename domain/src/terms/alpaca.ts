import type { Decimal } from "../number/decimal.ts"
import type { BrokerTerms, FeeTier, Terms } from "./terms.ts"

const d = (text: string): Decimal => text as Decimal

/** Its tiers for coins, by what was traded in 30 days. */
const tiers: ReadonlyArray<FeeTier> = (
  [
    ["0", "0.0015", "0.0025"],
    ["100000", "0.0012", "0.0022"],
    ["500000", "0.001", "0.002"],
    ["1000000", "0.0008", "0.0018"],
    ["10000000", "0.0005", "0.0015"],
    ["25000000", "0.0002", "0.0013"],
    ["50000000", "0.0002", "0.0012"],
    ["100000000", "0", "0.001"]
  ] as const
).map(([from, makerRate, takerRate]) => ({ from: d(from), makerRate: d(makerRate), takerRate: d(takerRate) }))

/** What holds at Alpaca for stocks and coins alike. */
const both = {
  title: "Alpaca",
  // A market order, or a stop, is refused as a wash trade while a limit order of the other side rests on the symbol.
  stopBesideOpposite: false,
  // None: a sale beyond the position opens a short one where shorts are allowed.
  reduceOnly: false,
  // A limit order that crosses simply takes.
  postOnly: false,
  // One position an account and symbol; two bots on it block each other by the same rule.
  netting: true,
  // Its call for all orders takes back those of the trader and of other bots, too.
  cancelMany: 1,
  leverage: "NONE",
  marginTypes: [],
  // "client_order_id must be unique", ended orders included.
  deduplicates: true
} as const satisfies Partial<Terms>

/** Alpaca, API of November 2026. */
export const alpaca: BrokerTerms = {
  title: both.title,
  of: {
    STOCK: {
      ...both,
      takes: { MARKET: ["DAY", "IOC"], LIMIT: ["GTC", "DAY", "IOC"], STOP: ["GTC", "DAY"] },
      // Orders for a fraction of a share end with the day.
      fractions: { MARKET: ["DAY"], LIMIT: ["DAY"], STOP: ["DAY"] },
      fraction: { step: d("0.000000001"), least: d("1") },
      nativeStop: "MARKET",
      // A take-profit holds the shares; `order_class: "oco"` has both.
      stopBesideExits: "OCO",
      // `extended_hours` goes with limit orders only; stops are triggered in regular hours.
      sessions: ["CORE", "EXTENDED"],
      // Regulatory fees on sales are booked at the day's end.
      fees: { makerRate: d("0"), takerRate: d("0"), asset: "QUOTE" }
    },
    CRYPTO: {
      ...both,
      takes: { MARKET: ["GTC", "IOC"], LIMIT: ["GTC", "IOC"], STOP: ["GTC"] },
      // Only `stop_limit`.
      nativeStop: "LIMIT",
      // Every sale holds the coins, and there is no `oco` for them.
      stopBesideExits: "NONE",
      sessions: ["CORE"],
      // Taken from what is received.
      fees: { makerRate: d("0.0015"), takerRate: d("0.0025"), asset: "RECEIVED", tiers }
    }
  },
  without: { FUTURES: "has no futures for its customers" }
}
