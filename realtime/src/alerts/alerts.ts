import { Context, Effect } from "effect"
import type { StoreUnavailable } from "@tradetower/platform"
import type { News } from "./queue.ts"

/** Brings what happened to traders who look at no page. */
export interface AlertsShape {
  /** What it tells of waits in the store when this ends, for whoever wants to hear of it; the same again changes nothing. */
  readonly tell: (news: ReadonlyArray<News>) => Effect.Effect<void, StoreUnavailable>
}

/** Without channels nobody is told. */
export const Alerts = Context.Reference<AlertsShape>("@tradetower/realtime/Alerts", {
  defaultValue: () => ({ tell: () => Effect.void })
})
