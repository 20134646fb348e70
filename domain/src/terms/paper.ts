import type { BrokerTerms, Terms } from "./terms.ts"

/** The paper exchange as it is when it is nobody's double: kinder than any broker. */
export const kind: Terms = {
  title: "The paper exchange",
  takes: { MARKET: ["GTC", "DAY", "IOC"], LIMIT: ["GTC", "DAY", "IOC"], STOP: ["GTC", "DAY", "IOC"] },
  nativeStop: "MARKET",
  stopBesideOpposite: true,
  stopBesideExits: "BESIDE",
  reduceOnly: true,
  postOnly: true,
  netting: false,
  cancelMany: Infinity,
  leverage: "ORDER",
  marginTypes: ["ISOLATED", "CROSS"],
  deduplicates: true,
  // As ever: what closes a position waits for the regular session.
  sessions: ["CORE"]
}

export const paper: BrokerTerms = {
  title: kind.title,
  of: { STOCK: kind, CRYPTO: kind, FUTURES: kind },
  without: {}
}
