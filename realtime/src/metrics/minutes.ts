import { Context, Effect, Layer } from "effect"
import type { RunId } from "@tradetower/domain/ids"
import { positionProfitAt } from "@tradetower/domain/ledger"
import type { MarketEvent } from "@tradetower/domain/messages"
import type { Decimal } from "@tradetower/domain/number"
import { intervalOf, type Store, type StoreUnavailable } from "@tradetower/platform"
import { RunBoard } from "../run-board.ts"
import { recordMinute } from "./roll-up.ts"

type PriceEvent = Extract<MarketEvent, { _tag: "Price" }>

/** The minute of a market whose results were written last, and of which runs. */
interface Written {
  readonly minute: number
  readonly runs: ReadonlySet<RunId>
}
/** A market's minute that is not over, and its price so far. */
interface OpenMinute {
  readonly minute: number
  readonly price: Decimal
  readonly written: Written | undefined
}

/** Notices when a market's minute is over and writes the results of its runs. */
export class Minutes extends Context.Service<
  Minutes,
  {
    /** A price, in market time. The first one of a new minute closes the minute before it. */
    readonly price: (event: PriceEvent) => Effect.Effect<void, StoreUnavailable, Store>
  }
>()("@tradetower/realtime/Minutes") {
  static readonly layer: Layer.Layer<Minutes, never, RunBoard> = Layer.effect(
    Minutes,
    Effect.gen(function* () {
      const board = yield* RunBoard
      const open = new Map<string, OpenMinute>()

      const close = Effect.fnUntraced(function* (event: PriceEvent, { minute, price, written }: OpenMinute) {
        const runs = [...board.live(event)]
        yield* Effect.forEach(
          runs,
          (run) => {
            const { fees, fills, invested, tradingProfit } = run.summary
            return recordMinute(
              {
                tenantId: run.tenantId,
                botRunId: run.id,
                botDefinitionId: run.botDefinitionId,
                at: minute,
                invested,
                tradingProfit,
                positionProfit: positionProfitAt(run.summary, price),
                fees,
                fills
              },
              written?.runs.has(run.id) === true ? written.minute : undefined
            )
          },
          { concurrency: 16, discard: true }
        )
        return { minute, runs: new Set(runs.map(({ id }) => id)) } satisfies Written
      })

      return {
        price: Effect.fnUntraced(function* (event: PriceEvent) {
          const key = `${event.venue}:${event.symbol}`
          const minute = intervalOf("1m", event.at)
          const before = open.get(key)
          if (before !== undefined && minute < before.minute) return
          const written = before !== undefined && minute > before.minute ? yield* close(event, before) : before?.written
          open.set(key, { minute, price: event.price, written })
        })
      }
    })
  )
}
