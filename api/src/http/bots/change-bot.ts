import { Effect, Option } from "effect"
import type { BotId } from "@tradetower/domain/ids"
import { type AssetAmount, commitmentBeyond } from "@tradetower/domain/risk"
import { type BotSettings, changeProblems } from "@tradetower/domain/strategy"
import type { BotDefinition } from "@tradetower/platform"
import { type BotChange, CannotWork } from "../../../contract/index.ts"
import { newId } from "../../new-id.ts"
import { settingsField } from "../../settings-field.ts"
import { audit } from "../../audit.ts"
import { findBot, liveRunOf, mayBegin, replaceBot, viewOf } from "./bot-store.ts"
import { checkSettings } from "./check-settings.ts"
import { committing, committingField, refuseBeyondFree, wantedBy } from "./free-funds.ts"
import { changedLimits } from "../risk-limits/risk-limits.ts"
import { rehearsedChange } from "./refuse-unrehearsed.ts"
import { addressOf, sendCommand } from "./send-command.ts"

/** What changed, for the audit trail. */
const wordsOf = (
  before: BotDefinition,
  after: BotDefinition,
  { group, risk, settings }: BotChange,
  rehearsed: ReadonlyArray<string>
): string =>
  [
    before.name === after.name ? after.name : `${before.name} is now ${after.name}`,
    ...(group === undefined ? [] : [after.group === undefined ? "in no group" : `in the group ${after.group}`]),
    ...(settings === undefined ? [] : ["new settings"]),
    ...rehearsed,
    ...(risk === undefined ? [] : [`risk limits: ${changedLimits(before.risk ?? {}, risk)}`])
  ].join("; ")

/** Refuses settings that differ where a bot keeps what it has. */
export const refuseKept = Effect.fnUntraced(function* (before: BotSettings, settings: BotSettings, running: boolean) {
  const problems = changeProblems(before, settings, running)
  const [first] = problems
  if (first === undefined) return
  const errors = problems.map(settingsField)
  const detail = problems.length === 1 ? first.message : `${problems.length} values can't change.`
  return yield* new CannotWork({ detail, errors })
})

/** Changes a bot's name, group, settings or limits; a live run is told of new settings at once. */
export const changeBot = Effect.fn("api.changeBot")(function* (botId: BotId, change: BotChange) {
  const { value: bot, version } = yield* findBot(botId)
  const settings = change.settings ?? bot.settings
  const running = Option.isSome(yield* liveRunOf(bot))
  yield* refuseKept(bot.settings, settings, running)

  const { group: before, ...rest } = bot
  const group = change.group?.trim() ?? before
  const meant: BotDefinition = {
    ...rest,
    ...(group !== undefined && group !== "" && { group }),
    name: change.name?.trim() ?? bot.name,
    settings,
    ...(change.risk !== undefined && { risk: change.risk })
  }
  let more: ReadonlyArray<AssetAmount> = []
  if (change.settings !== undefined) {
    yield* checkSettings({ ...meant, before: bot.settings })
    const wanted = yield* wantedBy(meant)
    // What a running bot was given is its own already.
    if (running) more = commitmentBeyond(wanted, yield* wantedBy(bot))
    else yield* refuseBeyondFree(bot.connection, wanted, committingField(settings))
  }
  const { changed, said } =
    running || (yield* mayBegin(bot))
      ? yield* rehearsedChange(bot, meant, change.waive ?? [])
      : { changed: meant, said: [] }
  const commandId = yield* newId
  const write = Effect.gen(function* () {
    yield* replaceBot(changed, version)
    yield* audit({
      tenantId: bot.tenantId,
      action: "bot.change",
      detail: wordsOf(bot, changed, change, said),
      botDefinitionId: bot.id
    })
    const runId = change.settings === undefined ? Option.none() : yield* liveRunOf(changed)
    if (Option.isSome(runId))
      yield* sendCommand(
        changed,
        { _tag: "ChangeSettings", ...addressOf(changed, runId.value), settings },
        "bot.change-settings",
        `${changed.name}: what it trades now follows`,
        commandId
      )
  })
  const { currentRunId: runId } = bot
  yield* runId === undefined
    ? write
    : committing(bot.connection, more, committingField(settings), { botId: bot.id, runId, commandId }, write)
  return yield* viewOf(changed)
})
