import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { Environment } from "@tradetower/domain/connection"
import { BotId } from "@tradetower/domain/ids"
import { Decimal } from "@tradetower/domain/number"
import { SignedIn } from "./middleware.ts"
import { moment, pageLimit } from "./paging.ts"
import { NotFound } from "./problem.ts"

/** 1m is kept 1 day, 1h 30 days, 1d 7 years. */
export const Tier = Schema.Literals(["1m", "1h", "1d"])
export type Tier = typeof Tier.Type

/** The result at the end of one interval, in quote, of one bot, or of all together that trade the same kind of money. */
export const MetricPoint = Schema.Struct({
  at: Schema.Int,
  invested: Decimal,
  tradingProfit: Decimal,
  positionProfit: Decimal,
  fees: Decimal,
  /** tradingProfit + positionProfit - fees. */
  total: Decimal,
  fills: Schema.Int
}).annotate({ identifier: "MetricPoint" })
export type MetricPoint = typeof MetricPoint.Type

/** What a bot had made over all its runs, in quote. */
export const BotTotal = Schema.Struct({ bot: BotId, total: Decimal }).annotate({ identifier: "BotTotal" })
export type BotTotal = typeof BotTotal.Type

/** Results over time. */
export class MetricsGroup extends HttpApiGroup.make("metrics")
  .add(
    HttpApiEndpoint.get("list", "/metrics", {
      query: {
        tier: Schema.optionalKey(Tier),
        bot: Schema.optionalKey(BotId),
        environment: Schema.optionalKey(Environment),
        from: moment,
        to: moment,
        limit: pageLimit
      },
      success: Schema.Array(MetricPoint),
      error: NotFound
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Result over time, oldest first; of all bots of one kind of money together when none is named",
        description:
          "Real and paper money are never added up: without `bot` it is paper money's result, or that of real money where `environment` says LIVE. Intervals begin in UTC. With `to` the last point is the result as it stood then, also in the middle of an interval: what a day of yours began with is `to` one ms before your midnight, `limit` 1."
      })
    )
  )
  .add(
    HttpApiEndpoint.get("totals", "/metrics/bots", {
      query: { to: moment },
      success: Schema.Array(BotTotal)
    }).annotateMerge(
      OpenApi.annotations({
        summary: "What each bot had made by a moment",
        description:
          "Over all its runs, by the moment `to` (default: now): what a day of yours began with is `to` one ms before your midnight. A bot that had made nothing yet is left out."
      })
    )
  )
  .middleware(SignedIn)
  .annotateMerge(OpenApi.annotations({ title: "Metrics" })) {}
