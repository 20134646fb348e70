import { Effect, Option } from "effect"
import { gapsWhileOpen } from "@tradetower/domain/calendar"
import { timeframeMillis } from "@tradetower/domain/market"
import { type CatalogueEntry, IMPORT, shownVenue } from "@tradetower/platform"
import { CurrentPrincipal, type SeriesView } from "../../../contract/index.ts"
import { gapsView } from "../../backtest/job-views.ts"
import { readMarket } from "../exchanges/market-store.ts"
import { instrumentOf } from "../../backtest/series-of.ts"

/** Candles that are kept, as the trader sees them; nothing of those that are somebody else's. */
export const seriesView = Effect.fnUntraced(function* (entry: CatalogueEntry) {
  const { tenantId } = yield* CurrentPrincipal
  const venue = shownVenue(tenantId, entry.archive)
  if (venue === undefined) return Option.none<SeriesView>()
  const { count, from, gaps, symbol, timeframe, to } = entry
  const instrument = yield* instrumentOf(tenantId, venue, symbol, timeframe)
  const offered = yield* readMarket(venue, symbol)
  const origin = venue === IMPORT ? "IMPORT" : Option.isSome(offered) ? "MARKET" : "DOWNLOAD"
  return Option.map(instrument, (known): SeriesView => ({
    venue,
    symbol,
    timeframe,
    origin,
    from,
    to,
    count,
    gaps: gapsView(gapsWhileOpen(known, gaps, timeframeMillis[timeframe])),
    instrument: known
  }))
})
