import { type Decimal, ExchangeId, type Instrument, Symbol } from "@tradetower/domain"
import type { MarketData } from "../exchange.ts"
import type { Simulated } from "../market-data/simulated-source.ts"

/** The exchange that is always there. */
export const PAPER = ExchangeId.make("paper")

/** Rules as at a large crypto exchange; the fees are what an ordinary account pays. */
const listed = (base: string): Instrument => ({
  exchange: PAPER,
  symbol: Symbol.make(`${base}-USD`),
  base,
  quote: "USD",
  kind: "SPOT",
  assetClass: "CRYPTO",
  tickSize: "0.01" as Decimal,
  lotSize: "0.00000001" as Decimal,
  minQuantity: "0.00000001" as Decimal,
  minNotional: "1" as Decimal,
  makerFeeRate: "0.001" as Decimal,
  takerFeeRate: "0.002" as Decimal,
  feeAsset: "QUOTE",
  maxOpenOrders: 500
})

const bitcoin = listed("BTC")
const ether = listed("ETH")
const solana = listed("SOL")

/** What a perpetual of a spot pair is called. */
const perpetualSymbol = (spot: Instrument) => Symbol.make(`${spot.base}-PERP`)

/** A perpetual future that follows a spot pair's price, with the rules and fees of a large crypto exchange. */
export const perpetualOf = (spot: Instrument): Instrument => ({
  ...spot,
  symbol: perpetualSymbol(spot),
  kind: "FUTURES",
  makerFeeRate: "0.0002" as Decimal,
  takerFeeRate: "0.0005" as Decimal,
  feeAsset: "QUOTE",
  futures: { maxLeverage: 125, fundingHours: 8, fundingRate: "0.0001" as Decimal }
})

/** The spot pairs whose perpetuals the paper exchange lists; of a recording its one market, unless it is a stock. */
export const hasPerpetual = ({ assetClass, base, kind }: Instrument, source: MarketData["source"]): boolean =>
  kind === "SPOT" && assetClass === "CRYPTO" && (source === "REPLAY" || base === "BTC" || base === "ETH")

/** What the paper exchange lists, where it doesn't replay a recording. */
export const paperInstruments: ReadonlyArray<Instrument> = [bitcoin, ether, solana]

/** The same made up: where each stands and how much it moves when nobody has real prices. */
export const paperSimulations: ReadonlyArray<Simulated> = [
  { instrument: bitcoin, price: "92000", dailyVolatilityPercent: 3 },
  { instrument: ether, price: "3100", dailyVolatilityPercent: 4 },
  { instrument: solana, price: "140", dailyVolatilityPercent: 5 }
]
