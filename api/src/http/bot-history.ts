import { Effect, Option } from "effect"
import type { BotId, RunId } from "@tradetower/domain"
import { BotEvents, BotRuns, Orders, orderView, stepsWhere, Store } from "@tradetower/platform"
import { CurrentPrincipal } from "../../contract/index.ts"
import { earlierOf, findBot, findRun, runView, shownRun } from "./bot-store.ts"
import { eventView } from "./event-view.ts"
import { readMarket } from "./market-store.ts"
import { overAllRuns, performanceOf } from "./performance.ts"
import { queryAll } from "./query-all.ts"

const PAGE = 100

/** Orders of a run, newest first. */
export const botOrders = Effect.fn("api.botOrders")(function* (
  botId: BotId,
  query: { readonly run?: RunId; readonly open?: "true" | "false"; readonly limit?: number }
) {
  const store = yield* Store
  const { value: bot } = yield* findBot(botId)
  const runId = query.run ?? bot.currentRunId
  if (runId === undefined) return []
  if (query.run !== undefined) yield* findRun(bot, runId)
  const page = yield* store.query(
    Orders,
    { tenantId: bot.tenantId, botRunId: runId },
    {
      ...(query.open !== undefined && { where: { open: query.open === "true" } }),
      orderBy: { field: "createdAt", direction: "DESC" },
      limit: query.limit ?? PAGE
    }
  )
  return page.items.map(({ value }) => orderView(value))
})

/** Steps of a run, newest first. */
export const botEvents = Effect.fn("api.botEvents")(function* (
  botId: BotId,
  query: { readonly run?: RunId; readonly before?: number; readonly limit?: number }
) {
  const store = yield* Store
  const { value: bot } = yield* findBot(botId)
  const runId = query.run ?? bot.currentRunId
  if (runId === undefined) return []
  if (query.run !== undefined) yield* findRun(bot, runId)
  const page = yield* store.query(
    BotEvents,
    { tenantId: bot.tenantId, botRunId: runId },
    {
      where: stepsWhere(query.before === undefined ? {} : { before: query.before }),
      orderBy: { field: "id", direction: "DESC" },
      limit: query.limit ?? PAGE
    }
  )
  return page.items.flatMap(({ value }) => (value.kind === "STEP" ? [eventView(value)] : []))
})

/** Runs of a bot, newest first. */
export const botRuns = Effect.fn("api.botRuns")(function* (botId: BotId) {
  const { userId: tenantId } = yield* CurrentPrincipal
  const { value: bot } = yield* findBot(botId)
  const runs = yield* queryAll(
    BotRuns,
    { tenantId, botDefinitionId: bot.id },
    { orderBy: { field: "startedAt", direction: "DESC" } }
  )
  return runs.map(runView)
})

/** Result of a run at the market's last price. */
export const botPerformance = Effect.fn("api.botPerformance")(function* (botId: BotId, runId: RunId | undefined) {
  const { value: bot } = yield* findBot(botId)
  const run = yield* findRun(bot, runId)
  const market = Option.getOrUndefined(yield* readMarket(bot.exchange, bot.symbol))
  // A market that left the catalogue: its name still says what base and quote are.
  const [base = bot.symbol, quote = ""] = bot.symbol.split("-")
  const last =
    market?.lastPrice === undefined ? undefined : { price: market.lastPrice, at: market.lastPriceAt ?? run.startedAt }
  const latest = Option.getOrElse(yield* shownRun(bot), () => run)
  const allRuns = overAllRuns(latest, yield* earlierOf(latest), last?.price)
  return performanceOf(run, allRuns, market?.instrument ?? { base, quote }, last)
})
