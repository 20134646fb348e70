import { Clock, Effect, Option } from "effect"
import type { Connection } from "@tradetower/domain/connection"
import { Bus, marketNow, Notifications, Store } from "@tradetower/platform"
import { Alarm } from "../alarm.ts"
import type { Noticed } from "../exchange.ts"
import { inBackground, untilItWorks } from "../patience.ts"
import { Risk } from "../risk/risk.ts"
import type { OpenAccount } from "./reconcile.ts"

/** Tells traders what happened at their accounts that is no report of an order. */
export const makeNotices = Effect.gen(function* () {
  const alarm = yield* Alarm
  const bus = yield* Bus
  const risk = yield* Risk
  const store = yield* Store

  /** An account that gives no word any more, however often it is asked: its trader has to know. */
  const standsStill = Effect.fn("Accounts.standsStill")(function* (of: OpenAccount, why: string) {
    const { tenantId } = of
    const { id: account, label } = of.connection
    yield* Effect.logError(`the account ${account} of ${tenantId} stands still: ${why}`)
    const text = `${label} stands still, and no order of its bots goes out: ${why}.`
    const at = yield* marketNow
    const id = `${account}:stands-still:${yield* Clock.currentTimeMillis}`
    yield* inBackground(
      "telling of an account that stands still",
      store.upsert(Notifications, { id, tenantId, at, kind: "CONNECTION", severity: "CRITICAL", text, read: false })
    )
  })

  /** An account that was given up gives its word again. */
  const isBack = Effect.fn("Accounts.isBack")(function* ({ id: account, label, tenantId }: Connection) {
    const text = `${label} is back: its broker lets it in again, and its bots go on. Those that were paused meanwhile wait for you.`
    const at = yield* marketNow
    const id = `${account}:back:${yield* Clock.currentTimeMillis}`
    yield* inBackground(
      "telling of an account that is back",
      store.upsert(Notifications, { id, tenantId, at, kind: "CONNECTION", severity: "INFO", text, read: false })
    )
  })

  /** What an exchange tells of an instrument: once, over a restart, too. Where bots have to wait for it, that is critical. */
  const noticed = Effect.fn("Accounts.noticed")(function* (
    { connection, tenantId }: Pick<OpenAccount, "connection" | "tenantId">,
    notice: Omit<Noticed, "_tag">
  ) {
    const { holds, symbol, text } = notice
    const id = `${connection.id}:${notice.id}`
    const before = yield* untilItWorks("reading a notice", store.read(Notifications, { tenantId }, id))
    if (Option.isSome(before)) return
    const why = `${connection.label}: ${text}`
    const held = holds && (yield* Effect.provideService(risk.hold(connection, symbol, notice.id, why), Bus, bus))
    if (held)
      return yield* alarm.tell(
        tenantId,
        id,
        "ACCOUNT",
        `${why} Its bots are paused: look at the account, then resume or stop them.`
      )
    const at = yield* marketNow
    yield* inBackground(
      "telling of what happened at an account",
      store.upsert(Notifications, { id, tenantId, at, kind: "ACCOUNT", severity: "INFO", text: why, read: false })
    )
  })

  return { isBack, noticed, standsStill }
})
