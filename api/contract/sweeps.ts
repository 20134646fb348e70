import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Decimal } from "@tradetower/domain/number"
import { SWEEP_LIMIT, SweepAxis, SweepRanking, SweepRow, TradingCosts } from "@tradetower/domain/simulation"
import { BotSettings } from "@tradetower/domain/strategy"
import { jobFields, stretch } from "./backtest-view.ts"
import { SignedIn } from "./middleware.ts"
import { pageLimit } from "./paging.ts"
import { CannotWork, Conflict, NotFound } from "./problem.ts"

export const NewSweep = Schema.Struct({
  ...stretch,
  /** Where the axes say nothing. */
  settings: BotSettings,
  axes: Schema.Array(SweepAxis).check(Schema.isMinLength(1), Schema.isMaxLength(20)),
  options: Schema.optionalKey(TradingCosts),
  /** What sets are ranked by; default RETURN. */
  by: Schema.optionalKey(SweepRanking)
}).annotate({ identifier: "NewSweep" })
export type NewSweep = typeof NewSweep.Type

export const SweepView = Schema.Struct({
  ...jobFields,
  axes: Schema.Array(SweepAxis),
  by: SweepRanking,
  /** How many sets there are, and how many are done. */
  sets: Schema.Int,
  done: Schema.Int,
  /** When the last third begins, which sets are not ranked by (ms, UTC). */
  heldOutFrom: Schema.Int
}).annotate({ identifier: "Sweep" })
export type SweepView = typeof SweepView.Type

/** One set of settings that was tried. */
export const SweepSetView = Schema.Struct({
  ...SweepRow.fields,
  /** 1 is the best over the first two thirds; sets that can't run have none. */
  rank: Schema.optionalKey(Schema.Int),
  /** Its place by the last third alone: far from `rank` means the rank is chance. */
  heldOutRank: Schema.optionalKey(Schema.Int),
  settings: BotSettings
}).annotate({ identifier: "SweepSet" })
export type SweepSetView = typeof SweepSetView.Type

export const SweepResultView = Schema.Struct({
  sweep: SweepView,
  /** Best first, as many as asked for; those that can't run last, with why. */
  sets: Schema.Array(SweepSetView),
  /** How many sets can't run on this market. */
  refused: Schema.Int,
  /** What is to be said about overfitting, in words. */
  warning: Schema.String
}).annotate({ identifier: "SweepResultView" })
export type SweepResultView = typeof SweepResultView.Type

/** What a heat map shows. */
export const SweepMeasure = Schema.Literals(["RETURN", "SHARPE", "RETURN_PER_DRAWDOWN", "DRAWDOWN", "FILLS"])
export type SweepMeasure = typeof SweepMeasure.Type

const Axis = Schema.Struct({ field: Schema.String, values: Schema.Array(Decimal) })
/** `[row of y][column of x]`; null where no set can run. */
const Cells = Schema.Array(Schema.Array(Schema.NullOr(Decimal)))

/** A measure over two axes; where there are more, of each cell's sets the one that ranks best. */
export const HeatMap = Schema.Struct({
  measure: SweepMeasure,
  x: Axis,
  y: Axis,
  chosenOn: Cells,
  heldOut: Cells
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
      error: [CannotWork, NotFound, Conflict]
    }).annotateMerge(summary(`Try all combinations of some settings, ${SWEEP_LIMIT} at the most`)),
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
    }).annotateMerge(summary("Cancel a sweep that is not done; sets that are done can still be read")),
    HttpApiEndpoint.delete("remove", "/:sweepId", {
      params,
      success: HttpApiSchema.NoContent,
      error: NotFound
    }).annotateMerge(summary("Delete a sweep with its result; one under way is cancelled"))
  )
  .middleware(SignedIn)
  .prefix("/sweeps")
  .annotateMerge(OpenApi.annotations({ title: "Sweeps", description: "Settings over ranges, ranked." })) {}
