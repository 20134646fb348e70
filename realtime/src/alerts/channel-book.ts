import { Clock, Effect, Option } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { type AlertChannel, AlertChannels, Notifications, type Preferences, Store, Users } from "@tradetower/platform"

/** How long it is believed how a trader wants to be spoken to, ms. */
const BELIEVED = 5_000
const REMEMBERED = 10_000
/** How often a change is tried anew when another wrote at the same moment. */
const TRIES = 20

/** Every tenant's channels at hand, and how they are changed. */
export const makeChannelBook = Effect.gen(function* () {
  const store = yield* Store
  const known = new Map<TenantId, Map<string, AlertChannel>>()
  const preferences = new OldestOut<TenantId, { readonly at: number; readonly value: Preferences }>(REMEMBERED)

  const heard = (channel: AlertChannel): void => {
    const own = known.get(channel.tenantId) ?? new Map<string, AlertChannel>()
    if (channel.gone === true) own.delete(channel.id)
    else own.set(channel.id, channel)
    if (own.size === 0) known.delete(channel.tenantId)
    else known.set(channel.tenantId, own)
  }
  const lost = (tenantId: TenantId, id: string): void => {
    const own = known.get(tenantId)
    own?.delete(id)
    if (own?.size === 0) known.delete(tenantId)
  }

  const read = Effect.fnUntraced(function* (tenantId: TenantId, id: string) {
    const stored = Option.getOrUndefined(yield* store.read(AlertChannels, { tenantId }, id))
    if (stored === undefined) lost(tenantId, id)
    else heard(stored.value)
    return stored
  })

  /** Changes a channel whatever else is written to it meanwhile; nothing where it is gone, or `change` has nothing to say. */
  const change = Effect.fnUntraced(function* (
    tenantId: TenantId,
    id: string,
    to: (channel: AlertChannel) => AlertChannel | undefined
  ) {
    for (let tries = 0; tries < TRIES; tries++) {
      const stored = yield* read(tenantId, id)
      const changed = stored && to(stored.value)
      if (stored === undefined || changed === undefined) return
      const written = yield* Effect.as(store.replace(AlertChannels, changed, stored.version), true).pipe(
        Effect.catchTag("VersionMismatch", () => Effect.succeed(false))
      )
      if (written) return heard(changed)
    }
  })

  return {
    heard,
    read,
    change,
    of: (tenantId: TenantId): ReadonlyArray<AlertChannel> => [...(known.get(tenantId)?.values() ?? [])],
    preferencesOf: Effect.fnUntraced(function* (tenantId: TenantId) {
      const now = yield* Clock.currentTimeMillis
      const before = preferences.get(tenantId)
      if (before !== undefined && now - before.at < BELIEVED) return before.value
      const user = Option.getOrUndefined(yield* store.read(Users, { tenantId }, "user"))
      const value = user?.value.preferences ?? {}
      preferences.set(tenantId, { at: now, value })
      return value
    }),
    /** Nothing goes a way any more: its page says so, and the bell. */
    dead: Effect.fnUntraced(function* (channel: AlertChannel, text: string, gone: boolean) {
      const at = yield* Clock.currentTimeMillis
      const { id, label, tenantId } = channel
      yield* change(tenantId, id, (now) => ({ ...now, trouble: { at, text }, ...(gone && { gone }) }))
      yield* store
        .create(Notifications, {
          id: `channel:${id}:${at}`,
          tenantId,
          at,
          kind: "SYSTEM",
          severity: "WARNING",
          text: `No alerts reach you by ${label} any more: ${text}. Settings, Notifications says how they stand.`,
          read: false
        })
        .pipe(Effect.catchTag("AlreadyExists", () => Effect.void))
    })
  }
})
export type ChannelBook = Effect.Success<typeof makeChannelBook>
