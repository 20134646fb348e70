import { Effect, Option } from "effect"
import type { BotId, BotSettings } from "@tradetower/domain"
import { type BotDefinition, BotDefinitions, Store } from "@tradetower/platform"
import { CannotWork, Conflict } from "../../contract/index.ts"
import { audit } from "./audit.ts"
import { findBot, liveRunOf, viewOf } from "./bot-store.ts"
import { checkSettings } from "./check-settings.ts"
import { addressOf, sendCommand } from "./send-command.ts"

/** What can't change after creation: the strategy and, where there is one, the direction. */
const fixed = (before: BotSettings, after: BotSettings) => {
  if (before._tag !== after._tag)
    return { field: "settings._tag", message: `stays ${before._tag}; make a new bot for ${after._tag}` }
  if (before._tag === "DCA" && after._tag === "DCA" && before.direction !== after.direction)
    return {
      field: "settings.direction",
      message: `stays ${before.direction}; make a new bot for ${after.direction}`
    }
  return undefined
}

/** Changes a bot's name or settings; a live run is told of new settings at once. */
export const changeBot = Effect.fn("api.changeBot")(function* (
  botId: BotId,
  change: { readonly name?: string; readonly settings?: BotSettings }
) {
  const store = yield* Store
  const { value: bot, version } = yield* findBot(botId)
  const settings = change.settings ?? bot.settings
  const problem = fixed(bot.settings, settings)
  if (problem !== undefined) return yield* new CannotWork({ detail: problem.message, errors: [problem] })
  if (change.settings !== undefined) yield* checkSettings(bot.exchange, bot.symbol, settings)

  const changed: BotDefinition = { ...bot, name: change.name?.trim() ?? bot.name, settings }
  yield* audit({
    tenantId: bot.tenantId,
    action: "bot.change",
    detail: change.settings === undefined ? `${bot.name} is now ${changed.name}` : `${changed.name}: new settings`,
    botDefinitionId: bot.id
  })
  yield* store
    .replace(BotDefinitions, changed, version)
    .pipe(
      Effect.catchTag(
        "VersionMismatch",
        () => new Conflict({ detail: "Someone changed this bot at the same moment. Look again and repeat." })
      )
    )
  const runId = change.settings === undefined ? Option.none() : yield* liveRunOf(changed)
  if (Option.isSome(runId))
    yield* sendCommand(
      changed,
      { _tag: "ChangeSettings", ...addressOf(changed, runId.value), settings },
      "bot.change-settings",
      `${changed.name}: told its run`
    )
  return yield* viewOf(changed)
})
