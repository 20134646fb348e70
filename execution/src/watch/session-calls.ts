import { Equal } from "effect"
import type { BotEvent } from "@tradetower/domain/bot"
import { isOpen, keepsHours, marketTurns, nextChange, sessionAt } from "@tradetower/domain/calendar"
import type { Time } from "@tradetower/domain/ids"
import { type Instrument, type Market, takesAll, type TradingStatus } from "@tradetower/domain/market"
import type { OutgoingMessage, StepRecord } from "@tradetower/platform"
import { hoursWords } from "@tradetower/domain/risk"
import { happened } from "../bot-commands.ts"
import type { Sleepers } from "./sleepers.ts"

/**
 * Tells the runs of a market when it opens and closes: stocks and futures by the calendar, on the market's own time, and any
 * market
 * whose exchange stops taking orders.
 */
export interface SessionCalls {
  /** What opened or closed up to a moment: messages to every live run. */
  readonly upTo: (now: number) => ReadonlyArray<OutgoingMessage>
  /** The market takes other orders than before: messages to every live run that waits for it, or has to. */
  readonly trading: (status: TradingStatus, now: number) => ReadonlyArray<OutgoingMessage>
  /** Its rules are others than before: when it is closed, too. */
  readonly revised: (instrument: Instrument, now: number) => ReadonlyArray<OutgoingMessage>
  /**
   * A step of a run: that its market is closed, or opened again while nobody looked, must not stay unknown to a run seen
   * for the `first` time, nor, once an opening, that it opened while an order of it was being refused.
   */
  readonly greet: (step: StepRecord, now: number, first: boolean) => OutgoingMessage | undefined
}

/** An order refused before the opening may be told to its run so long after it, ms. */
const REFUSED_BEFORE = 60_000

/** When the regular session begins next: what the gate refused outside it (RISK-12) can go out then. */
const nextBell = (instrument: Instrument, after: number): number => {
  if (!keepsHours(instrument)) return Infinity
  let change = nextChange(instrument, after)
  while (change !== undefined && change.session !== "REGULAR") change = nextChange(instrument, change.at)
  return change?.at ?? Infinity
}

/** The calls of one market, from a moment on. */
export const sessionCalls = (place: Sleepers, from: number): SessionCalls => {
  const market: Market = place.market
  let { instrument } = market
  let turns = marketTurns(instrument, from)
  // How it stands now each run is told as it is first seen.
  turns.upTo(from)
  let bell = nextBell(instrument, from)
  let status = takesAll
  /** It was, or may be, closed: a market that never was has nothing to tell. */
  let closes = keepsHours(instrument)
  let openedAt = -Infinity
  /** Runs told again since it opened: one whose next order is refused, too, asks for what the market doesn't take. */
  const toldAgain = new Set<string>()

  const isOpenAt = (now: number): boolean => status.takes !== "NONE" && isOpen(instrument, now)
  const eventOf = (open: boolean, at: number): BotEvent => {
    if (open) return { _tag: "SessionOpened", at: at as Time }
    return { _tag: "SessionClosed", at: at as Time, ...(status.takes === "NONE" && { reason: status.why }) }
  }
  const call = (open: boolean, at: number) => {
    if (open) {
      openedAt = at
      toldAgain.clear()
    }
    return place.runs.map((run) =>
      happened(run, market, eventOf(open, at), `${run.runId}:session:${at}:${status.takes}`)
    )
  }

  return {
    upTo: (now) => {
      if (now < turns.next && now < bell) return []
      const calls = turns.upTo(now).flatMap(({ at, open }) => (status.takes === "NONE" ? [] : call(open, at)))
      if (now < bell) return calls
      const rang = bell
      bell = nextBell(instrument, now)
      // One that rang on a day gone by since means nothing any more.
      return isOpenAt(now) && sessionAt(instrument, now) === "REGULAR" ? [...calls, ...call(true, rang)] : calls
    },
    trading: (next, now) => {
      if (next.takes === status.takes && next.why === status.why) return []
      status = next
      closes = true
      return isOpenAt(now) ? call(true, now) : status.takes === "NONE" ? call(false, now) : []
    },
    revised: (rules, now) => {
      if (Equal.equals(rules.closures, instrument.closures)) return []
      const before = isOpen(instrument, now)
      instrument = rules
      turns = marketTurns(instrument, now)
      turns.upTo(now)
      bell = nextBell(instrument, now)
      const open = isOpen(instrument, now)
      return open === before || status.takes === "NONE" ? [] : call(open, now)
    },
    greet: ({ botDefinitionId, botRunId, event, seq, summary, tenantId }, now, first) => {
      if (!closes) return undefined
      const open = isOpenAt(now)
      // What its market says now was no opening crossed by a refusal: told, it would only be refused, and warned of, again.
      const { message } = event
      const ofNow = message === status.why || message === hoursWords(instrument, sessionAt(instrument, now))
      if (event["_tag"] === "OrderRejected" && message !== undefined && ofNow) return undefined
      const isSoon = now - openedAt < REFUSED_BEFORE && !toldAgain.has(botRunId)
      const crossed = open && isSoon && event["_tag"] !== "SessionOpened"
      if (!first && !crossed) return undefined
      // Open and not paused: nothing to tell. Closed and paused: it knows, or is held anyway and hears of the opening.
      if (open !== (summary.state === "PAUSED")) return undefined
      if (crossed) toldAgain.add(botRunId)
      const address = { tenantId, botId: botDefinitionId, runId: botRunId }
      return happened(address, market, eventOf(open, now), `${botRunId}:${seq}:session:${open ? "open" : "closed"}`)
    }
  }
}
