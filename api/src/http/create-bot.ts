import { Clock, Effect } from "effect"
import { BotId } from "@tradetower/domain"
import { type BotDefinition, BotDefinitions, Store } from "@tradetower/platform"
import { CurrentPrincipal, type NewBot } from "../../contract/index.ts"
import { newId } from "../new-id.ts"
import { audit } from "./audit.ts"
import { botView } from "./bot-store.ts"
import { checkSettings } from "./check-settings.ts"
import { committingField, refuseBeyondFree, wantedBy } from "./free-funds.ts"

/** Makes a bot of settings that can work. */
export const createBot = Effect.fn("api.createBot")(function* (given: NewBot) {
  const { userId: tenantId } = yield* CurrentPrincipal
  yield* checkSettings(given)
  const wanted = yield* wantedBy(given.exchange, given.symbol, given.settings)
  yield* refuseBeyondFree(given.exchange, wanted, committingField(given.settings))
  const store = yield* Store
  const bot: BotDefinition = {
    id: BotId.make(yield* newId),
    tenantId,
    name: given.name.trim(),
    exchange: given.exchange,
    symbol: given.symbol,
    settings: given.settings,
    createdAt: yield* Clock.currentTimeMillis
  }
  yield* audit({
    tenantId,
    action: "bot.create",
    detail: `${bot.name}: ${bot.settings._tag} on ${bot.symbol} at ${bot.exchange}`,
    botDefinitionId: bot.id
  })
  // A chance of 2^-100 that the id is taken.
  yield* store.create(BotDefinitions, bot).pipe(Effect.catchTag("AlreadyExists", Effect.die))
  return botView(bot)
})
