import { type Duration, Effect, type Scope } from "effect"
import { Bus, type Places, type Store, type StoreUnavailable, Telemetry } from "@tradetower/platform"
import type { Markets } from "../markets.ts"
import { inBackground } from "../patience.ts"
import { followKillSwitch } from "./kill-switch.ts"
import type { RiskBook } from "../risk/risk-book.ts"
import { type Accounts, makeAccounts, openForNewcomers, openWhatIsOpen } from "./accounts.ts"
import { makeCarrier } from "./carry.ts"
import type { Clear } from "../risk/gate.ts"
import { makeHeldOrders } from "./held-orders.ts"
import { makeReconciler } from "./reconcile.ts"
import { makeReports } from "./reports.ts"
import { makeSweep } from "./sweep.ts"

/** Bots whose orders are worked on at the same time: an order may wait 25 s for its answer. */
const BOTS_AT_ONCE: Places = { concurrency: 1_024, own: 16 }

/** Carries orders to the exchanges and their reports back, until the scope closes. */
export const runOrders = Effect.fn("runOrders")(function* (
  markets: Markets,
  clear: Clear,
  book: RiskBook,
  orphanPatience: Duration.Input
): Effect.fn.Return<Accounts, StoreUnavailable, Store | Bus | Telemetry | Scope.Scope> {
  const bus = yield* Bus
  const telemetry = yield* Telemetry
  const held = yield* makeHeldOrders
  const reports = yield* makeReports(held)
  const reconciler = yield* makeReconciler(held, reports)
  const accounts = yield* makeAccounts(markets, held, reports, reconciler, orphanPatience)
  const carry = makeCarrier(markets, held, reports, reconciler, accounts, clear)

  yield* followKillSwitch(book, accounts, held)
  yield* openWhatIsOpen(accounts, held)
  yield* Effect.forkScoped(inBackground("opening accounts of newcomers", openForNewcomers(accounts, markets)))
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
  const sweep = makeSweep(held, reports, reconciler, accounts)
  const swept = sweep.pipe(Effect.catch((error) => Effect.logWarning("unsettled orders could not be read", error)))
  yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep("1 minute"), swept)))
  return accounts
})
