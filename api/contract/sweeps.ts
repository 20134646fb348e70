import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { BotSettings, Decimal } from "@tradetower/domain"
import { BacktestSettings, jobFields, stretch } from "./backtest-view.ts"
import { SignedIn } from "./middleware.ts"
import { pageLimit } from "./paging.ts"
import { CannotWork, Conflict, NotFound } from "./problem.ts"

/** The most sets of settings a sweep may have: all combinations of its axes. */
export const MAX_SETS = 10_000

/** A numeric setting over a range: `from`, `from + step`, ... up to `to`. */
export const SweepAxis = Schema.Struct({
  /** Its name in the settings; a part of a part with a dot: `start.percent`. */
  field: Schema.String,
  from: Decimal,
  to: Decimal,
  step: Decimal
}).annotate({ identifier: "SweepAxis" })
export type SweepAxis = typeof SweepAxis.Type

/** What sets are ranked by. */
export const SweepMeasure = Schema.Literals(["PERCENT", "SHARPE", "CALMAR", "DRAWDOWN"])
export type SweepMeasure = typeof SweepMeasure.Type

export const NewSweep = Schema.Struct({
  ...stretch,
  /** Where the axes say nothing. */
  settings: BotSettings,
  axes: Schema.Array(SweepAxis).check(Schema.isMinLength(1)),
  options: Schema.optionalKey(BacktestSettings),
  /** Default PERCENT. */
  measure: Schema.optionalKey(SweepMeasure)
}).annotate({ identifier: "NewSweep" })
export type NewSweep = typeof NewSweep.Type

export const SweepView = Schema.Struct({
  ...jobFields,
  axes: Schema.Array(SweepAxis),
  measure: SweepMeasure,
  /** How many sets there are, and how many are done. */
  sets: Schema.Int,
  done: Schema.Int,
  /** When the last third begins, which sets are not ranked by (ms, UTC). */
  heldOutFrom: Schema.Int
}).annotate({ identifier: "Sweep" })
export type SweepView = typeof SweepView.Type

/** What a set did over a part of the candles; percents of the investment. */
const Part = Schema.Struct({
  percent: Decimal,
  maxDrawdownPercent: Decimal,
  sharpe: Schema.optionalKey(Decimal),
  calmar: Schema.optionalKey(Decimal),
  fills: Schema.Int
})

/** One set of settings that was tried. */
export const SweepSetView = Schema.Struct({
  /** 1 is the best over the first two thirds. */
  rank: Schema.Int,
  /** Its place by the last third alone: far from `rank` means the rank is chance. */
  heldOutRank: Schema.Int,
  /** One value for each axis, in their order. */
  values: Schema.Array(Decimal),
  settings: BotSettings,
  /** The first two thirds. */
  fitted: Part,
  /** The last third, begun anew. */
  heldOut: Part
}).annotate({ identifier: "SweepSet" })
export type SweepSetView = typeof SweepSetView.Type

export const SweepResultView = Schema.Struct({
  sweep: SweepView,
  /** Best first, as many as asked for. */
  sets: Schema.Array(SweepSetView),
  /** How many sets could not work on this market, with the first reason. */
  refused: Schema.Int,
  refusal: Schema.optionalKey(Schema.String),
  /** How the ranks of the two parts agree, -1 to 1 (Spearman); near 0 the best is luck. */
  agreement: Schema.optionalKey(Schema.Finite),
  /** What is to be said about overfitting, in words. */
  warning: Schema.String
}).annotate({ identifier: "SweepResult" })
export type SweepResultView = typeof SweepResultView.Type

/** A measure over two axes; where there are more, the best over the others. */
export const HeatMap = Schema.Struct({
  measure: SweepMeasure,
  x: Schema.Struct({ field: Schema.String, values: Schema.Array(Decimal) }),
  y: Schema.Struct({ field: Schema.String, values: Schema.Array(Decimal) }),
  /** `fitted[row of y][column of x]`; null where no set could work. */
  fitted: Schema.Array(Schema.Array(Schema.NullOr(Schema.Finite))),
  heldOut: Schema.Array(Schema.Array(Schema.NullOr(Schema.Finite)))
}).annotate({ identifier: "HeatMap" })
export type HeatMap = typeof HeatMap.Type

const params = { sweepId: Schema.String }
const summary = (text: string) => OpenApi.annotations({ summary: text })

/** Many backtests over the same candles, each with other settings. */
export class SweepsGroup extends HttpApiGroup.make("sweeps")
  .add(
    HttpApiEndpoint.get("list", "/", { query: { limit: pageLimit }, success: Schema.Array(SweepView) }).annotateMerge(
      summary("Your sweeps, newest first")
    ),
    HttpApiEndpoint.post("start", "/", {
      payload: NewSweep,
      success: SweepView.pipe(HttpApiSchema.status(202)),
      error: [CannotWork, NotFound]
    }).annotateMerge(summary(`Try all combinations of some settings, ${MAX_SETS} at the most`)),
    HttpApiEndpoint.get("get", "/:sweepId", { params, success: SweepView, error: NotFound }).annotateMerge(
      summary("One sweep and how far it is")
    ),
    HttpApiEndpoint.get("result", "/:sweepId/result", {
      params,
      query: { limit: pageLimit },
      success: SweepResultView,
      error: [NotFound, Conflict]
    }).annotateMerge(summary("The sets of a sweep that is done, best first, with the held-out third beside")),
    HttpApiEndpoint.get("map", "/:sweepId/map", {
      params,
      query: {
        /** Field across; default the first axis. */
        x: Schema.optionalKey(Schema.String),
        /** Field down; default the second axis. */
        y: Schema.optionalKey(Schema.String),
        measure: Schema.optionalKey(SweepMeasure)
      },
      success: HeatMap,
      error: [NotFound, Conflict, CannotWork]
    }).annotateMerge(summary("A measure over two axes as a matrix")),
    HttpApiEndpoint.post("cancel", "/:sweepId/cancel", {
      params,
      success: SweepView,
      error: [NotFound, Conflict]
    }).annotateMerge(summary("Cancel a sweep that is not done")),
    HttpApiEndpoint.delete("remove", "/:sweepId", {
      params,
      success: HttpApiSchema.NoContent,
      error: NotFound
    }).annotateMerge(summary("Delete a sweep with its result; one under way is cancelled"))
  )
  .middleware(SignedIn)
  .prefix("/sweeps")
  .annotateMerge(OpenApi.annotations({ title: "Sweeps", description: "Settings over ranges, ranked." })) {}
