import { Effect, Option } from "effect"
import { type BotId, type BotSettings, keepsItsKind } from "@tradetower/domain"
import { type BotDefinition, BotDefinitions, Store } from "@tradetower/platform"
import { CannotWork, Conflict } from "../../contract/index.ts"
import { audit } from "./audit.ts"
import { findBot, liveRunOf, viewOf } from "./bot-store.ts"
import { checkSettings } from "./check-settings.ts"
import { addressOf, sendCommand } from "./send-command.ts"

/** Changes a bot's name or settings; a live run is told of new settings at once. */
export const changeBot = Effect.fn("api.changeBot")(function* (
  botId: BotId,
  change: { readonly name?: string; readonly settings?: BotSettings }
) {
  const store = yield* Store
  const { value: bot, version } = yield* findBot(botId)
  const settings = change.settings ?? bot.settings
  const [problem] = keepsItsKind(bot.settings, settings)
  if (problem !== undefined) {
    const { field, message } = problem
    return yield* new CannotWork({ detail: message, errors: [{ field: `settings.${field}`, message }] })
  }
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
