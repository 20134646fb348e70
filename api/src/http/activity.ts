import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { AuditEvents, Notifications, Store } from "@tradetower/platform"
import { type ActivityView, Api, CurrentPrincipal, type NotificationView } from "../../contract/index.ts"
import { serving } from "./server/serve.ts"

interface PageQuery {
  readonly before?: number
  readonly limit?: number
}

const newest = (query: PageQuery) => ({
  ...(query.before !== undefined && { where: { at: { before: query.before } } }),
  orderBy: { field: "at", direction: "DESC" as const },
  limit: query.limit ?? 100
})

const activity = Effect.fn("api.activity")(function* (query: PageQuery) {
  const { tenantId } = yield* CurrentPrincipal
  const store = yield* Store
  const page = yield* store.query(AuditEvents, { tenantId }, newest(query))
  return page.items.map(({ value }): ActivityView => ({
    id: value.id,
    at: value.at,
    actor: value.actor,
    action: value.action,
    ...(value.botDefinitionId !== undefined && { botId: value.botDefinitionId }),
    detail: value.detail
  }))
})

const notifications = Effect.fn("api.notifications")(function* (query: PageQuery) {
  const { tenantId } = yield* CurrentPrincipal
  const store = yield* Store
  const page = yield* store.query(Notifications, { tenantId }, newest(query))
  return page.items.map(({ value }): NotificationView => ({
    id: value.id,
    at: value.at,
    kind: value.kind,
    severity: value.severity,
    ...(value.botDefinitionId !== undefined && { botId: value.botDefinitionId }),
    text: value.text,
    read: value.read
  }))
})

/** Marks what was told until `upTo`. One that another page marks at the same moment is marked already. */
const read = Effect.fn("api.notifications.read")(function* (upTo: number) {
  const { tenantId } = yield* CurrentPrincipal
  const store = yield* Store
  const page = yield* store.query(
    Notifications,
    { tenantId },
    { where: { at: { to: upTo } }, orderBy: { field: "at", direction: "DESC" }, limit: 1_000 }
  )
  const unread = page.items.filter(({ value }) => !value.read)
  yield* Effect.forEach(
    unread,
    ({ value, version }) =>
      store
        .replace(Notifications, { ...value, read: true }, version)
        .pipe(Effect.catchTag("VersionMismatch", () => Effect.void)),
    { discard: true }
  )
  return { marked: unread.length }
})

export const ActivityLive = HttpApiBuilder.group(
  Api,
  "activity",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    return handlers.handleAll({
      list: ({ query }) => serve(activity(query)),
      notifications: ({ query }) => serve(notifications(query)),
      read: ({ payload }) => serve(read(payload.upTo))
    })
  })
)
