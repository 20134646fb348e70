import { Clock, Effect } from "effect"
import type { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { AuditEvents, Store } from "@tradetower/platform"
import { newId } from "./new-id.ts"

/**
 * Writes down what a trader did or asked for. What may still be refused because another wrote first is written down once it
 * is done; what can't (a command that is sent, a document that is made) is before, so that nothing is done that isn't here.
 */
export const audit = Effect.fnUntraced(function* (entry: {
  readonly tenantId: TenantId
  /** `bot.create`, `bot.stop`, `kill-switch.use`, ... */
  readonly action: string
  readonly detail: string
  readonly botDefinitionId?: BotId
  readonly botRunId?: RunId
}) {
  const store = yield* Store
  yield* store
    .create(AuditEvents, {
      ...entry,
      id: yield* newId,
      at: yield* Clock.currentTimeMillis,
      actor: "TRADER"
    })
    .pipe(Effect.catchTag("AlreadyExists", Effect.die))
})
