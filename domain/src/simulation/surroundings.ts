import type { BotEvent } from "../bot/event.ts"
import type { Transition } from "../bot/life.ts"
import type { Session } from "../calendar/sessions.ts"
import type { OrderAction } from "../order/order.ts"
import type { FillLog } from "./fill-log.ts"
import type { Line } from "./line.ts"
import type { Past } from "./past.ts"

/** What a run did with one event, for whoever wants to look on. */
export interface RunStep {
  readonly event: BotEvent
  readonly orders: ReadonlyArray<OrderAction>
  readonly transitions: ReadonlyArray<Transition>
}

/** Who looks on, and what the run may look back at. */
export interface Surroundings {
  /** What its orders go through; absent: they arrive at once. */
  readonly line?: Line
  /** Sees every step as it is made. */
  readonly onStep?: ((step: RunStep) => void) | undefined
  /** The candles before each moment; none when absent. */
  readonly past?: Past
  /** The market's session at a moment: what may not go out in it is refused as the gate does live; absent: all may. */
  readonly session?: ((at: number) => Session) | undefined
  /** Where its fills are written down. */
  readonly fills?: FillLog
}
