import { Effect, Layer } from "effect"
import { Bus, type Places, Telemetry } from "@tradetower/platform"
import { inBackground } from "../patience.ts"
import { followKillSwitch } from "./kill-switch.ts"
import { Accounts } from "./accounts.ts"
import { makeCarrier } from "./carry.ts"
import { followConnections } from "./follow-connections.ts"
import { HeldOrders } from "./held-orders.ts"
import { openForNewcomers, openWhatIsOpen, openWhatWasLeft } from "./open-accounts.ts"
import { Reconciler } from "./reconcile.ts"
import { Reports } from "./reports.ts"
import { makeSweep } from "./sweep.ts"

/** Bots whose orders are worked on at the same time: an order may wait 25 s for its answer. */
const BOTS_AT_ONCE: Places = { concurrency: 1_024, own: 16 }

/** Carries orders to the exchanges and their reports back, until the scope closes. */
const carryOrders = Effect.gen(function* () {
  const bus = yield* Bus
  const telemetry = yield* Telemetry
  const carry = yield* makeCarrier

  yield* followKillSwitch
  yield* openWhatIsOpen
  yield* Effect.forkScoped(inBackground("opening accounts as they were left", openWhatWasLeft))
  yield* Effect.forkScoped(inBackground("opening accounts of newcomers", openForNewcomers))
  yield* Effect.forkScoped(inBackground("following the connections", followConnections))
  yield* Effect.forkScoped(
    inBackground(
      "receiving order commands",
      bus.receive(
        { topic: "order-commands", subscription: "execution" },
        (message) => {
          const traceparent = message.properties["traceparent"]
          const parent = typeof traceparent === "string" ? traceparent : undefined
          return telemetry.continueTrace(parent, "order-commands", carry(message))
        },
        BOTS_AT_ONCE
      )
    )
  )
  const sweep = yield* makeSweep
  const swept = sweep.pipe(Effect.catch((error) => Effect.logWarning("unsettled orders could not be read", error)))
  yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep("1 minute"), swept)))
})

/** Everything orders need, from their records to the accounts they go to. */
export const orders = Layer.effectDiscard(carryOrders).pipe(
  Layer.provideMerge(Accounts.layer),
  Layer.provideMerge(Reconciler.layer),
  Layer.provideMerge(Reports.layer),
  Layer.provideMerge(HeldOrders.layer)
)
