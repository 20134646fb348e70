import { type Instrument, perpetualOf, Symbol, type VenueId } from "@tradetower/domain/market"
import type { Decimal } from "@tradetower/domain/number"
import type { Venue } from "../../venues/venue.ts"
import { SIMULATED } from "../../venues/venue-ids.ts"
import type { Simulated } from "../../venues/simulated/simulated-venue.ts"

/** Rules as at a large crypto exchange; the fees are what an ordinary account pays. */
const listed = (venue: VenueId, base: string): Instrument => ({
  venue,
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

/** The spot pairs whose perpetuals the paper exchange lists; of a recording its one market, unless it is a stock. */
export const hasPerpetual = ({ assetClass, base, kind }: Instrument, source: Venue["source"]): boolean =>
  kind === "SPOT" && assetClass === "CRYPTO" && (source === "REPLAY" || base === "BTC" || base === "ETH")

/** The spot pairs that a venue lists for paper accounts, where it doesn't replay a recording. */
export const paperInstruments = (venue: VenueId): ReadonlyArray<Instrument> =>
  ["BTC", "ETH", "SOL"].map((base) => listed(venue, base))

/** The same with the perpetuals that follow them: what the archive of a live or simulated market keeps. */
export const paperMarkets = (venue: VenueId): ReadonlyArray<Instrument> => {
  const spots = paperInstruments(venue)
  return [...spots, ...spots.filter((spot) => hasPerpetual(spot, "SIMULATED")).map(perpetualOf)]
}

/** The spot pairs made up: where each stands and how much it moves when nobody has real prices. */
export const paperSimulations: ReadonlyArray<Simulated> = [
  { instrument: listed(SIMULATED, "BTC"), price: "92000", dailyVolatilityPercent: 3 },
  { instrument: listed(SIMULATED, "ETH"), price: "3100", dailyVolatilityPercent: 4 },
  { instrument: listed(SIMULATED, "SOL"), price: "140", dailyVolatilityPercent: 5 }
]
