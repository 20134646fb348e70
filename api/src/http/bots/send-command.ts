import { Effect, Option, Schema } from "effect"
import type { RunId } from "@tradetower/domain/ids"
import { BotCommand } from "@tradetower/domain/messages"
import { type BotDefinition, Bus, type OutgoingMessage, Telemetry } from "@tradetower/platform"
import { Conflict } from "../../../contract/index.ts"
import { newId } from "../../new-id.ts"
import { audit } from "../../audit.ts"
import { findBot, liveRunOf } from "./bot-store.ts"

const encode = Schema.encodeSync(BotCommand)

/** A command as a message to the engine. */
export const commandMessage = (
  messageId: string,
  command: BotCommand,
  traceparent: string | undefined
): OutgoingMessage => ({
  messageId,
  sessionId: command.botId,
  subject: command._tag,
  body: encode(command),
  properties: { tenantId: command.tenantId, ...(traceparent !== undefined && { traceparent }) }
})

/** Writes a command to the audit trail and sends it; answers its id, a new one if none is given. */
export const sendCommand = Effect.fn("api.sendCommand")(function* (
  bot: BotDefinition,
  command: BotCommand,
  action: string,
  detail: string,
  id?: string
) {
  const bus = yield* Bus
  const telemetry = yield* Telemetry
  const commandId = id ?? (yield* newId)
  yield* audit({
    tenantId: bot.tenantId,
    action,
    detail,
    botDefinitionId: bot.id,
    botRunId: command.runId
  })
  yield* bus.send("bot-commands", [commandMessage(commandId, command, yield* telemetry.traceparent)])
  return { commandId }
})

/** The bot and its live run, or a refusal that says it isn't running. */
export const findLive = Effect.fnUntraced(function* (botId: BotDefinition["id"]) {
  const { value: bot } = yield* findBot(botId)
  const runId = yield* liveRunOf(bot)
  if (Option.isNone(runId)) return yield* new Conflict({ detail: `${bot.name} is not running. Start it first.` })
  return { bot, runId: runId.value, address: addressOf(bot, runId.value) }
})

export const addressOf = (bot: BotDefinition, runId: RunId) => ({
  tenantId: bot.tenantId,
  botId: bot.id,
  runId,
  actor: "TRADER" as const
})
