import type { BotEvent } from "../bot/event.ts"
import type { OrderAction } from "../order/order.ts"
import type { Heard } from "../order/report.ts"

/**
 * What stands between a run and its exchange, and may delay, lose or refuse what goes through it. A backtest has nothing
 * there: what is asked arrives, and what is said is heard.
 */
export interface Line {
  /** Whether the run's process is up: otherwise it steps nothing. */
  readonly up: boolean
  /** Whether prices reach it. */
  readonly sees: boolean
  /** Takes what the run asks for to the exchange; what is answered goes to `out`. `carry` does it there. */
  readonly ask: (action: OrderAction, at: number, out: Heard, carry: (out: Heard) => void) => void
  /** Hears what the exchange says by itself, and hands on to `out` what reaches the run. */
  readonly tell: (out: Heard) => Heard
  /** Keeps what had reached the run and was not stepped when its process ended: it comes again. */
  readonly keep: (event: BotEvent) => void
}
