import { Clock, Effect, Option } from "effect"
import { tradedOf } from "@tradetower/domain/connection"
import type { BotId, RunId } from "@tradetower/domain/ids"
import {
  type BotDefinition,
  BotDefinitions,
  BotEvents,
  type BotRun,
  BotRuns,
  earlierRuns,
  newestRun,
  stepId,
  Store,
  type Version
} from "@tradetower/platform"
import { type BotView, Conflict, CurrentPrincipal, NotFound, type RunView } from "../../../contract/index.ts"

/** How long a run that was asked for may take to begin before it may be asked for anew, ms. */
const BEGINS_WITHIN = 60_000

/** A bot of the signed-in trader, with the version a change must name. */
export const findBot = Effect.fnUntraced(function* (botId: BotId) {
  const { tenantId } = yield* CurrentPrincipal
  const store = yield* Store
  const stored = yield* store.read(BotDefinitions, { tenantId }, botId)
  if (Option.isNone(stored)) return yield* new NotFound({ detail: "You have no bot with this id." })
  return stored.value
})

/** A run as last projected; none while it is only just beginning. */
export const readRun = Effect.fnUntraced(function* (bot: BotDefinition, runId: RunId) {
  const store = yield* Store
  const key = { tenantId: bot.tenantId, botDefinitionId: bot.id }
  return Option.map(yield* store.read(BotRuns, key, runId), (stored) => stored.value)
})

/** The run meant: the one named, else the bot's latest. Both must be this bot's. */
export const findRun = Effect.fnUntraced(function* (bot: BotDefinition, runId: RunId | undefined) {
  const id = runId ?? bot.currentRunId
  if (id === undefined) return yield* new NotFound({ detail: `${bot.name} has not run yet.` })
  const run = yield* readRun(bot, id)
  if (Option.isSome(run)) return run.value
  return yield* new NotFound({
    detail: id === bot.currentRunId ? `${bot.name} is only just starting.` : `${bot.name} has no such run.`
  })
})

/** Someone else wrote a bot anew since it was read. */
export const changedMeanwhile = () =>
  new Conflict({ detail: "Someone changed this bot at the same moment. Look again and repeat." })

/** Writes a bot anew, unless someone else did since it was read. */
export const replaceBot = Effect.fnUntraced(function* (bot: BotDefinition, version: Version) {
  const store = yield* Store
  yield* store.replace(BotDefinitions, bot, version).pipe(Effect.catchTag("VersionMismatch", changedMeanwhile))
})

/** The id of the bot's run if that still goes on or is about to. */
export const liveRunOf = Effect.fnUntraced(function* (bot: BotDefinition) {
  const runId = bot.currentRunId
  if (runId === undefined) return Option.none<RunId>()
  const run = yield* readRun(bot, runId)
  if (Option.isSome(run)) return run.value.live ? Option.some(runId) : Option.none<RunId>()
  // The clock may have been ahead when it was asked for, before a restart.
  if (Math.abs((yield* Clock.currentTimeMillis) - (bot.startRequestedAt ?? 0)) < BEGINS_WITHIN)
    return Option.some(runId)
  // Not begun in time: either its projection is late, or it was refused.
  const store = yield* Store
  const genesis = yield* store.read(BotEvents, { tenantId: bot.tenantId, botRunId: runId }, stepId(0))
  return Option.map(genesis, () => runId)
})

/** Whether a run that was asked for was never heard of: however long ago, what asks for it may only be late. */
export const mayBegin = Effect.fnUntraced(function* (bot: BotDefinition) {
  return bot.currentRunId !== undefined && Option.isNone(yield* readRun(bot, bot.currentRunId))
})

export const runView = (run: BotRun): RunView => ({
  id: run.id,
  startedAt: run.startedAt,
  ...(run.endedAt !== undefined && { endedAt: run.endedAt }),
  live: run.live,
  seq: run.seq,
  summary: run.summary
})

/** What a bot's runs before one came to. */
export const earlierOf = (run: BotRun) => (run.earlier === undefined ? earlierRuns(run) : Effect.succeed(run.earlier))

/** The run that goes on, else the latest: one that is only just starting, or never began, is none yet. */
export const shownRun = Effect.fnUntraced(function* (bot: BotDefinition) {
  if (bot.currentRunId === undefined) return Option.none<BotRun>()
  const current = yield* readRun(bot, bot.currentRunId)
  return Option.isSome(current) ? current : yield* newestRun({ tenantId: bot.tenantId, botDefinitionId: bot.id })
})

/** A bot that has never run. */
export const botView = (bot: BotDefinition): BotView => ({
  id: bot.id,
  name: bot.name,
  ...(bot.group !== undefined && { group: bot.group }),
  ...tradedOf(bot),
  settings: bot.settings,
  createdAt: bot.createdAt,
  ...(bot.archivedAt !== undefined && { archivedAt: bot.archivedAt }),
  ...(bot.risk !== undefined && { risk: bot.risk })
})

/** A bot as shown, with its latest run and what those before it came to. */
export const viewOf = Effect.fnUntraced(function* (bot: BotDefinition) {
  const run = yield* shownRun(bot)
  if (Option.isNone(run)) return botView(bot)
  return { ...botView(bot), run: runView(run.value), earlier: yield* earlierOf(run.value) }
})
