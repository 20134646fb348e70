import { Schema } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { VenueId, Instrument, Symbol, Timeframe } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { SweepAxis, SweepRanking, TradingCosts } from "@tradetower/domain/simulation"
import { BotSettings } from "@tradetower/domain/strategy"
import { container } from "../ports/container.ts"

/** What every job has. Times are wall clock. */
const job = {
  id: Schema.String,
  tenantId: TenantId,
  createdAt: Schema.Int,
  state: Schema.Literals(["QUEUED", "RUNNING", "DONE", "FAILED", "CANCELLED"]),
  /** 0 to 1. */
  progress: Schema.Finite,
  startedAt: Schema.optionalKey(Schema.Int),
  endedAt: Schema.optionalKey(Schema.Int),
  /** Why it failed, in words. */
  failure: Schema.optionalKey(Schema.String),
  /** Whoever works on it stops at the next look. */
  cancelRequested: Schema.Boolean
}

/** What is run over candles: `from` and `to` (ms, UTC) are within what was there when it was asked for. */
const run = {
  ...job,
  venue: VenueId,
  symbol: Symbol,
  timeframe: Timeframe,
  from: Schema.Int,
  to: Schema.Int,
  instrument: Instrument,
  settings: BotSettings,
  options: TradingCosts
}

const Backtest = Schema.Struct({
  ...run,
  kind: Schema.Literal("BACKTEST"),
  /** Of the result, which is a blob. */
  headline: Schema.optionalKey(
    Schema.Struct({
      total: Decimal,
      totalPercent: Decimal,
      holdingPercent: Decimal,
      drawdownPercent: Decimal,
      fills: Schema.Int
    })
  )
})
export type BacktestRecord = typeof Backtest.Type

const Sweep = Schema.Struct({
  ...run,
  kind: Schema.Literal("SWEEP"),
  axes: Schema.Array(SweepAxis),
  by: SweepRanking,
  sets: Schema.Int,
  done: Schema.Int,
  heldOutFrom: Schema.Int
})
export type SweepRecord = typeof Sweep.Type

const Download = Schema.Struct({
  ...job,
  kind: Schema.Literal("DOWNLOAD"),
  /** From where; absent in those written before there was a choice: Coinbase. */
  venue: Schema.optionalKey(VenueId),
  symbol: Symbol,
  from: Schema.Int,
  to: Schema.Int,
  /** Everything before this is there (ms, UTC): where it goes on after an interruption. */
  reached: Schema.Int,
  /** Candles that came. */
  candles: Schema.Int,
  /** The newest message that was worked on, and who works on it now: whoever is neither stops. */
  part: Schema.optionalKey(Schema.Int),
  worker: Schema.optionalKey(Schema.String),
  /** Why it waits, in words; absent while it goes on. */
  waiting: Schema.optionalKey(Schema.String),
  /** How long the rest will take at the pace of late, ms. */
  remaining: Schema.optionalKey(Schema.Int)
})
export type DownloadRecord = typeof Download.Type

/** Backtests, sweeps and downloads of candles: what was asked for and how far it is. Results are blobs. */
export const Backtests = container("Backtests", Schema.Union([Backtest, Sweep, Download]))
export type JobRecord = (typeof Backtests)["schema"]["Type"]

/** What a job's message says: which one. Everything else is in its record. */
export const JobMessage = Schema.Struct({ tenantId: TenantId, id: Schema.String, part: Schema.Int })
export type JobMessage = typeof JobMessage.Type
