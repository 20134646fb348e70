import { Context, Effect, Layer } from "effect"
import type { AlertKind } from "@tradetower/domain/alert-kind"
import type { TenantId } from "@tradetower/domain/ids"
import { marketNow, Notifications, Store, Telemetry } from "@tradetower/platform"
import { inBackground } from "./patience.ts"

/** Tells a trader, and whoever runs the system, of what must not happen. */
export class Alarm extends Context.Service<
  Alarm,
  {
    /** The same `id` again changes nothing. */
    readonly tell: (tenantId: TenantId, id: string, kind: AlertKind, text: string) => Effect.Effect<void>
  }
>()("@tradetower/execution/Alarm") {
  static readonly layer = Layer.effect(
    Alarm,
    Effect.gen(function* () {
      const store = yield* Store
      const telemetry = yield* Telemetry
      return {
        tell: Effect.fn("Alarm.tell")(function* (tenantId, id, kind, text) {
          yield* telemetry.alert({ name: "account", message: text, attributes: { tenantId } })
          const at = yield* marketNow
          yield* inBackground(
            "telling of an alarm",
            store
              .create(Notifications, { id, tenantId, at, kind, severity: "CRITICAL", text, read: false })
              .pipe(Effect.catchTag("AlreadyExists", () => Effect.void))
          )
        })
      }
    })
  )
}
