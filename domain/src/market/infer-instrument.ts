import type { Decimal } from "../number/decimal.ts"
import { ExchangeId, type Instrument, Symbol } from "./instrument.ts"

/** What the paper exchange charges: about the middle of the large crypto exchanges; stock brokers charge no commission. */
const fees = {
  CRYPTO: { makerFeeRate: "0.001", takerFeeRate: "0.002" },
  EQUITY: { makerFeeRate: "0", takerFeeRate: "0" }
} as const

const step = (decimals: number): Decimal => (decimals === 0 ? "1" : `0.${"0".repeat(decimals - 1)}1`) as Decimal

/**
 * The instrument of a file of candles, told by the most decimals in use in its prices and its volumes: the tick is the
 * finest decimal seen in a price (at least a cent for stocks). Where every volume is a whole number it is a stock,
 * traded in whole shares; else it is crypto, traded down to 0.00000001. Fees are the paper exchange's own.
 */
export const inferredInstrument = (
  symbol: string,
  { prices, volumes }: { readonly prices: number; readonly volumes: number }
): Instrument => {
  const wholeVolumes = volumes === 0
  const [base = symbol, quote = "USD"] = symbol.split("-")
  const assetClass = wholeVolumes ? "EQUITY" : "CRYPTO"
  const lotSize = step(wholeVolumes ? 0 : 8)
  return {
    exchange: ExchangeId.make("paper"),
    symbol: Symbol.make(symbol),
    base,
    quote,
    kind: "SPOT",
    assetClass,
    tickSize: step(Math.min(8, wholeVolumes ? Math.max(2, prices) : prices)),
    lotSize,
    minQuantity: lotSize,
    minNotional: "1" as Decimal,
    makerFeeRate: fees[assetClass].makerFeeRate as Decimal,
    takerFeeRate: fees[assetClass].takerFeeRate as Decimal,
    feeAsset: "QUOTE",
    maxOpenOrders: 500
  }
}
