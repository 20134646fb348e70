import type { BotEvent } from "../bot/event.ts"
import type { Account } from "../exchange/account.ts"
import { cancel } from "../exchange/cancel.ts"
import { place } from "../exchange/place.ts"
import type { Refusal } from "../exchange/refusal.ts"
import type { Time } from "../ids.ts"
import type { Market } from "../market/market.ts"
import type { OrderAction, OrderRequest } from "../order/order.ts"
import type { ExecutionReport, Heard } from "../order/report.ts"
import type { Line } from "../simulation/line.ts"

/** A line whose faults are switched on and off. */
export interface FaultyLine extends Line {
  up: boolean
  sees: boolean
  /** Whether what the exchange says by itself reaches the run; what does not is kept until `caughtUp`. */
  hears: boolean
  /** For how long every request is put off, ms; zero: not at all. */
  delay: number
  /** The process dies with the next order: that one arrives, and nobody hears so. */
  diesNext: boolean
  /** Why the exchange does not take an order; undefined: it does. */
  refuses: ((order: OrderRequest) => Refusal | undefined) | undefined
  /** Requests that were put off, and orders that were refused by `refuses`. */
  putOff: number
  refused: number
  /** What the run has not heard yet, oldest first. */
  readonly missed: ReadonlyArray<BotEvent>
  /** Carries out the requests whose wait is over; answers what the exchange says to them. */
  readonly due: (now: number) => ReadonlyArray<BotEvent>
  /** What was not heard meanwhile, in its order, and what becomes of requests that never went out. */
  readonly caughtUp: (now: number) => ReadonlyArray<BotEvent>
}

/** The line between a run and its account, without a fault. */
export const faultyLine = (account: Account, market: Market): FaultyLine => {
  const missed: Array<BotEvent> = []
  const unsent: Array<OrderAction> = []
  const waiting: Array<{ readonly at: number; readonly action: OrderAction }> = []
  /** Sent under its own id: an order that is there already is not placed twice. */
  const carry = (action: OrderAction, at: number): ReadonlyArray<ExecutionReport> =>
    action._tag === "Place" ? place(account, market, action.order, at) : cancel(account, action.clientOrderId, at)

  const line: FaultyLine = {
    up: true,
    sees: true,
    hears: true,
    delay: 0,
    diesNext: false,
    refuses: undefined,
    putOff: 0,
    refused: 0,
    missed,
    ask: (action, at, out, through) => {
      if (!line.up) {
        unsent.push(action)
        return
      }
      if (action._tag === "Place" && line.diesNext) {
        line.diesNext = line.up = line.sees = line.hears = false
        missed.push({ _tag: "OrderOutcomeUnknown", at: at as Time, clientOrderId: action.order.clientOrderId })
        through(missed)
        return
      }
      const refusal = action._tag === "Place" ? line.refuses?.(action.order) : undefined
      if (action._tag === "Place" && refusal !== undefined) {
        line.refused += 1
        out.push({ _tag: "OrderRejected", at: at as Time, clientOrderId: action.order.clientOrderId, ...refusal })
        return
      }
      if (line.delay > 0 || waiting.length > 0) {
        line.putOff += 1
        waiting.push({ at: at + line.delay, action })
        return
      }
      through(line.hears ? out : answersOnly(out, missed))
    },
    tell: (out) => ({ push: (report) => (line.hears ? out.push(report) : missed.push(report)) }),
    keep: (event) => void missed.push(event),
    due: (now) => {
      const answers: Array<BotEvent> = []
      for (let first = waiting[0]; first !== undefined && first.at <= now; first = waiting[0]) {
        waiting.shift()
        answers.push(...carry(first.action, now))
      }
      return answers
    },
    caughtUp: (now) => {
      const heard = missed.splice(0)
      for (const action of unsent.splice(0)) heard.push(...carry(action, now))
      return heard
    }
  }
  return line
}

/** What a request is answered with comes without the stream; fills and ends come by it. */
const answersOnly = (out: Heard, missed: Array<BotEvent>): Heard => ({
  push: (report) =>
    report._tag === "OrderAccepted" || report._tag === "OrderRejected" ? out.push(report) : missed.push(report)
})
