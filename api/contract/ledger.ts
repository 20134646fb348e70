import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { Zone } from "@tradetower/domain/calendar"
import { ConnectionId, Environment, traded } from "@tradetower/domain/connection"
import { BotId, RunId } from "@tradetower/domain/ids"
import { LedgerEntry, LedgerSums } from "@tradetower/domain/ledger"
import { Symbol } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { Strategy } from "@tradetower/domain/strategy"
import { SignedIn } from "./middleware.ts"
import { moment, pageLimit } from "./paging.ts"
import { CannotWork, NotFound } from "./problem.ts"

/** What entries are added up by; days, months and years are those of `zone`. */
export const LedgerGrouping = Schema.Literals(["day", "month", "year", "bot", "pair", "strategy", "run", "connection"])
export type LedgerGrouping = typeof LedgerGrouping.Type

/** How a file of entries is written: for a spreadsheet, or as a tax program takes it. */
export const LedgerFormat = Schema.Literals(["plain", "koinly", "cointracking"])
export type LedgerFormat = typeof LedgerFormat.Type

/** Which entries: real and paper money are never together. `from` is the first moment (ms, UTC), `to` the first one after. */
const chosen = {
  environment: Schema.optionalKey(Environment),
  bot: Schema.optionalKey(BotId),
  run: Schema.optionalKey(RunId),
  symbol: Schema.optionalKey(Symbol),
  strategy: Schema.optionalKey(Strategy),
  connection: Schema.optionalKey(ConnectionId),
  from: moment,
  to: moment
}

/** What some entries come to, in one currency. */
const summed = {
  currency: Schema.String,
  ...LedgerSums.fields,
  /** profit - fees - funding. */
  net: Decimal
}
export const LedgerGroup = Schema.Struct({
  /** `2026-11-30`, `2026-11` or `2026`; a bot's, run's or connection's id; a pair; a strategy. */
  key: Schema.String,
  /** Of a run: whose, and since when. */
  bot: Schema.optionalKey(BotId),
  startedAt: Schema.optionalKey(Schema.Int),
  ...summed
}).annotate({ identifier: "LedgerGroup" })
export type LedgerGroup = typeof LedgerGroup.Type

export const LedgerTotal = Schema.Struct(summed).annotate({ identifier: "LedgerTotal" })
export type LedgerTotal = typeof LedgerTotal.Type

export const LedgerSumsView = Schema.Struct({
  groups: Schema.Array(LedgerGroup),
  /** All of them together, a currency each. */
  totals: Schema.Array(LedgerTotal),
  /** Between which moments (ms, UTC) they are: as asked for, else from the first entry to the last. Absent without any. */
  span: Schema.optionalKey(Schema.Struct({ from: Schema.Int, to: Schema.Int })),
  /** Runs whose newest entries are still to come, and up to when (ms) entries are there. */
  behind: Schema.optionalKey(Schema.Struct({ runs: Schema.Int, upTo: Schema.optionalKey(Schema.Int) }))
}).annotate({ identifier: "LedgerSumsView" })
export type LedgerSumsView = typeof LedgerSumsView.Type

/** One entry of the ledger. */
export const LedgerEntryView = Schema.Struct({
  id: Schema.String,
  at: Schema.Int,
  bot: BotId,
  run: RunId,
  ...traded,
  strategy: Strategy,
  base: Schema.String,
  quote: Schema.String,
  /** The position is a contract: its trades move no coins. */
  futures: Schema.Boolean,
  ...LedgerEntry.fields,
  /** profit - fees - funding. */
  net: Decimal
}).annotate({ identifier: "LedgerEntry" })
export type LedgerEntryView = typeof LedgerEntryView.Type

/** Where a page ended: what asks for the one after it. */
const after = Schema.optionalKey(Schema.String.check(Schema.isMaxLength(200)))

/** What was traded, what it made and what it cost. */
export class LedgerEndpoints extends HttpApiGroup.make("ledger")
  .add(
    HttpApiEndpoint.get("entries", "/entries", {
      query: { ...chosen, after, limit: pageLimit },
      success: Schema.Struct({ entries: Schema.Array(LedgerEntryView), after: Schema.optionalKey(Schema.String) }),
      error: NotFound
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Trades with fee and profit, and what else moved the books; newest first",
        description:
          "`after` of a page asks for the next one; there is none after the last. Paper money unless `environment` says LIVE. Profit is what the bot's own books realise: a ladder's cell counts against what that very cell bought, averaging against the average entry price."
      })
    ),
    HttpApiEndpoint.get("sums", "/sums", {
      query: { ...chosen, by: Schema.optionalKey(LedgerGrouping), zone: Schema.optionalKey(Zone) },
      success: LedgerSumsView,
      error: [NotFound, CannotWork]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Profit, fees and funding by day, month, year, bot, pair, strategy, run or connection",
        description:
          "By bot unless `by` says otherwise. Days begin at midnight of `zone` (default UTC). Whatever they are grouped by, they add up to what worth with positions at their cost changed by, less what was put in. At most 400 days at a time."
      })
    ),
    HttpApiEndpoint.get("file", "/file", {
      query: { ...chosen, format: Schema.optionalKey(LedgerFormat), after },
      success: Schema.Struct({
        /** Lines of CSV; the first page's begin with the names of the columns. */
        text: Schema.String,
        rows: Schema.Int,
        /** Up to which moment (ms) it has come, of all there is until `to`. */
        upTo: Schema.optionalKey(Schema.Int),
        after: Schema.optionalKey(Schema.String)
      }),
      error: NotFound
    }).annotateMerge(
      OpenApi.annotations({
        summary: "The same as CSV, oldest first, a part at a time: plain, or as Koinly and CoinTracking take it",
        description:
          "Plain unless `format` says otherwise, some 500 entries; `after` asks for the part after, until there is none. Put the parts one behind the other."
      })
    )
  )
  .middleware(SignedIn)
  .prefix("/ledger")
  .annotateMerge(OpenApi.annotations({ title: "Ledger" })) {}
