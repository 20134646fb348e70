import { Effect } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { queryAll } from "../ports/every-document.ts"
import type { Store, StoreUnavailable } from "../ports/store.ts"
import { Backtests, type JobRecord } from "./backtests.ts"
import { type BotRun, BotRuns } from "./bot-runs.ts"
import { type OrderRecord, Orders } from "./orders.ts"

/** What of a tenant still goes on: as long as anything does, nothing of theirs may be erased. */
export interface GoesOn {
  readonly runs: ReadonlyArray<BotRun>
  /** Those that an exchange may still fill, also of runs that ended and left them there. */
  readonly orders: ReadonlyArray<OrderRecord>
  readonly jobs: ReadonlyArray<JobRecord>
}

/** Looks what of a tenant still goes on, on every account: with real money and with paper money. */
export const goesOn = Effect.fn("goesOn")(function* (
  tenantId: TenantId
): Effect.fn.Return<GoesOn, StoreUnavailable, Store> {
  const runs = yield* queryAll(BotRuns, { tenantId }, { where: { live: true } })
  const orders = yield* queryAll(Orders, { tenantId }, { where: { open: true } })
  const jobs = yield* Effect.forEach(["QUEUED", "RUNNING"], (state) =>
    queryAll(Backtests, { tenantId }, { where: { state } })
  )
  return { runs, orders, jobs: jobs.flat() }
})
