import { Clock, Effect, Option } from "effect"
import type { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { BotRuns, Store, Telemetry } from "@tradetower/platform"
import { notify } from "./notify.ts"
import type { RunBroken } from "./run-broken.ts"

/** Shows a broken run as ERROR and tells trader and operator, once. Its orders and position stay as they are. */
export const markBroken = Effect.fn("engine.markBroken")(function* (
  address: { readonly tenantId: TenantId; readonly botId: BotId; readonly runId: RunId },
  broken: RunBroken
) {
  const store = yield* Store
  yield* Effect.logError("A run can't go on", { ...address, seq: broken.seq, problem: broken.message })
  const key = { tenantId: address.tenantId, botDefinitionId: address.botId }
  const stored = yield* store.read(BotRuns, key, address.runId)
  if (Option.isSome(stored) && stored.value.value.state !== "ERROR") {
    const reason = "Its records don't add up; it is held until that is mended. Orders and position stay as they are."
    const run = stored.value.value
    yield* (yield* Telemetry).count("runs-broken", 1)
    const summary = { ...run.summary, state: "ERROR" as const, since: yield* Clock.currentTimeMillis, reason }
    // Written by someone else meanwhile: the next message of this run marks it again.
    yield* store
      .replace(BotRuns, { ...run, state: "ERROR", summary }, stored.value.version)
      .pipe(Effect.catchTag("VersionMismatch", () => Effect.void))
  }
  yield* notify({
    id: `${address.runId}:broken`,
    tenantId: address.tenantId,
    botId: address.botId,
    kind: "ERROR",
    severity: "CRITICAL",
    text: "A bot was held: its records don't add up. Its orders rest and its position is open; close them by hand if you need to, and ask support."
  })
})
