import { Schema } from "effect"
import { VenueId, Instrument, PriceFeed, Symbol, TradingStatus } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { container } from "../ports/container.ts"

/** An instrument on offer and where its price comes from; written by execution, read by everyone. */
export const Markets = container(
  "Markets",
  Schema.Struct({
    /** The symbol. */
    id: Symbol,
    venue: VenueId,
    instrument: Instrument,
    /** Counts how often its rules changed; absent: never. */
    version: Schema.optionalKey(Schema.Int),
    /** Its prices are to come. Absent: nobody needs them now, and what is said here is of before. */
    followed: Schema.optionalKey(Schema.Literal(true)),
    /** It is followed only while somebody needs it. */
    onDemand: Schema.optionalKey(Schema.Literal(true)),
    source: Schema.Literals(["LIVE", "SIMULATED", "REPLAY"]),
    /** What its prices are, where they are not the whole market's as it trades. */
    feed: Schema.optionalKey(PriceFeed),
    connected: Schema.Boolean,
    /** In words when not connected, or where the prices come from. */
    note: Schema.String,
    lastPrice: Schema.optionalKey(Decimal),
    /** Market time of the last price. */
    lastPriceAt: Schema.optionalKey(Schema.Int),
    /** Which orders it takes now, when not all. */
    trading: Schema.optionalKey(TradingStatus),
    /**
     * Up to when (market time) all candles that are wanted of it are in the archive, for who listens to its venue and
     * does not record it. Absent: not known.
     */
    keptUntil: Schema.optionalKey(Schema.Int),
    /** While its past is still being fetched: how much of it is there, and how many of the newest days without a gap. */
    past: Schema.optionalKey(Schema.Struct({ percent: Schema.Int, days: Schema.Finite }))
  })
)
export type MarketRecord = (typeof Markets)["schema"]["Type"]
