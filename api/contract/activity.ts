import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { AlertKind, Severity } from "@tradetower/domain/alert-kind"
import { Actor } from "@tradetower/domain/bot"
import { Moment } from "@tradetower/domain/calendar"
import { BotId } from "@tradetower/domain/ids"
import { SignedIn } from "./middleware.ts"
import { moment, pageLimit } from "./paging.ts"

/** One command or change of state: who, what, when. */
export const ActivityView = Schema.Struct({
  id: Schema.String,
  at: Schema.Int,
  actor: Actor,
  /** `bot.create`, `bot.stop`, `kill-switch.use`, `state.ACTIVE`, ... */
  action: Schema.String,
  botId: Schema.optionalKey(BotId),
  detail: Schema.String
}).annotate({ identifier: "Activity" })
export type ActivityView = typeof ActivityView.Type

export const NotificationView = Schema.Struct({
  id: Schema.String,
  at: Schema.Int,
  kind: AlertKind,
  severity: Severity,
  botId: Schema.optionalKey(BotId),
  text: Schema.String,
  read: Schema.Boolean
}).annotate({ identifier: "Notification" })
export type NotificationView = typeof NotificationView.Type

const query = { before: moment, limit: pageLimit }

/** What happened, for the record. */
export class ActivityGroup extends HttpApiGroup.make("activity")
  .add(
    HttpApiEndpoint.get("list", "/activity", { query, success: Schema.Array(ActivityView) }).annotateMerge(
      OpenApi.annotations({ summary: "Audit trail, newest first" })
    ),
    HttpApiEndpoint.get("notifications", "/notifications", {
      query,
      success: Schema.Array(NotificationView)
    }).annotateMerge(OpenApi.annotations({ summary: "Notifications, newest first" })),
    HttpApiEndpoint.post("read", "/notifications/read", {
      payload: Schema.Struct({
        /** Everything told until then (ms, UTC) has been seen. */
        upTo: Moment
      }),
      success: Schema.Struct({ marked: Schema.Int })
    }).annotateMerge(OpenApi.annotations({ summary: "Mark notifications as read" }))
  )
  .middleware(SignedIn)
  .annotateMerge(OpenApi.annotations({ title: "Activity" })) {}
