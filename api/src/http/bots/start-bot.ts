import { Clock, Effect, Option } from "effect"
import { type BotId, RunId } from "@tradetower/domain/ids"
import { type BotDefinition, BotDefinitions, Store, Users } from "@tradetower/platform"
import { type ConnectionId, isArmed, PAPER } from "@tradetower/domain/connection"
import { Conflict, CurrentPrincipal } from "../../../contract/index.ts"
import { newId } from "../../new-id.ts"
import { connectionOfBot, connectionsOf } from "../connections/connection-store.ts"
import { changedMeanwhile, findBot, liveRunOf } from "./bot-store.ts"
import { checkSettings } from "./check-settings.ts"
import { starting, withLackingOnly } from "./free-funds.ts"
import { buyingLess, refuseUnrehearsed } from "./refuse-unrehearsed.ts"
import { addressOf, sendCommand } from "./send-command.ts"

/** Nothing starts while the kill switch is on. */
export const refuseWhileHalted = Effect.gen(function* () {
  const { tenantId } = yield* CurrentPrincipal
  const store = yield* Store
  const user = yield* store.read(Users, { tenantId }, "user")
  if (Option.isSome(user) && user.value.value.tradingHalted)
    return yield* new Conflict({ detail: "The kill switch is on. Release it before you start a bot." })
})

/** Nothing starts on an account of real money before its trader armed it (RISK-25). */
export const refuseUnarmed = Effect.fnUntraced(function* (id: ConnectionId) {
  const connection = yield* connectionOfBot(id)
  if (!isArmed(connection))
    return yield* new Conflict({
      detail: `${connection.label} is real money and is not armed: arm it on the page Connections before you start a bot on it.`
    })
})

/** Asks the engine to begin a run that the bot names already. */
export const sendStart = (bot: BotDefinition, runId: RunId) =>
  sendCommand(bot, { _tag: "Start", ...addressOf(bot, runId) }, "bot.start", `${bot.name} is to start`)

/** Begins a new run of a bot that isn't running; two starts at once begin one. */
export const startBot = Effect.fn("api.startBot")(function* (botId: BotId) {
  const store = yield* Store
  const { value: bot, version } = yield* findBot(botId)
  const running = new Conflict({ detail: `${bot.name} is running already.` })
  if (Option.isSome(yield* liveRunOf(bot))) return yield* running
  if (bot.archivedAt !== undefined)
    return yield* new Conflict({ detail: `${bot.name} is archived. Bring it back before you start it.` })
  yield* refuseWhileHalted
  if (bot.connection !== PAPER && !(yield* connectionsOf()).some(({ id }) => id === bot.connection))
    return yield* new Conflict({
      detail: `The account that ${bot.name} trades through was removed. Duplicate the bot, and choose another account.`
    })
  yield* refuseUnarmed(bot.connection)
  yield* checkSettings(bot)
  yield* refuseUnrehearsed(bot)
  const buying = yield* buyingLess(bot, yield* withLackingOnly(bot))
  const runId = RunId.make(yield* newId)
  const meanwhile = Effect.flatMap(findBot(botId), ({ value: now }) =>
    now.currentRunId === bot.currentRunId ? changedMeanwhile() : running
  )
  const started = { ...buying, currentRunId: runId, startRequestedAt: yield* Clock.currentTimeMillis }
  yield* starting(
    started,
    runId,
    store.replace(BotDefinitions, started, version).pipe(Effect.catchTag("VersionMismatch", () => meanwhile))
  )
  return { ...(yield* sendStart(started, runId)), runId }
})
