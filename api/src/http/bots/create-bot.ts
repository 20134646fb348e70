import { Clock, Effect } from "effect"
import { BotId, RunId } from "@tradetower/domain/ids"
import { strategyNamed } from "@tradetower/domain/strategy"
import { type BotDefinition, BotDefinitions, Store } from "@tradetower/platform"
import { Conflict, CurrentPrincipal, type NewBot } from "../../../contract/index.ts"
import { newId } from "../../new-id.ts"
import { audit } from "../../audit.ts"
import { botView } from "./bot-store.ts"
import { checkSettings } from "./check-settings.ts"
import { refuseUnarmed, refuseWhileHalted, sendStart } from "./start-bot.ts"
import { connectionOfBot } from "../connections/connection-store.ts"
import { making, starting, withLackingOnly } from "./free-funds.ts"

/** A bot that is not made yet can't have been rehearsed (REHEARSE-11). */
const unrehearsedYet = (label: string) =>
  new Conflict({
    detail: `${label} is real money, where a bot is rehearsed before it starts: make it without starting it, press “Rehearse” on its page, then start it there.`
  })

/** The first run of a bot that is to start as it is made. */
const firstRun = Effect.fnUntraced(function* (at: number) {
  yield* refuseWhileHalted
  return { currentRunId: RunId.make(yield* newId), startRequestedAt: at }
})

const write = Effect.fnUntraced(function* (bot: BotDefinition, account: string) {
  const store = yield* Store
  yield* audit({
    tenantId: bot.tenantId,
    action: "bot.create",
    detail: `${bot.name}: ${strategyNamed(bot.settings._tag).about.description.title} on ${bot.symbol} through ${account}`,
    botDefinitionId: bot.id
  })
  // A chance of 2^-100 that the id is taken.
  yield* store.create(BotDefinitions, bot).pipe(Effect.catchTag("AlreadyExists", Effect.die))
})

/**
 * Makes a bot of settings that can work; with `start` it is made running. All that can refuse a start is asked before,
 * so that a refused one makes no bot.
 */
export const createBot = Effect.fn("api.createBot")(function* (given: NewBot) {
  const { tenantId } = yield* CurrentPrincipal
  const through = yield* connectionOfBot(given.connection)
  const account = { connection: through.id, environment: through.environment, venue: through.venue }
  yield* checkSettings(given)
  if (given.start === true) {
    yield* refuseUnarmed(through.id)
    if (through.environment === "LIVE") return yield* unrehearsedYet(through.label)
  }
  const settings = given.start === true ? yield* withLackingOnly({ ...given, ...account }) : given.settings
  const createdAt = yield* Clock.currentTimeMillis
  const bot: BotDefinition = {
    id: BotId.make(yield* newId),
    tenantId,
    name: given.name.trim(),
    ...account,
    symbol: given.symbol,
    settings,
    createdAt,
    ...(given.risk !== undefined && { risk: given.risk }),
    ...(given.start === true && (yield* firstRun(createdAt)))
  }
  const { currentRunId } = bot
  if (currentRunId === undefined) {
    yield* making(bot, write(bot, through.label))
    return botView(bot)
  }
  const store = yield* Store
  // It is not made if it can't be asked to start, and the trail says so.
  const unmade = Effect.andThen(
    store.remove(BotDefinitions, { tenantId }, bot.id),
    audit({
      tenantId,
      action: "bot.delete",
      detail: `${bot.name}: it could not be asked to start`,
      botDefinitionId: bot.id
    })
  )
  const started = Effect.tapError(sendStart(bot, currentRunId), () => unmade)
  yield* starting(bot, currentRunId, Effect.andThen(write(bot, through.label), started))
  return botView(bot)
})
