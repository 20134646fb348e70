import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Closure } from "@tradetower/domain/bot"
import { BotId, RunId } from "@tradetower/domain/ids"
import { OrderView } from "@tradetower/domain/live"
import { Decimal } from "@tradetower/domain/number"
import { BotSettings } from "@tradetower/domain/strategy"
import { Accepted } from "./accepted.ts"
import { BotChange, BotView, ChangeForeseen, EventView, NewBot, Performance, RunView } from "./bot-view.ts"
import { SignedIn } from "./middleware.ts"
import { moment, pageLimit, place } from "./paging.ts"
import { CannotWork, Conflict, NotFound, NotPassed, TooMany } from "./problem.ts"
import { RehearsalView, RehearsalWaiver } from "./rehearsal-view.ts"

const params = { botId: BotId }
/** The run meant; the latest when absent. */
const run = Schema.optionalKey(RunId)

const summary = (text: string) => OpenApi.annotations({ summary: text })

/** Bots: `POST /bots` makes one, `POST /bots/{botId}/start` sets it trading. */
export class BotsGroup extends HttpApiGroup.make("bots")
  .add(
    HttpApiEndpoint.get("list", "/", { success: Schema.Array(BotView) }).annotateMerge(
      summary("Your bots, newest first")
    ),
    HttpApiEndpoint.post("create", "/", {
      payload: NewBot,
      success: BotView.pipe(HttpApiSchema.status(201)),
      error: [CannotWork, NotFound, Conflict]
    }).annotateMerge(
      summary("Make a bot; it trades once it is started, or at once with `start`: if that is refused, none is made")
    ),
    HttpApiEndpoint.get("get", "/:botId", { params, success: BotView, error: NotFound }).annotateMerge(
      summary("One bot with its latest run")
    ),
    HttpApiEndpoint.patch("update", "/:botId", {
      params,
      payload: BotChange,
      success: BotView,
      error: [NotFound, CannotWork, Conflict, NotPassed, TooMany]
    }).annotateMerge(
      summary(
        "Change name or settings; a running bot lays out its orders anew. With real money its new settings are rehearsed first"
      )
    ),
    HttpApiEndpoint.post("foreseeChange", "/:botId/foresee-change", {
      params,
      payload: Schema.Struct({ settings: BotSettings }),
      success: ChangeForeseen,
      error: [NotFound, CannotWork, Conflict]
    }).annotateMerge(summary("What new settings would make a running bot do now; nothing is changed or traded")),
    HttpApiEndpoint.get("rehearsal", "/:botId/rehearsal", {
      params,
      success: RehearsalView,
      error: [NotFound, TooMany]
    }).annotateMerge(summary("How the bot's configuration came through its last rehearsal")),
    HttpApiEndpoint.post("rehearse", "/:botId/rehearsal", {
      params,
      success: RehearsalView,
      error: [NotFound, CannotWork, Conflict, TooMany]
    }).annotateMerge(
      summary(
        "Run the bot's configuration under faults on a strict paper account, in fast time; with real money it starts only once it passed, or what it did not pass was waived"
      )
    ),
    HttpApiEndpoint.post("waiveRehearsal", "/:botId/rehearsal/waive", {
      params,
      payload: RehearsalWaiver,
      success: RehearsalView,
      error: [NotFound, CannotWork, Conflict, TooMany]
    }).annotateMerge(
      summary("Accept the faults that the bot did not pass, each by its name; who did and when is kept")
    ),
    HttpApiEndpoint.delete("remove", "/:botId", {
      params,
      success: HttpApiSchema.NoContent,
      error: [NotFound, Conflict]
    }).annotateMerge(summary("Delete a bot that has never traded; one that has can be archived")),
    HttpApiEndpoint.post("archive", "/:botId/archive", {
      params,
      success: BotView,
      error: [NotFound, Conflict]
    }).annotateMerge(summary("Put a bot away that isn't running; what it made still counts")),
    HttpApiEndpoint.post("unarchive", "/:botId/unarchive", {
      params,
      success: BotView,
      error: [NotFound, Conflict]
    }).annotateMerge(summary("Bring an archived bot back")),
    HttpApiEndpoint.post("start", "/:botId/start", {
      params,
      success: Schema.Struct({ commandId: Schema.String, runId: RunId }).pipe(HttpApiSchema.status(202)),
      error: [NotFound, Conflict, CannotWork]
    }).annotateMerge(summary("Begin a new run")),
    HttpApiEndpoint.post("stop", "/:botId/stop", {
      params,
      payload: Schema.Struct({ closure: Closure }),
      success: Accepted,
      error: [NotFound, Conflict]
    }).annotateMerge(
      summary(
        "Stop the run; the closure says what becomes of orders and position. Also closes what an ended run kept of them"
      )
    ),
    HttpApiEndpoint.post("pause", "/:botId/pause", {
      params,
      success: Accepted,
      error: [NotFound, Conflict]
    }).annotateMerge(summary("Pause the run")),
    HttpApiEndpoint.post("resume", "/:botId/resume", {
      params,
      success: Accepted,
      error: [NotFound, Conflict]
    }).annotateMerge(summary("Go on after a pause")),
    HttpApiEndpoint.post("enter", "/:botId/enter", {
      params,
      success: Accepted,
      error: [NotFound, Conflict]
    }).annotateMerge(summary("Enter the market now, for a bot that starts by hand")),
    HttpApiEndpoint.post("funds", "/:botId/funds", {
      params,
      payload: Schema.Struct({ amount: Decimal }),
      success: Accepted,
      error: [NotFound, Conflict, CannotWork]
    }).annotateMerge(summary("Add funds, in what the bot counts in: quote, of a dip buyer base")),
    HttpApiEndpoint.post("takeFunds", "/:botId/funds/take", {
      params,
      payload: Schema.Struct({ amount: Decimal }),
      success: Accepted,
      error: [NotFound, Conflict, CannotWork]
    }).annotateMerge(
      summary(
        "Take funds out, in what the bot counts in; at most `takeable` of its run's summary. They are free once the orders that reserve them are taken back"
      )
    ),
    HttpApiEndpoint.get("orders", "/:botId/orders", {
      params,
      query: { run, open: Schema.optionalKey(Schema.Literals(["true", "false"])), before: moment, limit: pageLimit },
      success: Schema.Array(OrderView),
      error: NotFound
    }).annotateMerge(
      summary(
        "Orders of a run, newest first; for the next page give the last one's `createdAt` as `before`. Those of one moment come together, so that a page may be longer"
      )
    ),
    HttpApiEndpoint.get("performance", "/:botId/performance", {
      params,
      query: { run },
      success: Performance,
      error: NotFound
    }).annotateMerge(summary("Result of a run: trading, position, fees, against holding")),
    HttpApiEndpoint.get("events", "/:botId/events", {
      params,
      query: { run, before: place, limit: pageLimit },
      success: Schema.Array(EventView),
      error: NotFound
    }).annotateMerge(summary("Steps of a run, newest first: what happened, what it decided, and why")),
    HttpApiEndpoint.get("runs", "/:botId/runs", {
      params,
      query: { before: moment, limit: pageLimit },
      success: Schema.Array(RunView),
      error: NotFound
    }).annotateMerge(
      summary("Runs of a bot, newest first; for the next page give the last one's `startedAt` as `before`")
    ),
    HttpApiEndpoint.get("run", "/:botId/runs/:runId", {
      params: { ...params, runId: RunId },
      success: RunView,
      error: NotFound
    }).annotateMerge(summary("One run; its orders, steps and performance are asked for with `run`"))
  )
  .middleware(SignedIn)
  .prefix("/bots")
  .annotateMerge(OpenApi.annotations({ title: "Bots", description: "Make, start, watch, change and stop bots." })) {}
