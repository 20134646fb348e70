import { Clock, Effect, Schedule } from "effect"
import { AuditEvents, everyTenant, Notifications, queryAll, Store, Users } from "@tradetower/platform"

/** Something that befell the whole system. */
export interface SystemNotice {
  /** Told again with the same id, it changes nothing. */
  readonly id: string
  /** `system.restart` */
  readonly action: string
  readonly text: string
}

/** Everybody who ever signed in, and is not being erased. */
const everybody = Effect.map(
  queryAll(Users, everyTenant("tells of what befell the system")),
  (users) => new Set(users.flatMap(({ erasure, tenantId }) => (erasure === undefined ? [tenantId] : [])))
)

/** Tells everybody who ever signed in, in Activity and on the screen; retries while the store may yet take it. */
export const tellEverybody = (notices: ReadonlyArray<SystemNotice>) =>
  tell(notices).pipe(
    Effect.retry({ while: (error) => error.retryable, schedule: Schedule.spaced("2 seconds") }),
    Effect.catch((error) =>
      Effect.logError(`Nobody could be told: ${notices.map(({ text }) => text).join(" ")}`, error)
    )
  )

const tell = Effect.fnUntraced(function* (notices: ReadonlyArray<SystemNotice>) {
  if (notices.length === 0) return
  const store = yield* Store
  for (const tenantId of yield* everybody)
    for (const { action, id, text } of notices) {
      const entry = { id, tenantId, at: yield* Clock.currentTimeMillis }
      yield* Effect.all(
        [
          store.create(AuditEvents, { ...entry, actor: "SYSTEM", action, detail: text }),
          store.create(Notifications, { ...entry, kind: "SYSTEM", severity: "WARNING", text, read: false })
        ].map(Effect.catchTag("AlreadyExists", () => Effect.void)),
        { discard: true }
      )
    }
})
