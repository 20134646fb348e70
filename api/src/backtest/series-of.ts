import { Effect, Option } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { type VenueId, type Instrument, type Symbol, type Timeframe, timeframeMillis } from "@tradetower/domain/market"
import {
  archiveOf,
  type CandleSet,
  candleSetId,
  CandleSets,
  catalogueEntry,
  readSeries,
  Store
} from "@tradetower/platform"
import { CannotWork, CurrentPrincipal, NotFound } from "../../contract/index.ts"
import { readMarket } from "../http/exchanges/market-store.ts"

const DAY = 86_400_000

/** A stretch of a series as it was asked for. */
export interface Asked {
  readonly venue: VenueId
  readonly symbol: Symbol
  readonly timeframe?: Timeframe
  readonly from?: number
  readonly to?: number
  readonly days?: number
}

/** What an archived series' numbers count: its market's instrument, or what was noted when it was brought in. */
export const instrumentOf = Effect.fnUntraced(function* (
  tenantId: TenantId,
  venue: VenueId,
  symbol: Symbol,
  timeframe: Timeframe
) {
  const offered = yield* readMarket(venue, symbol)
  if (Option.isSome(offered)) return Option.some<Instrument>(offered.value.instrument)
  const store = yield* Store
  const key = { archive: archiveOf(tenantId, venue) }
  const set = yield* store.read(CandleSets, key, candleSetId(symbol, timeframe))
  return Option.map(set, ({ value }: { readonly value: CandleSet }) => value.instrument)
})

const dated = (at: number): string => new Date(at).toISOString().slice(0, 16).replace("T", " ")

/** The candles asked for, narrowed to what is there; refuses a series that isn't, or a time without candles. */
export const stretchOf = Effect.fnUntraced(function* (asked: Asked) {
  const { tenantId } = yield* CurrentPrincipal
  const { days, venue, symbol, timeframe = "1m" } = asked
  const kept = archiveOf(tenantId, venue)
  const entry = yield* catalogueEntry(kept, symbol, timeframe)
  const instrument = yield* instrumentOf(tenantId, venue, symbol, timeframe)
  if (Option.isNone(entry) || Option.isNone(instrument))
    return yield* new NotFound({
      detail: `There are no candles of ${symbol} at ${venue} (${timeframe}). Download or import them first.`
    })
  const there = entry.value
  if (asked.from !== undefined && asked.to !== undefined && asked.from >= asked.to) {
    const message = `the start, ${dated(asked.from)}, must be before the end, ${dated(asked.to)} UTC`
    return yield* new CannotWork({ detail: message, errors: [{ field: "from", message }] })
  }
  const to = Math.min(there.to, asked.to ?? there.to)
  const from = Math.max(there.from, asked.from ?? (days === undefined ? there.from : to - days * DAY))
  if (from >= to) {
    const message = `there are candles from ${dated(there.from)} to ${dated(there.to)} UTC: choose a time within`
    return yield* new CannotWork({ detail: message, errors: [{ field: "from", message }] })
  }
  return { tenantId, kept, venue, symbol, timeframe, from, to, there, instrument: instrument.value }
})
export type Stretch = Effect.Success<ReturnType<typeof stretchOf>>

/** A month has the first candle for sure, unless nothing was traded for that long. */
const LOOK = 31 * DAY

/** The price at which trading would begin. */
export const firstPrice = Effect.fnUntraced(function* ({ from, kept, symbol, timeframe, to }: Stretch) {
  const until = Math.min(to, from + Math.max(LOOK, timeframeMillis[timeframe]))
  const series = yield* readSeries(kept, symbol, from, until, timeframe)
  return series.open[0]
})
