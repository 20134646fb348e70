import { Clock, Effect } from "effect"
import type { AlertKind, Severity } from "@tradetower/domain/alert-kind"
import type { BotId, TenantId } from "@tradetower/domain/ids"
import { Notifications, Store } from "@tradetower/platform"

/** Tells a trader something once: the same id again changes nothing. */
export const notify = Effect.fnUntraced(function* (notification: {
  readonly id: string
  readonly tenantId: TenantId
  readonly kind: AlertKind
  readonly severity: Severity
  readonly botId?: BotId
  readonly text: string
}) {
  const store = yield* Store
  const { botId, ...rest } = notification
  yield* store
    .create(Notifications, {
      ...rest,
      ...(botId !== undefined && { botDefinitionId: botId }),
      at: yield* Clock.currentTimeMillis,
      read: false
    })
    .pipe(Effect.catchTag("AlreadyExists", () => Effect.void))
})
