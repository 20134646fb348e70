import { Clock, Effect, Option } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { tradedOf } from "@tradetower/domain/connection"
import type { TenantId } from "@tradetower/domain/ids"
import { zero } from "@tradetower/domain/number"
import {
  type BotDefinition,
  BotDefinitions,
  type BotRun,
  BotRuns,
  Bus,
  queryAll,
  StopReserve,
  Telemetry,
  type User
} from "@tradetower/platform"
import { Api, Conflict, CurrentPrincipal, type HaltedBot, type KillSwitchView } from "../../../contract/index.ts"
import { newId } from "../../new-id.ts"
import { audit } from "../../audit.ts"
import { liveRunOf, readRun } from "../bots/bot-store.ts"
import { receiptOf } from "./kill-switch-receipt.ts"
import { commandMessage } from "../bots/send-command.ts"
import { serving } from "../server/serve.ts"
import { readUser, updateUser } from "../me/user-store.ts"

/** Most messages sent to the bus in one go. */
const BATCH = 100

const heldBy = ({ ofBase }: Partial<BotRun["summary"]>) => ofBase && { held: ofBase.held }

/** Most runs that the receipt lists; every one is told to close. */
export const LISTED = 2_000

/** What is kept of the runs that were met: a record has room for so many. */
export const listed = <A>(bots: ReadonlyArray<A>) => ({
  bots: bots.slice(0, LISTED),
  ...(bots.length > LISTED && { more: bots.length - LISTED })
})

const baseOf = ({ symbol }: Pick<BotDefinition, "symbol">): string => symbol.split("-")[0] ?? symbol

/** A bot with a live run, as it stands; none when it isn't running. */
const haltable = Effect.fnUntraced(function* (bot: BotDefinition) {
  const runId = yield* liveRunOf(bot)
  if (Option.isNone(runId)) return []
  const run = Option.getOrUndefined(yield* readRun(bot, runId.value))
  const met: HaltedBot = {
    botId: bot.id,
    runId: runId.value,
    name: bot.name,
    ...tradedOf(bot),
    state: run?.summary.state ?? "INITIALIZING",
    openOrders: run?.summary.openOrders ?? 0,
    position: run?.summary.position ?? zero,
    base: baseOf(bot),
    ...heldBy(run?.summary ?? {})
  }
  return [met]
})

/** A run that ended and left orders or a position on the exchange (CLOSE-7). */
const leftover = (run: BotRun, bot: BotDefinition | undefined): HaltedBot => ({
  botId: run.botDefinitionId,
  runId: run.id,
  name: bot?.name ?? run.symbol,
  ...tradedOf(run),
  state: run.state,
  openOrders: run.summary.openOrders,
  position: run.summary.position,
  base: baseOf(run),
  ...heldBy(run.summary),
  kept: true
})

/** Everything there is to stop and to close: live runs first, then what earlier ones kept. */
const haltables = Effect.fnUntraced(function* (tenantId: TenantId) {
  const bots = yield* queryAll(BotDefinitions, { tenantId })
  const live = (yield* Effect.forEach(bots, haltable, { concurrency: 16 })).flat()
  const told = new Set(live.map(({ runId }) => runId))
  const byId = new Map(bots.map((bot) => [bot.id, bot]))
  const kept = yield* queryAll(BotRuns, { tenantId }, { where: { kept: true } })
  return [...live, ...kept.filter(({ id }) => !told.has(id)).map((run) => leftover(run, byId.get(run.botDefinitionId)))]
})

const viewOf = Effect.fnUntraced(function* (user: User) {
  const view: KillSwitchView = {
    halted: user.tradingHalted,
    wouldStop: yield* haltables(user.tenantId),
    ...(user.killSwitch !== undefined && { receipt: yield* receiptOf(user.tenantId, user.killSwitch) })
  }
  return view
})

const readView = Effect.fn("api.killSwitch")(function* () {
  const { tenantId } = yield* CurrentPrincipal
  return yield* viewOf((yield* readUser(tenantId)).value)
})

/** How many uses are known again when they come once more. */
const KNOWN = 32

const knownOf = ({ killSwitch }: User): ReadonlyArray<string> =>
  killSwitch === undefined ? [] : (killSwitch.known ?? [killSwitch.id])

/**
 * Halts first, so that nothing goes out while the bots are told; then every live run is told to close, and every one
 * that kept something. The same use again does nothing more, however late it comes.
 */
export const useKillSwitch = Effect.fn("api.useKillSwitch")(function* (query: {
  readonly id?: string
  readonly trader?: TenantId
}) {
  const { tenantId } = yield* CurrentPrincipal
  if (query.trader !== undefined && query.trader !== tenantId)
    return yield* new Conflict({
      detail: "Another trader is signed in now than the one who asked for this. Sign in as that one, then ask again."
    })
  const before = (yield* readUser(tenantId)).value
  if (query.id !== undefined && knownOf(before).includes(query.id)) return yield* viewOf(before)
  const bus = yield* Bus
  const telemetry = yield* Telemetry
  // It has to work on a full disk as well.
  yield* (yield* StopReserve).openFor(tenantId)
  const id = query.id ?? (yield* newId)
  const haltedAt = yield* Clock.currentTimeMillis
  yield* updateUser(tenantId, (user) => ({ ...user, tradingHalted: true }))
  const bots = yield* haltables(tenantId)
  yield* audit({
    tenantId,
    action: "kill-switch.use",
    detail: bots.length === 1 ? "1 run to close" : `${bots.length} runs to close`
  })
  const traceparent = yield* telemetry.traceparent
  const messages = bots.map(({ botId, runId }) =>
    commandMessage(
      `kill-${id}:${runId}`,
      { _tag: "Stop", tenantId, botId, runId, actor: "TRADER", closure: "CLOSE_POSITIONS", reason: "Kill switch." },
      traceparent
    )
  )
  for (let from = 0; from < messages.length; from += BATCH)
    yield* bus.send("bot-commands", messages.slice(from, from + BATCH))
  const commandedAt = yield* Clock.currentTimeMillis
  const user = yield* updateUser(tenantId, (now) => ({
    ...now,
    tradingHalted: true,
    killSwitch: { id, known: [...knownOf(now), id].slice(-KNOWN), haltedAt, commandedAt, ...listed(bots) }
  }))
  return yield* viewOf(user)
})

const release = Effect.fn("api.releaseKillSwitch")(function* () {
  const { tenantId } = yield* CurrentPrincipal
  yield* audit({ tenantId, action: "kill-switch.release", detail: "trading is allowed again" })
  return yield* viewOf(yield* updateUser(tenantId, (user) => ({ ...user, tradingHalted: false })))
})

export const KillSwitchLive = HttpApiBuilder.group(
  Api,
  "killSwitch",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    return handlers.handleAll({
      get: () => serve(readView()),
      use: ({ query }) => serve(useKillSwitch(query)),
      release: () => serve(release())
    })
  })
)
