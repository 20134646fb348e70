import { Schema } from "effect"
import { Instrument, Symbol, Timeframe } from "@tradetower/domain/market"
import { ArchiveName } from "../candles/archive-name.ts"
import { container } from "../ports/container.ts"

/** What the numbers of an archived series count, where no market on offer tells: of downloads and imported files. */
export const CandleSets = container(
  "CandleSets",
  Schema.Struct({
    /** `{symbol}:{timeframe}` */
    id: Schema.String,
    /** Where the archive keeps it. */
    archive: ArchiveName,
    symbol: Symbol,
    timeframe: Timeframe,
    instrument: Instrument,
    updatedAt: Schema.Int
  })
)
export type CandleSet = (typeof CandleSets)["schema"]["Type"]
/** The id of a series' record. */
export const candleSetId = (symbol: Symbol, timeframe: Timeframe): string => `${symbol}:${timeframe}`
