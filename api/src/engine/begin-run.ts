import { Effect, Option } from "effect"
import { PAPER } from "@tradetower/domain/connection"
import { unrehearsed } from "@tradetower/domain/rehearsal"
import { instrumentBy, unitsOf } from "@tradetower/domain/terms"
import { type BotId, type RunId, type TenantId, Time } from "@tradetower/domain/ids"
import type { BotCommand } from "@tradetower/domain/messages"
import {
  type BotDefinition,
  BotDefinitions,
  BotEvents,
  BotRuns,
  Connections,
  marketNow,
  Markets,
  Poison,
  stepId,
  Store,
  Users
} from "@tradetower/platform"
import { configurationOf } from "../configuration-of.ts"
import { Engine } from "./engine.ts"
import { notify } from "./notify.ts"

/** The price an earlier run of the bot was laid around, when it keeps that for ever (LOOP-1). */
const anchorOf = Effect.fnUntraced(function* (tenantId: TenantId, botDefinitionId: BotId) {
  const store = yield* Store
  const { items } = yield* store.query(
    BotRuns,
    { tenantId, botDefinitionId },
    { orderBy: { field: "startedAt", direction: "ASC" }, limit: 100 }
  )
  const anchor = items.find(({ value }) => value.summary.anchor !== undefined)?.value.summary.anchor
  return anchor === undefined ? {} : { anchor }
})

/** Tells the trader why a run is not begun; a bot that was made to start at once goes with it. */
const refused = Effect.fnUntraced(function* (bot: BotDefinition, runId: RunId, cause: string, words: string) {
  const store = yield* Store
  const { currentRunId, id: botId, name, tenantId } = bot
  const madeForIt = currentRunId === runId && bot.startRequestedAt === bot.createdAt
  yield* notify({
    id: `${runId}:${cause}`,
    tenantId,
    ...(!madeForIt && { botId }),
    kind: "ERROR",
    severity: "WARNING",
    text: `${name} was not ${madeForIt ? "made" : "started"}: ${words}.`
  })
  if (madeForIt) yield* store.remove(BotDefinitions, { tenantId }, botId)
})

/**
 * Begins a run: its genesis with the bot's settings and the instrument's rules of this moment, then `Started`. A repeat
 * changes nothing. A halted tenant's bot is not begun; the trader is told.
 */
export const beginRun = Effect.fn("engine.beginRun")(function* (
  command: Extract<BotCommand, { _tag: "Start" }>,
  messageId: string
) {
  const store = yield* Store
  const engine = yield* Engine
  const { botId, runId, tenantId } = command
  const at = Time.make(yield* marketNow)

  const definition = yield* store.read(BotDefinitions, { tenantId }, botId)
  if (Option.isNone(definition))
    return yield* new Poison({ reason: "NO_SUCH_BOT", message: `tenant ${tenantId} has no bot ${botId}` })
  const bot = definition.value.value

  const key = { tenantId, botRunId: runId }
  if (Option.isNone(yield* store.read(BotEvents, key, stepId(0)))) {
    if (bot.currentRunId !== undefined && bot.currentRunId !== runId)
      return yield* refused(bot, runId, "anew", "it was started anew meanwhile")
    const user = yield* store.read(Users, { tenantId }, "user")
    // There is nobody any more to tell.
    if (Option.isSome(user) && user.value.value.erasure !== undefined) return
    if (Option.isSome(user) && user.value.value.tradingHalted)
      return yield* refused(bot, runId, "halted", "the kill switch is on")
    const market = yield* store.read(Markets, { venue: bot.venue }, bot.symbol)
    if (Option.isNone(market))
      return yield* refused(bot, runId, "no-market", `${bot.symbol} is not on offer at ${bot.venue} now`)
    const stored = yield* store.read(Connections, { tenantId }, bot.connection)
    const connection = Option.getOrUndefined(stored)?.value
    if (connection === undefined ? bot.connection !== PAPER : connection.removedAt !== undefined)
      return yield* refused(bot, runId, "no-connection", "the account that it was to trade through was removed")
    const terms = connection?.terms ?? "paper"
    // What was true when it was asked for need not be any more: the message may be late.
    const { instrument: listed } = market.value.value
    const now = configurationOf(bot, terms, listed)
    if (bot.environment === "LIVE" && unrehearsed(bot.name, bot.rehearsed, now) !== undefined)
      return yield* refused(bot, runId, "unrehearsed", "it was not rehearsed as it is now, which real money asks for")
    yield* store
      .create(BotEvents, {
        id: stepId(0),
        ...key,
        botDefinitionId: botId,
        kind: "GENESIS",
        seq: 0,
        at,
        connection: bot.connection,
        environment: bot.environment,
        ...(terms !== "paper" && { terms }),
        instrument: instrumentBy(terms, listed, 1, unitsOf(bot.settings)),
        settings: bot.settings,
        ...(yield* anchorOf(tenantId, botId))
      })
      .pipe(Effect.catchTag("AlreadyExists", () => Effect.void))
  }
  yield* engine.record(tenantId, runId, messageId, () => Effect.succeed({ _tag: "Started", at, actor: command.actor }))
})
