import { Effect, Option } from "effect"
import type { BotId, RunId } from "@tradetower/domain/ids"
import { BotEvents, BotRuns, Orders, orderView, queryAll, stepsWhere, Store } from "@tradetower/platform"
import { earlierOf, findBot, findRun, runView, shownRun } from "./bot-store.ts"
import { eventView } from "./event-view.ts"
import { readMarket } from "../exchanges/market-store.ts"
import { overAllRuns, performanceOf } from "./performance.ts"

const PAGE = 100

/** Orders of a run, newest first. */
export const botOrders = Effect.fn("api.botOrders")(function* (
  botId: BotId,
  query: { readonly run?: RunId; readonly open?: "true" | "false"; readonly before?: number; readonly limit?: number }
) {
  const store = yield* Store
  const { value: bot } = yield* findBot(botId)
  const runId = query.run ?? bot.currentRunId
  if (runId === undefined) return []
  if (query.run !== undefined) yield* findRun(bot, runId)
  const key = { tenantId: bot.tenantId, botRunId: runId }
  const open = query.open === undefined ? {} : { open: query.open === "true" }
  const page = yield* store.query(Orders, key, {
    where: { ...open, ...(query.before !== undefined && { createdAt: { before: query.before } }) },
    orderBy: { field: "createdAt", direction: "DESC" },
    limit: query.limit ?? PAGE
  })
  const orders = page.items.map(({ value }) => value)
  const last = page.continuation === undefined ? undefined : orders.at(-1)
  if (last === undefined) return orders.map(orderView)
  // Of one moment all or none: the next page begins before it.
  const { createdAt } = last
  const together = yield* queryAll(Orders, key, { where: { ...open, createdAt } })
  return [...orders.filter((order) => order.createdAt > createdAt), ...together].map(orderView)
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

/** Runs of a bot, newest first: no two began at one moment. */
export const botRuns = Effect.fn("api.botRuns")(function* (
  botId: BotId,
  query: { readonly before?: number; readonly limit?: number }
) {
  const store = yield* Store
  const { value: bot } = yield* findBot(botId)
  const page = yield* store.query(
    BotRuns,
    { tenantId: bot.tenantId, botDefinitionId: bot.id },
    {
      ...(query.before !== undefined && { where: { startedAt: { before: query.before } } }),
      orderBy: { field: "startedAt", direction: "DESC" },
      limit: query.limit ?? PAGE
    }
  )
  return page.items.map(({ value }) => runView(value))
})

/** One run of a bot. */
export const botRun = Effect.fn("api.botRun")(function* (botId: BotId, runId: RunId) {
  const { value: bot } = yield* findBot(botId)
  return runView(yield* findRun(bot, runId))
})

/** Result of a run at the market's last price. */
export const botPerformance = Effect.fn("api.botPerformance")(function* (botId: BotId, runId: RunId | undefined) {
  const { value: bot } = yield* findBot(botId)
  const run = yield* findRun(bot, runId)
  const market = Option.getOrUndefined(yield* readMarket(bot.venue, bot.symbol))
  // A market that left the catalogue: its name still says what base and quote are.
  const [base = bot.symbol, quote = ""] = bot.symbol.split("-")
  const last =
    market?.lastPrice === undefined ? undefined : { price: market.lastPrice, at: market.lastPriceAt ?? run.startedAt }
  const latest = Option.getOrElse(yield* shownRun(bot), () => run)
  const allRuns = overAllRuns(latest, yield* earlierOf(latest), last?.price)
  return performanceOf(run, allRuns, market?.instrument ?? { base, quote }, last)
})
