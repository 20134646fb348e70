import { Effect, Option } from "effect"
import { gapsWhileOpen } from "@tradetower/domain/calendar"
import { ExchangeId, timeframeMillis } from "@tradetower/domain/market"
import { type CatalogueEntry, IMPORT, shownExchange } from "@tradetower/platform"
import { CurrentPrincipal, type SeriesView } from "../../../contract/index.ts"
import { gapsView } from "../../backtest/job-views.ts"
import { instrumentOf } from "../../backtest/series-of.ts"

const COINBASE = ExchangeId.make("coinbase")

/** Candles that are kept, as the trader sees them; nothing of those that are somebody else's. */
export const seriesView = Effect.fnUntraced(function* (entry: CatalogueEntry) {
  const { userId: tenantId } = yield* CurrentPrincipal
  const exchange = shownExchange(tenantId, entry.archive)
  if (exchange === undefined) return Option.none<SeriesView>()
  const { count, from, gaps, symbol, timeframe, to } = entry
  const instrument = yield* instrumentOf(tenantId, exchange, symbol, timeframe)
  const origin = exchange === IMPORT ? "IMPORT" : exchange === COINBASE ? "DOWNLOAD" : "MARKET"
  return Option.map(instrument, (known): SeriesView => ({
    exchange,
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
