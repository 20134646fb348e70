import { Clock, Effect, Schedule } from "effect"
import type { TenantId } from "@tradetower/domain"
import { AuditEvents, BotDefinitions, everyTenant, Notifications, Store } from "@tradetower/platform"

/** Everybody who has a bot. */
const tenantsWithBots = Effect.gen(function* () {
  const store = yield* Store
  const tenants = new Set<TenantId>()
  let continuation: string | undefined
  do {
    const page = yield* store.query(BotDefinitions, everyTenant("tells of a restart"), {
      limit: 1_000,
      ...(continuation !== undefined && { continuation })
    })
    for (const { value } of page.items) tenants.add(value.tenantId)
    continuation = page.continuation
  } while (continuation !== undefined)
  return tenants
})

const words = (stoppedAt: number): string => {
  const time = new Date(stoppedAt).toTimeString().slice(0, 5)
  return `TradingTower stopped at ${time} and was started again. Bots go on where they were.`
}

/**
 * Tells everybody who has a bot, in Activity and on the screen, that the system died at these times (ms, UTC) and runs
 * again. Told again, it changes nothing.
 */
export const tellRestart = (stoppedAt: ReadonlyArray<number>) =>
  tell(stoppedAt).pipe(
    Effect.retry({ while: (error) => error.retryable, schedule: Schedule.spaced("2 seconds") }),
    Effect.catch((error) => Effect.logError("Nobody could be told of the restart", error))
  )

const tell = Effect.fnUntraced(function* (stoppedAt: ReadonlyArray<number>) {
  if (stoppedAt.length === 0) return
  const store = yield* Store
  for (const tenantId of yield* tenantsWithBots)
    for (const stopped of stoppedAt) {
      const entry = { id: `stopped:${stopped}`, tenantId, at: yield* Clock.currentTimeMillis }
      const text = words(stopped)
      yield* Effect.all(
        [
          store.create(AuditEvents, { ...entry, actor: "SYSTEM", action: "system.restart", detail: text }),
          store.create(Notifications, { ...entry, severity: "WARNING", text, read: false })
        ].map(Effect.catchTag("AlreadyExists", () => Effect.void)),
        { discard: true }
      )
    }
})
