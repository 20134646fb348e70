import { createHash } from "node:crypto"
import { Clock, Context, Effect, Layer } from "effect"
import type { RunId } from "@tradetower/domain/ids"
import { positionProfitAt } from "@tradetower/domain/ledger"
import type { MarketEvent } from "@tradetower/domain/messages"
import type { Decimal } from "@tradetower/domain/number"
import { intervalOf, type MetricsSnapshot, type Store, type StoreUnavailable } from "@tradetower/platform"
import { RunBoard } from "../run-board.ts"
import type { RealtimeSettings } from "../settings.ts"
import { recordMinute } from "./roll-up.ts"

type PriceEvent = Extract<MarketEvent, { _tag: "Price" }>

/** A market's minute that is not over, its price so far, and whose results its last minute had. */
interface OpenMinute {
  readonly minute: number
  readonly price: Decimal
  readonly runs: ReadonlySet<RunId>
}

/** What a run came to in a minute. */
type Result = Omit<MetricsSnapshot, "id" | "tier">
/** A result that has its time, wall clock ms. */
interface Waiting {
  readonly result: Result
  readonly due: number
}

const nobody: ReadonlySet<RunId> = new Set()

/** Where in the time after a minute a run's turn is: from 0 up to 1, always the same. */
const turnOf = (id: RunId): number => createHash("sha256").update(id).digest().readUInt32BE() / 2 ** 32

/** Notices when a market's minute is over and writes the results of its runs. */
export class Minutes extends Context.Service<
  Minutes,
  {
    /** A price, in market time. The first one of a new minute closes the minute before it. */
    readonly price: (event: PriceEvent) => Effect.Effect<void, StoreUnavailable, Store>
  }
>()("@tradetower/realtime/Minutes") {
  static readonly layer = ({ minuteOverMs }: Pick<RealtimeSettings, "minuteOverMs">) =>
    Layer.effect(
      Minutes,
      Effect.gen(function* () {
        const board = yield* RunBoard
        const open = new Map<string, OpenMinute>()
        /** Which minute of a live run was written last. */
        const written = new Map<RunId, number>()
        /** One a live run: where the store is away for longer, the minutes before its newest are lost. */
        const waiting = new Map<RunId, Waiting>()

        const write = Effect.fnUntraced(function* (result: Result) {
          yield* recordMinute(result, written.get(result.botRunId))
          written.set(result.botRunId, result.at)
        })
        const writeWaiting = Effect.fnUntraced(function* (one: Waiting) {
          const { result } = one
          yield* write(result)
          if (waiting.get(result.botRunId) === one) waiting.delete(result.botRunId)
        })
        const writeDue = Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          const due = [...waiting.values()].filter((one) => one.due <= now)
          const tried = (one: Waiting) =>
            Effect.catch(writeWaiting(one), (error) => Effect.logDebug("A minute's result was not written", error))
          yield* Effect.forEach(due, tried, { concurrency: 16, discard: true })
        })
        if (minuteOverMs > 0) yield* Effect.forkScoped(Effect.forever(Effect.delay(writeDue, "1 second")))

        const close = Effect.fnUntraced(function* (event: PriceEvent, { minute, price, runs: before }: OpenMinute) {
          const results = [...board.live(event)].map(({ botDefinitionId, id, summary, tenantId }): Result => {
            const { fees, fills, invested, tradingProfit } = summary
            const positionProfit = positionProfitAt(summary, price)
            const came = { invested, tradingProfit, positionProfit, fees, fills }
            return { tenantId, botRunId: id, botDefinitionId, at: minute, ...came }
          })
          if (minuteOverMs === 0) yield* Effect.forEach(results, write, { concurrency: 16, discard: true })
          else {
            const now = yield* Clock.currentTimeMillis
            for (const result of results)
              waiting.set(result.botRunId, { result, due: now + turnOf(result.botRunId) * minuteOverMs })
          }
          const runs = new Set(results.map(({ botRunId }) => botRunId))
          for (const id of before) {
            if (runs.has(id)) continue
            written.delete(id)
            waiting.delete(id)
          }
          return runs
        })

        return {
          price: Effect.fnUntraced(function* (event: PriceEvent) {
            const key = `${event.venue}:${event.symbol}`
            const minute = intervalOf("1m", event.at)
            const before = open.get(key)
            if (before !== undefined && minute < before.minute) return
            const runs =
              before !== undefined && minute > before.minute ? yield* close(event, before) : (before?.runs ?? nobody)
            open.set(key, { minute, price: event.price, runs })
          })
        }
      })
    )
}
