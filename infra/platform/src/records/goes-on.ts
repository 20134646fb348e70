import { Effect } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { queryAll } from "../ports/every-document.ts"
import type { Store, StoreUnavailable } from "../ports/store.ts"
import { Accounts } from "./accounts.ts"
import { Backtests, type JobRecord } from "./backtests.ts"
import { type BotRun, BotRuns } from "./bot-runs.ts"
import { type OrderRecord, Orders } from "./orders.ts"

/** What of a tenant still goes on: as long as anything does, but `lost`, nothing of theirs may be erased. */
export interface GoesOn {
  readonly runs: ReadonlyArray<BotRun>
  /** Those that an exchange may still fill, also of runs that ended and left them there. */
  readonly orders: ReadonlyArray<OrderRecord>
  /** The same at accounts whose key was revoked: nobody here can ask what became of them, or take them back. */
  readonly lost: ReadonlyArray<OrderRecord>
  readonly jobs: ReadonlyArray<JobRecord>
}

/** Looks what of a tenant still goes on, on every account: with real money and with paper money. */
export const goesOn = Effect.fn("goesOn")(function* (
  tenantId: TenantId
): Effect.fn.Return<GoesOn, StoreUnavailable, Store> {
  const runs = yield* queryAll(BotRuns, { tenantId }, { where: { live: true } })
  const open = yield* queryAll(Orders, { tenantId }, { where: { open: true } })
  const accounts = open.length === 0 ? [] : yield* queryAll(Accounts, { tenantId })
  const revoked = new Set(accounts.filter(({ trouble }) => trouble === "REVOKED").map(({ id }) => id))
  const isLost = ({ connection }: OrderRecord): boolean => revoked.has(connection)
  const jobs = yield* Effect.forEach(["QUEUED", "RUNNING"], (state) =>
    queryAll(Backtests, { tenantId }, { where: { state } })
  )
  return { runs, orders: open.filter((order) => !isLost(order)), lost: open.filter(isLost), jobs: jobs.flat() }
})
