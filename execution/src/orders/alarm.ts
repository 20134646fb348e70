import { Effect } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { marketNow, Notifications, Store, Telemetry } from "@tradetower/platform"
import { inBackground } from "../patience.ts"

/** Tells a trader, and whoever runs the system, of what must not happen; the same `id` again changes nothing. */
export type Alarm = (tenantId: TenantId, id: string, text: string) => Effect.Effect<void>

export const makeAlarm: Effect.Effect<Alarm, never, Store | Telemetry> = Effect.gen(function* () {
  const store = yield* Store
  const telemetry = yield* Telemetry
  return Effect.fn("Orders.alarm")(function* (tenantId, id, text) {
    yield* telemetry.alert({ name: "orders", message: text, attributes: { tenantId } })
    const at = yield* marketNow
    yield* inBackground(
      "telling of an alarm",
      store.upsert(Notifications, { id, tenantId, at, severity: "CRITICAL", text, read: false })
    )
  })
})
