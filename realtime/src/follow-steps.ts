import { Effect, Option } from "effect"
import { byRun } from "./by-run.ts"
import { shownNumber } from "@tradetower/domain/format"
import { type BotEventRecord, type OrderRecord, Orders, type StepRecord, Store } from "@tradetower/platform"
import { Alerts } from "./alerts/alerts.ts"
import type { News } from "./alerts/queue.ts"
import { byTenant } from "./by-tenant.ts"
import { botStepped, filled, type Trade, tradeOf } from "./live-messages.ts"
import { projectRun } from "./project-run.ts"
import { Publisher } from "./publish.ts"
import { recordTransitions } from "./record-transitions.ts"

/** What a trade is as news. */
const newsOf = (step: StepRecord, trade: Trade, { side }: Pick<OrderRecord, "side">): News => {
  const { botDefinitionId, botRunId, seq, symbol, tenantId } = step
  return {
    id: `fill:${botRunId}:${seq}`,
    tenantId,
    kind: "FILL",
    severity: "INFO",
    botDefinitionId,
    text: (numbers) =>
      `${side === "BUY" ? "Bought" : "Sold"} ${shownNumber(trade.quantity, numbers)} ${symbol} at ${shownNumber(trade.price, numbers)}`
  }
}

const tell = Effect.fnUntraced(function* (step: StepRecord, news: Array<News>) {
  const publisher = yield* Publisher
  const trade = tradeOf(step.event)
  if (Option.isSome(trade)) {
    const store = yield* Store
    const key = { tenantId: step.tenantId, botRunId: step.botRunId }
    const order = yield* store.read(Orders, key, trade.value.clientOrderId)
    if (Option.isSome(order)) {
      yield* publisher.publish(`user:${step.tenantId}:orders`, filled(step, trade.value, order.value.value))
      news.push(newsOf(step, trade.value, order.value.value))
    }
  }
  yield* publisher.publish(`user:${step.tenantId}:bots`, botStepped(step))
})

/**
 * Takes a batch of the event feed: projections and history first, so that a screen that asks on hearing of a step finds
 * them, then the messages. A batch that comes twice changes nothing in the store.
 */
export const takeSteps = Effect.fnUntraced(function* (batch: ReadonlyArray<BotEventRecord>) {
  const steps = batch.filter((event): event is StepRecord => event.kind === "STEP")
  const changed = steps.filter(({ transitions }) => transitions.length > 0)
  // Side by side, what they write is written together.
  yield* Effect.all(
    [
      Effect.forEach(byRun(steps), projectRun, { concurrency: 16, discard: true }),
      Effect.forEach(changed, recordTransitions, { concurrency: 16, discard: true })
    ],
    { concurrency: 2, discard: true }
  )
  const news: Array<News> = []
  yield* byTenant(steps, (step) => tell(step, news))
  yield* (yield* Alerts).tell(news)
})
