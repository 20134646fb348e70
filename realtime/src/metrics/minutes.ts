import { Context, Effect, Layer } from "effect"
import type { RunId } from "@tradetower/domain/ids"
import { positionProfitAt } from "@tradetower/domain/ledger"
import type { MarketEvent } from "@tradetower/domain/messages"
import type { Decimal } from "@tradetower/domain/number"
import { intervalOf, type Store, type StoreUnavailable } from "@tradetower/platform"
import { RunBoard } from "../run-board.ts"
import { recordMinute } from "./roll-up.ts"

type PriceEvent = Extract<MarketEvent, { _tag: "Price" }>

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
      const open = new Map<string, { readonly minute: number; readonly price: Decimal }>()
      const lastOf = new Map<RunId, number>()

      const close = Effect.fnUntraced(function* (event: PriceEvent, minute: number, price: Decimal) {
        const live = [...board.live()]
        const runs = live.filter((run) => run.venue === event.venue && run.symbol === event.symbol)
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
              lastOf.get(run.id)
            ).pipe(Effect.andThen(Effect.sync(() => lastOf.set(run.id, minute))))
          },
          { concurrency: 16, discard: true }
        )
        // Those that ended have no next minute.
        const alive = new Set(live.map(({ id }) => id))
        for (const id of lastOf.keys()) if (!alive.has(id)) lastOf.delete(id)
      })

      return {
        price: Effect.fnUntraced(function* (event: PriceEvent) {
          const key = `${event.venue}:${event.symbol}`
          const minute = intervalOf("1m", event.at)
          const before = open.get(key)
          if (before !== undefined && minute < before.minute) return
          if (before !== undefined && minute > before.minute) yield* close(event, before.minute, before.price)
          open.set(key, { minute, price: event.price })
        })
      }
    })
  )
}
