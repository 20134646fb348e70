import { existsSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { Effect, Option } from "effect"
import { VenueId, type Instrument, type InstrumentChoice, Symbol } from "@tradetower/domain/market"
import { COINBASE, paperMarkets, REPLAY, SIMULATED } from "@tradetower/execution"
import {
  type ArchiveName,
  archivedSpan,
  candleSetId,
  CandleSets,
  HISTORY,
  historyArchive,
  marketArchive,
  Markets,
  readSeries
} from "@tradetower/platform"
import { blobsOf, home, lookAt } from "@tradetower/platform/embedded"
import { wrong } from "./command-line.ts"
import type { Candles } from "./candles.ts"
import { feesIn } from "./fees-in.ts"

/** Whose candles are meant where none is named: those of the world itself. */
const venues = [COINBASE, SIMULATED, REPLAY]

/** The newest world of a folder that has been used. */
const newestWorld = (home: string): string | undefined => {
  if (!existsSync(home)) return undefined
  const worlds = readdirSync(home).filter((name) => existsSync(join(home, name, "blobs")))
  const used = (name: string) => statSync(join(home, name)).mtimeMs
  return worlds.sort((a, b) => used(b) - used(a))[0]
}

/** What a world's folder counts a market's candles in: as it trades there, or as they were fetched. */
const keptInstrument = (folder: string, archive: ArchiveName, venue: string, symbol: string) =>
  lookAt(folder, Markets, venue, symbol)?.instrument ??
  lookAt(folder, CandleSets, archive, candleSetId(Symbol.make(symbol), "1m"))?.instrument

const rules = (instrument: Instrument): string =>
  `tick ${instrument.tickSize}, lot ${instrument.lotSize}, fees ${feesIn(instrument)}`

/** The 1-minute candles a world's archive has of a market, as its folder counts them, else as said or assumed. */
export const openArchive = async (
  name: string,
  world: string | undefined,
  { lotSize, tickSize }: InstrumentChoice = {}
): Promise<Candles> => {
  const [symbol = name, named] = name.split("/").toReversed()
  const chosen = world ?? newestWorld(home())
  if (chosen === undefined)
    throw wrong(`--candles ${name} is no file, and there is no archive in ${home()} yet: start the system once`)
  const folder = join(home(), chosen)
  const venue = named ?? venues.find((one) => keptInstrument(folder, marketArchive(one), one, symbol)) ?? SIMULATED
  const archive = venue === HISTORY ? historyArchive : marketArchive(VenueId.make(venue))
  const kept = keptInstrument(folder, archive, venue, symbol)
  const known = paperMarkets(VenueId.make(venue))
  const listed = kept ?? known.find((one) => one.symbol === symbol)
  if (listed === undefined)
    throw wrong(
      `--candles ${name} is neither a file nor a market of the archive (${known.map((one) => one.symbol).join(", ")}): ` +
        `for another pair give a file of its candles, such as --candles ${symbol}.csv`
    )
  if (kept !== undefined && (tickSize ?? lotSize) !== undefined)
    throw wrong(
      `${chosen} counts candles of ${name} with tick ${kept.tickSize} and lot ${kept.lotSize}: leave out --tick and --lot, ` +
        "or give a file of its candles"
    )
  const instrument: Instrument = {
    ...listed,
    ...(tickSize !== undefined && { tickSize }),
    ...(lotSize !== undefined && { lotSize, minQuantity: lotSize })
  }
  const told =
    kept === undefined
      ? `${chosen} does not say what ${name} is counted in: taken are ${rules(instrument)}; --tick, --lot and --fees set it otherwise`
      : `${name} as ${chosen} keeps it: ${rules(instrument)}; --fees sets the fees otherwise`
  const of = [archive, Symbol.make(symbol)] as const
  const found = Effect.gen(function* () {
    const span = yield* archivedSpan(...of)
    return Option.isNone(span) ? undefined : yield* readSeries(...of, span.value.from, span.value.to)
  })
  const series = await Effect.runPromise(Effect.provide(found, blobsOf(join(home(), chosen, "blobs"))))
  if (series === undefined) throw wrong(`the archive of ${chosen} in ${home()} has no candles of ${name}`)
  return { instrument, series, source: `${name}, archive of ${chosen}`, told: [told] }
}
