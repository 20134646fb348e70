import { type BotEvent, isOpen, type Market, marketTurns, nextChange, sessionAt, type Time } from "@tradetower/domain"
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

/** When the regular session begins next: what the gate refused outside it (RISK-12) can go out then. */
const nextBell = ({ instrument }: Market, after: number): number => {
  let change = nextChange(instrument, after)
  while (change !== undefined && change.session !== "REGULAR") change = nextChange(instrument, change.at)
  return change?.at ?? Infinity
}

const none: SessionCalls = { upTo: () => [], greet: () => undefined }

/** The calls of one market, from a moment on. */
export const sessionCalls = (place: Sleepers, from: number): SessionCalls => {
  const market: Market = place.market
  if (market.instrument.assetClass !== "EQUITY") return none
  const turns = marketTurns(market.instrument, from)
  // How it stands now each run is told as it is first seen.
  turns.upTo(from)
  let bell = nextBell(market, from)
  const call = (open: boolean, at: number) =>
    place.runs.map((run) => happened(run, market, eventOf(open, at), `${run.runId}:session:${at}`))
  return {
    upTo: (now) => {
      if (now < turns.next && now < bell) return []
      const calls = turns.upTo(now).flatMap(({ at, open }) => call(open, at))
      if (now < bell) return calls
      const rang = bell
      bell = nextBell(market, now)
      // One that rang on a day gone by since means nothing any more.
      return sessionAt(market.instrument, now) === "REGULAR" ? [...calls, ...call(true, rang)] : calls
    },
    greet: ({ botDefinitionId, botRunId, seq, summary, tenantId }, now) => {
      const open = isOpen(market.instrument, now)
      // Open and not paused: nothing to tell. Closed and paused: it knows, or is held anyway and hears of the opening.
      if (open !== (summary.state === "PAUSED")) return undefined
      const address = { tenantId, botId: botDefinitionId, runId: botRunId }
      return happened(address, market, eventOf(open, now), `${botRunId}:${seq}:session:${open ? "open" : "closed"}`)
    }
  }
}
