import { Context, type Duration, Effect, Option } from "effect"
import { runShort } from "@tradetower/domain/order"
import { BotRuns, queryAll, Store } from "@tradetower/platform"
import type { OrderState } from "../exchange.ts"
import { HeldOrders } from "./held-orders.ts"
import type { OpenAccount } from "./reconcile.ts"

/** How long an order that nothing of ours knows may wait for the step that placed it to be carried out again. */
export const OrphanPatience = Context.Reference<Duration.Input>("@tradetower/execution/OrphanPatience", {
  defaultValue: () => "2 minutes"
})

/**
 * Orders with our mark that no record of ours knows. The step that wanted one is carried out again within a minute
 * (the engine's sweep), finds the order by its id and adopts it; what is left after that and belongs to a run of this
 * tenant is cancelled, because nobody will ever manage it. Anything else may be of another installation: left alone.
 */
export const makeOrphans = Effect.gen(function* () {
  const held = yield* HeldOrders
  const orphanPatience = yield* OrphanPatience
  const store = yield* Store
  return Effect.fn("Accounts.settleOrphans")(function* (of: OpenAccount, orphans: ReadonlyArray<OrderState>) {
    yield* Effect.sleep(orphanPatience)
    const runs = yield* queryAll(BotRuns, { tenantId: of.tenantId }).pipe(Effect.provideService(Store, store))
    const ours = new Set(runs.map(({ id }) => runShort(id)))
    for (const orphan of orphans) {
      if (Option.isSome(yield* held.find(of.tenantId, orphan.clientOrderId))) continue
      const short = orphan.clientOrderId.split("-")[1] ?? ""
      if (!ours.has(short)) {
        yield* Effect.logWarning(
          `order ${orphan.clientOrderId} rests at ${of.connection.label} and is not ours: left alone`
        )
        continue
      }
      yield* Effect.logWarning(
        `order ${orphan.clientOrderId} rests at ${of.connection.label} for a run that forgot it: cancelled`
      )
      yield* of.cancels.ask(orphan)
    }
  })
})
