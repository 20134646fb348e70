import type { Decimal } from "../number/decimal.ts"
import { ExchangeId, type Instrument, Symbol } from "./instrument.ts"

/** What the paper exchange charges: about the middle of the large crypto exchanges; stock brokers charge no commission. */
const fees = {
  CRYPTO: { makerFeeRate: "0.001", takerFeeRate: "0.002" },
  EQUITY: { makerFeeRate: "0", takerFeeRate: "0" }
} as const

const COMMA = 44
const NEW_LINE = 10
const POINT = 46
const ONE = 49
const NINE = 57

/** The most decimals in use (trailing zeros don't count) in the prices, and in the volumes. One pass over the text. */
const decimalsUsed = (csv: string): { readonly prices: number; readonly volumes: number } => {
  let prices = 0
  let volumes = 0
  let column = 0
  let point = -1
  for (let position = csv.indexOf("\n") + 1; position < csv.length; position++) {
    const code = csv.charCodeAt(position)
    if (code === COMMA || code === NEW_LINE) {
      column = code === COMMA ? column + 1 : 0
      point = -1
    } else if (code === POINT) point = position
    else if (point >= 0 && code >= ONE && code <= NINE) {
      const used = position - point
      if (column >= 1 && column <= 4) {
        if (used > prices) prices = used
      } else if (column === 5 && used > volumes) volumes = used
    }
  }
  return { prices, volumes }
}

const step = (decimals: number): Decimal => (decimals === 0 ? "1" : `0.${"0".repeat(decimals - 1)}1`) as Decimal

/**
 * Guesses the instrument of a file of candles from its numbers: the tick is the finest decimal seen in a price (at
 * least a cent for stocks). Where every volume is a whole number it is a stock, traded in whole shares; else it is
 * crypto, traded down to 0.00000001. Fees are the paper exchange's own.
 */
export const inferInstrument = (symbol: string, csv: string): Instrument => {
  const { prices, volumes } = decimalsUsed(csv)
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
