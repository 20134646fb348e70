import type { Market } from "./contract.ts"

/** Bitcoin as the paper exchange lists it. */
export const bitcoin: Market["instrument"] = {
  venue: "simulated",
  symbol: "BTC-USD",
  base: "BTC",
  quote: "USD",
  kind: "SPOT",
  assetClass: "CRYPTO",
  tickSize: "0.01",
  lotSize: "0.00000001",
  minQuantity: "0.00000001",
  minNotional: "1",
  makerFeeRate: "0.001",
  takerFeeRate: "0.002",
  feeAsset: "QUOTE",
  maxOpenOrders: 500
}
