import { Effect } from "effect"
import {
  type Bus,
  type BusUnavailable,
  heldHub,
  heldStore,
  Leases,
  PubSub,
  type Secrets,
  shareName,
  sharesOf,
  Store,
  type StoreUnavailable,
  type Telemetry
} from "@tradetower/platform"
import type { Outwards } from "./alerts/mail.ts"
import { Courier } from "./alerts/send.ts"
import { realtime } from "./realtime.ts"
import { type RealtimeSettings, settingsOfShare } from "./settings.ts"

export interface SharedRealtimeOptions {
  /** What the hub lets pass is all shares' together. */
  readonly settings: RealtimeSettings
  /** Where messages of alerts may go. */
  readonly outwards: Outwards
  /** How many shares tenants and markets are divided into; no more processes than that have work. Default: 1. */
  readonly shares?: number
}

/**
 * Realtime as one of any number of processes at one store: they divide the shares among them. What a process loses it ends
 * at once, and another takes it over from where it came to: what was on its way may come to screens twice. For ever; fails
 * only with what no later try would mend.
 */
export const sharedRealtime = ({
  outwards,
  settings,
  shares = 1
}: SharedRealtimeOptions): Effect.Effect<
  never,
  StoreUnavailable | BusUnavailable,
  Store | Bus | PubSub | Telemetry | Leases | Secrets
> =>
  Effect.gen(function* () {
    const { share: divide } = yield* Leases
    const store = yield* Store
    const hub = yield* PubSub
    const works = new Map(sharesOf(shares).map((share) => [`share${shareName(share)}`, share]))
    return yield* divide("realtime", [...works.keys()], (name, lease) => {
      const share = works.get(name)
      return share === undefined
        ? Effect.never
        : realtime(settingsOfShare(settings, share), share).pipe(
            Effect.provideService(Store, heldStore(store, lease)),
            Effect.provideService(PubSub, heldHub(hub, lease))
          )
    })
  }).pipe(Effect.provide(Courier.layer(outwards)))
