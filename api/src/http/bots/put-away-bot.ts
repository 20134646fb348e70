import { Clock, Effect, Option } from "effect"
import type { BotId } from "@tradetower/domain/ids"
import { type BotDefinition, BotDefinitions, type BotRun, BotRuns, queryAll, Store } from "@tradetower/platform"
import { Conflict } from "../../../contract/index.ts"
import { audit } from "../../audit.ts"
import { findBot, liveRunOf, replaceBot, viewOf } from "./bot-store.ts"

/** Refuses what is only for a bot at rest. */
const atRest = Effect.fnUntraced(function* (bot: BotDefinition) {
  if (Option.isSome(yield* liveRunOf(bot)))
    return yield* new Conflict({ detail: `${bot.name} is running. Stop it first.` })
})

/** Puts a bot away: it is listed as archived, can't be started, and what it made still counts. */
export const archiveBot = Effect.fn("api.archiveBot")(function* (botId: BotId) {
  const { value: bot, version } = yield* findBot(botId)
  if (bot.archivedAt !== undefined) return yield* viewOf(bot)
  yield* atRest(bot)
  const archived = { ...bot, archivedAt: yield* Clock.currentTimeMillis }
  yield* replaceBot(archived, version)
  yield* audit({ tenantId: bot.tenantId, action: "bot.archive", detail: bot.name, botDefinitionId: bot.id })
  return yield* viewOf(archived)
})

/** Brings an archived bot back. */
export const unarchiveBot = Effect.fn("api.unarchiveBot")(function* (botId: BotId) {
  const { value: bot, version } = yield* findBot(botId)
  if (bot.archivedAt === undefined) return yield* viewOf(bot)
  const { archivedAt: _, ...back } = bot
  yield* replaceBot(back, version)
  yield* audit({ tenantId: bot.tenantId, action: "bot.unarchive", detail: bot.name, botDefinitionId: bot.id })
  return yield* viewOf(back)
})

/** Why runs can't be forgotten, in words: they traded, or left orders that still may. */
const whyKept = (runs: ReadonlyArray<BotRun>): string | undefined => {
  if (runs.some(({ summary }) => summary.fills > 0)) return "has traded: what it made is part of your result"
  const mayTrade = ({ kept, summary }: BotRun) => kept === true || summary.openOrders > 0 || summary.unknownOrders > 0
  return runs.some(mayTrade) ? "left orders that may still trade" : undefined
}

/** Deletes a bot that has never traded, with its runs; what happened stays in the audit trail. */
export const removeBot = Effect.fn("api.removeBot")(function* (botId: BotId) {
  const store = yield* Store
  const { value: bot, version } = yield* findBot(botId)
  yield* atRest(bot)
  const key = { tenantId: bot.tenantId, botDefinitionId: bot.id }
  const runs = yield* queryAll(BotRuns, key)
  const why = whyKept(runs)
  if (why !== undefined)
    return yield* new Conflict({ detail: `${bot.name} ${why}, so it can't be deleted. Archive it instead.` })
  // Archived first: nobody starts it any more.
  yield* replaceBot({ ...bot, archivedAt: bot.archivedAt ?? (yield* Clock.currentTimeMillis) }, version)
  yield* audit({ tenantId: bot.tenantId, action: "bot.delete", detail: bot.name, botDefinitionId: bot.id })
  for (const { id } of runs) yield* store.remove(BotRuns, key, id)
  yield* store.remove(BotDefinitions, { tenantId: bot.tenantId }, bot.id)
})
