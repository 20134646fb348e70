import { Effect, Option } from "effect"
import { BotState, isLive } from "@tradetower/domain/bot"
import type { TenantId } from "@tradetower/domain/ids"
import { isZero } from "@tradetower/domain/number"
import { BotEvents, type BotRun, BotRuns, Store, type User } from "@tradetower/platform"
import type { KillSwitchReceipt } from "../../../contract/index.ts"

type Use = NonNullable<User["killSwitch"]>
type Met = Use["bots"][number]

/** How many of a run's last steps are looked through for the one that ended it: late reports may follow. */
const LAST = 50

const isState = (text: string): text is BotState => (BotState.literals as ReadonlyArray<string>).includes(text)

/** When a run's end was written, wall clock: the run itself only knows market time. */
const endedAt = Effect.fnUntraced(function* (run: BotRun) {
  const store = yield* Store
  const page = yield* store.query(
    BotEvents,
    { tenantId: run.tenantId, botRunId: run.id },
    { where: { kind: "STEP", seq: { from: 1 } }, orderBy: { field: "seq", direction: "DESC" }, limit: LAST }
  )
  for (const { value } of page.items)
    if (value.kind === "STEP" && value.transitions.some(({ to }) => !isLive(to))) return value.recordedAt
  return undefined
})

const becameOf = Effect.fnUntraced(function* (tenantId: TenantId, use: Use, met: Met) {
  const store = yield* Store
  const stored = yield* store.read(BotRuns, { tenantId, botDefinitionId: met.botId }, met.runId)
  const run = Option.getOrUndefined(Option.map(stored, ({ value }) => value))
  const over = run !== undefined && !run.live && run.kept !== true
  const end = over ? ((yield* endedAt(run)) ?? use.commandedAt) : undefined
  // What an ended run kept may be gone before it is told: its end is not that of long ago.
  const stoppedAt = end === undefined ? undefined : met.kept === true ? Math.max(end, use.commandedAt) : end
  const state = isState(met.state) ? met.state : "INITIALIZING"
  return {
    ...met,
    state,
    stateNow: run?.summary.state ?? state,
    openOrdersNow: run?.summary.openOrders ?? met.openOrders,
    positionNow: run?.summary.position ?? met.position,
    ...(stoppedAt !== undefined && { stoppedAt })
  }
})

type Became = Pick<
  KillSwitchReceipt["bots"][number],
  "environment" | "openOrders" | "openOrdersNow" | "position" | "positionNow"
>

const closedBy = (bots: ReadonlyArray<Became>) => ({
  ordersCancelled: bots.reduce((sum, bot) => sum + Math.max(0, bot.openOrders - bot.openOrdersNow), 0),
  positionsClosed: bots.filter((bot) => !isZero(bot.position) && isZero(bot.positionNow)).length
})

/** How much was cancelled and closed, and how much of it was real money. */
export const closedOf = (
  bots: ReadonlyArray<Became>
): Pick<KillSwitchReceipt, keyof ReturnType<typeof closedBy> | "live"> => {
  const live = bots.filter(({ environment }) => environment === "LIVE")
  return { ...closedBy(bots), ...(live.length > 0 && { live: closedBy(live) }) }
}

/** What became of each bot since the kill switch was used, and when the last of them had stopped. */
export const receiptOf = Effect.fn("api.killSwitchReceipt")(function* (tenantId: TenantId, use: Use) {
  const bots = yield* Effect.forEach(use.bots, (met) => becameOf(tenantId, use, met), { concurrency: 16 })
  const ends = bots.flatMap(({ stoppedAt }) => (stoppedAt === undefined ? [] : [stoppedAt]))
  const receipt: KillSwitchReceipt = {
    id: use.id,
    haltedAt: use.haltedAt,
    commandedAt: use.commandedAt,
    // Of those that are not listed nothing is known here.
    ...(use.more === undefined && ends.length === bots.length && { completedAt: Math.max(use.commandedAt, ...ends) }),
    bots,
    ...(use.more !== undefined && { more: use.more }),
    ...closedOf(bots)
  }
  return receipt
})
