import { Effect, Layer, Schedule } from "effect"
import { consume, type Places, receiveAll } from "@tradetower/platform"
import { inBackground } from "../patience.ts"
import { OwnShare } from "../shares/own-share.ts"
import { followKillSwitch } from "./kill-switch.ts"
import { Accounts } from "./accounts.ts"
import { makeCarrier } from "./carry.ts"
import { followConnections } from "./follow-connections.ts"
import { HeldOrders } from "./held-orders.ts"
import { openForNewcomers, openWhatIsOpen, openWhatWasLeft } from "./open-accounts.ts"
import { Reconciler } from "./reconcile.ts"
import { Reports } from "./reports.ts"
import { makeSweep, SWEPT_EVERY } from "./sweep.ts"

/** Bots whose orders are worked on at the same time: an order may wait 25 s for its answer. */
const BOTS_AT_ONCE: Places = { concurrency: 1_024, own: 16 }

/** Carries orders to the exchanges and their reports back, until the scope closes. */
const carryOrders = Effect.gen(function* () {
  const { sweep, takeOver } = yield* makeSweep
  const carry = yield* makeCarrier({ takeOver })

  yield* followKillSwitch
  yield* openWhatIsOpen
  yield* Effect.forkScoped(inBackground("opening accounts as they were left", openWhatWasLeft))
  yield* Effect.forkScoped(inBackground("opening accounts of newcomers", openForNewcomers))
  yield* Effect.forkScoped(inBackground("following the connections", followConnections))
  yield* Effect.forkScoped(
    inBackground(
      "receiving order commands",
      receiveAll("order-commands", "execution", consume("order-commands", carry), BOTS_AT_ONCE, yield* OwnShare)
    )
  )
  const swept = sweep.pipe(Effect.catch((error) => Effect.logWarning("unsettled orders could not be read", error)))
  yield* Effect.forkScoped(Effect.andThen(Effect.sleep(SWEPT_EVERY), Effect.repeat(swept, Schedule.fixed(SWEPT_EVERY))))
})

/** Everything orders need, from their records to the accounts they go to. */
export const orders = Layer.effectDiscard(carryOrders).pipe(
  Layer.provideMerge(Accounts.layer),
  Layer.provideMerge(Reconciler.layer),
  Layer.provideMerge(Reports.layer),
  Layer.provideMerge(HeldOrders.layer)
)
