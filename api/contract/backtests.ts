import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { BacktestResultView, BacktestView, ComparisonView, NewBacktest, TradesPage } from "./backtest-view.ts"
import { SignedIn } from "./middleware.ts"
import { pageLimit, place } from "./paging.ts"
import { CannotWork, Conflict, NotFound } from "./problem.ts"

const params = { backtestId: Schema.String }
const summary = (text: string) => OpenApi.annotations({ summary: text })

/** What a bot would have done: `POST /backtests` begins one, `GET /backtests/{id}` tells how far it is. */
export class BacktestsGroup extends HttpApiGroup.make("backtests")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: { limit: pageLimit },
      success: Schema.Array(BacktestView)
    }).annotateMerge(summary("Your backtests, newest first")),
    HttpApiEndpoint.post("start", "/", {
      payload: NewBacktest,
      success: BacktestView.pipe(HttpApiSchema.status(202)),
      error: [CannotWork, NotFound, Conflict]
    }).annotateMerge(summary("Begin a backtest over stored candles")),
    HttpApiEndpoint.get("get", "/:backtestId", { params, success: BacktestView, error: NotFound }).annotateMerge(
      summary("One backtest and how far it is")
    ),
    HttpApiEndpoint.get("result", "/:backtestId/result", {
      params,
      success: BacktestResultView,
      error: [NotFound, Conflict]
    }).annotateMerge(summary("Curves and figures of a backtest that is done")),
    HttpApiEndpoint.get("trades", "/:backtestId/trades", {
      params,
      query: { after: place, limit: pageLimit },
      success: TradesPage,
      error: [NotFound, Conflict]
    }).annotateMerge(summary("Fills of a backtest that is done, oldest first")),
    HttpApiEndpoint.get("compare", "/:backtestId/against/:otherId", {
      params: { ...params, otherId: Schema.String },
      success: ComparisonView,
      error: [NotFound, Conflict]
    }).annotateMerge(summary("Two results side by side")),
    HttpApiEndpoint.post("cancel", "/:backtestId/cancel", {
      params,
      success: BacktestView,
      error: [NotFound, Conflict]
    }).annotateMerge(summary("Cancel a backtest that is not done")),
    HttpApiEndpoint.delete("remove", "/:backtestId", {
      params,
      success: HttpApiSchema.NoContent,
      error: NotFound
    }).annotateMerge(summary("Delete a backtest with its result; one under way is cancelled"))
  )
  .middleware(SignedIn)
  .prefix("/backtests")
  .annotateMerge(
    OpenApi.annotations({ title: "Backtests", description: "What a bot would have done over stored candles." })
  ) {}
