import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { BotDefinitions, queryAll, type RateCounters } from "@tradetower/platform"
import { Api, CurrentPrincipal } from "../../../contract/index.ts"
import type { Simulations } from "../../backtest/simulations.ts"
import { addFunds, takeFunds } from "./bot-funds.ts"
import { botEvents, botOrders, botPerformance, botRun, botRuns } from "./bot-history.ts"
import { findBot, viewOf } from "./bot-store.ts"
import { changeBot } from "./change-bot.ts"
import { enterBot, pauseBot, resumeBot, stopBot } from "./command-bot.ts"
import { foreseeChangeOf } from "./foresee-change.ts"
import { createBot } from "./create-bot.ts"
import { archiveBot, removeBot, unarchiveBot } from "./put-away-bot.ts"
import { botRehearsal, rehearseBot, waiveRehearsal } from "./rehearsal.ts"
import { serving } from "../server/serve.ts"
import { startBot } from "./start-bot.ts"

const listBots = Effect.fn("api.listBots")(function* () {
  const { tenantId } = yield* CurrentPrincipal
  const bots = yield* queryAll(BotDefinitions, { tenantId }, { orderBy: { field: "createdAt", direction: "DESC" } })
  return yield* Effect.forEach(bots, viewOf, { concurrency: 16 })
})

export const BotsLive = HttpApiBuilder.group(
  Api,
  "bots",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    const simulations = yield* Effect.context<Simulations | RateCounters>()
    const playing = <A, E, R>(effect: Effect.Effect<A, E, R>) => serve(Effect.provideContext(effect, simulations))
    return handlers.handleAll({
      list: () => serve(listBots()),
      create: ({ payload }) => serve(createBot(payload)),
      get: ({ params }) => serve(Effect.flatMap(findBot(params.botId), ({ value }) => viewOf(value))),
      update: ({ params, payload }) => playing(changeBot(params.botId, payload)),
      foreseeChange: ({ params, payload }) => serve(foreseeChangeOf(params.botId, payload.settings)),
      rehearsal: ({ params }) => playing(botRehearsal(params.botId)),
      rehearse: ({ params }) => playing(rehearseBot(params.botId)),
      waiveRehearsal: ({ params, payload }) => playing(waiveRehearsal(params.botId, payload.faults)),
      remove: ({ params }) => serve(removeBot(params.botId)),
      archive: ({ params }) => serve(archiveBot(params.botId)),
      unarchive: ({ params }) => serve(unarchiveBot(params.botId)),
      start: ({ params }) => serve(startBot(params.botId)),
      stop: ({ params, payload }) => serve(stopBot(params.botId, payload.closure)),
      pause: ({ params }) => serve(pauseBot(params.botId)),
      resume: ({ params }) => serve(resumeBot(params.botId)),
      enter: ({ params }) => serve(enterBot(params.botId)),
      funds: ({ params, payload }) => serve(addFunds(params.botId, payload.amount)),
      takeFunds: ({ params, payload }) => serve(takeFunds(params.botId, payload.amount)),
      orders: ({ params, query }) => serve(botOrders(params.botId, query)),
      performance: ({ params, query }) => serve(botPerformance(params.botId, query.run)),
      events: ({ params, query }) => serve(botEvents(params.botId, query)),
      runs: ({ params, query }) => serve(botRuns(params.botId, query)),
      run: ({ params }) => serve(botRun(params.botId, params.runId))
    })
  })
)
