import { Effect, Queue, type Scope } from "effect"
import type { BotEvent } from "@tradetower/domain/bot"
import type { ConnectionId } from "@tradetower/domain/connection"
import type { TenantId, Time } from "@tradetower/domain/ids"
import type { Candle, Market, Timeframe } from "@tradetower/domain/market"
import type { Decimal } from "@tradetower/domain/number"
import { type BlobsUnavailable, marketNow, type OutgoingMessage, type StoreUnavailable } from "@tradetower/platform"
import { happened } from "../bot-commands.ts"
import type { ExchangeUnavailable } from "../exchange.ts"
import { untilItWorks } from "../patience.ts"
import type { MarketCandles } from "./candles.ts"
import type { Sleepers, Woken } from "./sleepers.ts"

/** What of an asset no order of a tenant's account holds back. */
export type Available = (
  connection: ConnectionId,
  tenantId: TenantId,
  asset: string
) => Effect.Effect<Decimal, ExchangeUnavailable | StoreUnavailable>

/** A wake that is answered only after a look elsewhere: at candles, or at an account. */
export type Question = Exclude<Woken, { by: "PRICE" | "TIMER" }>

export interface Questions {
  /** Has a run told what it asks, soon. Nobody else waits for it. */
  readonly ask: (place: Sleepers, question: Question) => void
}

/**
 * Answers what runs ask, each in a fibre of its own, until the scope closes: `say` takes the answers, `wake` a run that
 * something else woke meanwhile.
 */
export const makeQuestions = Effect.fn("makeQuestions")(function* (
  candles: ReadonlyMap<Market, MarketCandles>,
  available: Available,
  say: (message: OutgoingMessage) => void,
  wake: (place: Sleepers, woken: Woken) => void
): Effect.fn.Return<Questions, never, Scope.Scope> {
  const asked = yield* Queue.unbounded<{ readonly place: Sleepers; readonly question: Question }>()
  const ask: Questions["ask"] = (place, question) => Queue.offerUnsafe(asked, { place, question })

  const closed = Effect.fnUntraced(function* (place: Sleepers, question: Extract<Question, { by: "CANDLE" }>) {
    const { closesAt, sleep, timeframes } = question
    const of = candles.get(place.market)
    if (of === undefined) return
    const found = yield* Effect.forEach(timeframes, (timeframe) =>
      Effect.map(of.closed(timeframe, closesAt), (candle) => closedEvent(timeframe, closesAt, candle))
    )
    const events = found.flat()
    // Of candles that close together the first leads to a step that still waits for the others: each is told once.
    for (const event of events)
      say(happened(sleep, place.market, event, `${sleep.runId}:${event.timeframe}:${closesAt}`))
    if (events.length > 0) return
    const next = place.nothingTraded(sleep, question)
    if (next !== undefined) wake(place, next)
  })

  const told = Effect.fnUntraced(function* (place: Sleepers, question: Exclude<Question, { by: "CANDLE" }>) {
    const { sleep } = question
    const { market } = place
    const id = `${sleep.runId}:${sleep.seq}`
    const now = Effect.map(marketNow, (at) => Math.max(question.at, at) as Time)
    if (question.by === "BALANCE") {
      const { asset } = question
      const free = yield* untilItWorks("looking at a balance", available(sleep.connection, sleep.tenantId, asset))
      const event: BotEvent = { _tag: "BalanceSeen", at: yield* now, asset, available: free }
      return say(happened(sleep, market, event, `${id}:balance`))
    }
    const of = candles.get(market)
    if (of === undefined) return
    const event = yield* of.history(sleep.wake.candles ?? [], question.closedUntil, yield* now)
    say(happened(sleep, market, event, `${id}:history`))
  })

  const answer = (
    place: Sleepers,
    question: Question
  ): Effect.Effect<void, BlobsUnavailable | ExchangeUnavailable | StoreUnavailable> =>
    question.by === "CANDLE" ? closed(place, question) : told(place, question)
  yield* Effect.forkScoped(
    Effect.forever(
      Effect.flatMap(Queue.take(asked), ({ place, question }) =>
        Effect.forkScoped(
          Effect.catch(answer(place, question), (error) =>
            Effect.logError(`what run ${question.sleep.runId} asks is refused for good: it is not told`, error)
          )
        )
      )
    )
  )
  return { ask }
})

const closedEvent = (
  timeframe: Timeframe,
  closesAt: number,
  candle: Candle | undefined
): ReadonlyArray<Extract<BotEvent, { _tag: "CandleClosed" }>> => {
  if (candle === undefined) return []
  const { at: _, ...prices } = candle
  return [{ _tag: "CandleClosed", at: closesAt as Time, timeframe, ...prices }]
}
