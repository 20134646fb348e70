import { type BotEvent, isOpen, type Market, marketTurns, type Time } from "@tradetower/domain"
import type { OutgoingMessage, StepRecord } from "@tradetower/platform"
import { happened } from "../bot-commands.ts"
import type { Sleepers } from "./sleepers.ts"

/** Tells the runs of stocks when their market opens and closes, on the market's own time; crypto never does. */
export interface SessionCalls {
  /** What opened or closed up to a moment: messages to every live run. */
  readonly upTo: (now: number) => ReadonlyArray<OutgoingMessage>
  /**
   * A run is seen for the first time: whether its market is closed, or opened again while nobody looked, must not stay
   * unknown to it.
   */
  readonly greet: (step: StepRecord, now: number) => OutgoingMessage | undefined
}

const eventOf = (open: boolean, at: number): BotEvent => ({
  _tag: open ? "SessionOpened" : "SessionClosed",
  at: at as Time
})

const none: SessionCalls = { upTo: () => [], greet: () => undefined }

/** The calls of one market, from a moment on. */
export const sessionCalls = (place: Sleepers, from: number): SessionCalls => {
  const market: Market = place.market
  if (market.instrument.assetClass !== "EQUITY") return none
  const turns = marketTurns(market.instrument, from)
  // How it stands now each run is told as it is first seen.
  turns.upTo(from)
  return {
    upTo: (now) =>
      now < turns.next
        ? []
        : turns
            .upTo(now)
            .flatMap(({ at, open }) =>
              place.runs.map((run) => happened(run, market, eventOf(open, at), `${run.runId}:session:${at}`))
            ),
    greet: ({ botDefinitionId, botRunId, seq, summary, tenantId }, now) => {
      const open = isOpen(market.instrument, now)
      // Open and not paused: nothing to tell. Closed and paused: it knows, or is held anyway and hears of the opening.
      if (open !== (summary.state === "PAUSED")) return undefined
      const address = { tenantId, botId: botDefinitionId, runId: botRunId }
      return happened(address, market, eventOf(open, now), `${botRunId}:${seq}:session:${open ? "open" : "closed"}`)
    }
  }
}
