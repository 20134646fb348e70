import { Effect, Option } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { BotDefinitions, BotRuns, goesOn, type JobRecord, type OrderRecord, queryAll } from "@tradetower/platform"
import type { ErasureView, Hindrance } from "../../../contract/index.ts"
import { liveRunOf } from "../bots/bot-store.ts"
import { connectionsOf } from "../connections/connection-store.ts"

const jobs: Readonly<Record<JobRecord["kind"], string>> = {
  BACKTEST: "A backtest",
  SWEEP: "A sweep",
  DOWNLOAD: "A download of candles"
}

/** By one thing or several. */
const counted = (count: number, one: string, several: string): string => (count === 1 ? one : `${count} ${several}`)

/** How many there are of each name. */
const countedBy = <A>(all: ReadonlyArray<A>, nameOf: (one: A) => string): ReadonlyArray<readonly [A, number]> =>
  [...Map.groupBy(all, nameOf).values()].flatMap((alike) =>
    alike.slice(0, 1).map((one) => [one, alike.length] as const)
  )

/** What is in the way of erasing a tenant, thing by thing, and what would stay at brokers. */
export const hindrancesOf = Effect.fnUntraced(function* (tenantId: TenantId) {
  const { jobs: working, lost, orders, runs } = yield* goesOn(tenantId)
  const bots = yield* queryAll(BotDefinitions, { tenantId })
  const names = new Map(bots.map(({ id, name }) => [id, name]))
  const labels = new Map((yield* connectionsOf()).map(({ id, label }) => [id, label]))
  const labelOf = ({ connection }: Pick<OrderRecord, "connection">) => labels.get(connection) ?? connection
  const byAccount = (some: ReadonlyArray<OrderRecord>) =>
    countedBy(some, (order) => `${order.botDefinitionId}/${order.connection}`)
  const ordersOf = ({ botDefinitionId }: OrderRecord, count: number) =>
    `${counted(count, "An order", "orders")} of ${names.get(botDefinitionId) ?? "a bot that is gone"}`
  // One that was just asked for is not projected yet.
  const starting = yield* Effect.filter(bots, (bot) => Effect.map(liveRunOf(bot), Option.isSome))
  const live = new Set([...runs.map((run) => run.botDefinitionId), ...starting.map(({ id }) => id)])
  const left = orders.filter(({ botDefinitionId }) => !live.has(botDefinitionId))
  const hindrances: ReadonlyArray<Hindrance> = [
    ...[...live].map((botId) => ({
      kind: "BOT" as const,
      text: `${names.get(botId) ?? "A bot"} is running: stop it first.`,
      botId
    })),
    ...byAccount(left).map(([order, count]) => ({
      kind: "ORDERS" as const,
      text: `${ordersOf(order, count)} still ${count === 1 ? "rests" : "rest"} at ${labelOf(order)}: close what it left first.`,
      botId: order.botDefinitionId
    })),
    ...countedBy(working, ({ kind }) => kind).map(([{ kind }, count]) => ({
      kind: "JOB" as const,
      text: `${jobs[kind]} goes on${count > 1 ? `, and ${count - 1} more like it` : ""}: cancel ${count > 1 ? "them" : "it"} or wait for the end.`
    }))
  ]
  const kept = yield* queryAll(BotRuns, { tenantId }, { where: { kept: true } })
  const positions = kept
    .filter(({ environment, summary }) => environment === "LIVE" && /[1-9]/.test(summary.position))
    .map(
      ({ summary, symbol, ...run }) =>
        `What ${names.get(run.botDefinitionId) ?? "a bot"} left at ${labelOf(run)}, a position of ${summary.position} in ${symbol}, stays there and is yours.`
    )
  const unreached = byAccount(lost).map(
    ([order, count]) =>
      `${ordersOf(order, count)} may still rest at ${labelOf(order)}, whose key was revoked: only you can cancel ${count === 1 ? "it" : "them"} there.`
  )
  return { hindrances, stays: [...positions, ...unreached] } satisfies ErasureView
})
