import type { QueryClient } from "@tanstack/react-query"
import type { Bot, CandleRow, Exchange, KillSwitch, LiveMessage, Order } from "../client/contract.ts"
import { bots, CANDLES, exchanges, runs, timeframeLength } from "../client/queries.ts"

type Of<Tag extends LiveMessage["_tag"]> = Extract<LiveMessage, { readonly _tag: Tag }>

const ended = (state: string): boolean => state === "STOPPED" || state === "COMPLETED"

/**
 * A bot with a newer step's summary; an older step changes nothing. A step of another run changes nothing either: what
 * the runs before came to is known to the server, which is asked (`staleAfter`).
 */
export const withStep = (bot: Bot, step: Of<"BotStepped">): Bot => {
  if (bot.id !== step.botId) return bot
  const run = bot.run
  if (run !== undefined && (run.id !== step.runId || step.seq <= run.seq)) return bot
  const live = !ended(step.summary.state)
  return {
    ...bot,
    run: {
      id: step.runId,
      startedAt: run?.startedAt ?? step.at,
      ...(!live && { endedAt: step.at }),
      live,
      seq: step.seq,
      summary: step.summary
    }
  }
}

/** Orders with one changed, newest first. */
export const withOrder = (known: ReadonlyArray<Order>, order: Order): ReadonlyArray<Order> => {
  const at = known.findIndex(({ clientOrderId }) => clientOrderId === order.clientOrderId)
  if (at === -1) return [order, ...known]
  return (known[at]?.updatedAt ?? 0) > order.updatedAt ? known : known.with(at, order)
}

/** Exchanges with a market's new price. */
export const withPrice = (known: ReadonlyArray<Exchange>, price: Of<"Price">): ReadonlyArray<Exchange> =>
  known.map((exchange) =>
    exchange.id !== price.venue
      ? exchange
      : {
          ...exchange,
          markets: exchange.markets.map((market) =>
            market.symbol !== price.symbol || (market.lastPriceAt ?? 0) > price.at
              ? market
              : { ...market, lastPrice: price.price, lastPriceAt: price.at }
          )
        }
  )

/**
 * Candles with one changed, or put where it belongs. One that lies beyond the next leaves a hole, which is asked for
 * (`staleAfter`) instead of being skipped: until then they end where they ended.
 */
export const withCandle = (known: ReadonlyArray<CandleRow>, candle: Of<"Candle">): ReadonlyArray<CandleRow> => {
  const row: CandleRow = [candle.at, candle.open, candle.high, candle.low, candle.close, candle.volume]
  const last = known.at(-1)
  if (last === undefined) return [row]
  if (candle.at > last[0]) {
    if (candle.at > last[0] + timeframeLength[candle.timeframe]) return known
    return [...(known.length < 2 * CANDLES ? known : known.slice(-CANDLES)), row]
  }
  const at = known.findIndex(([opens]) => opens >= candle.at)
  if (known[at]?.[0] === candle.at) return known.with(at, row)
  return at === 0 ? known : known.toSpliced(at, 0, row)
}

const keyOf = ({ venue, symbol, timeframe }: Of<"Candle">) => ["candles", venue, symbol, timeframe] as const

/** What is patched is as old as the answer it was: it must not pass for one that was just asked for. */
const patch = <A>(client: QueryClient, key: ReadonlyArray<unknown>, change: (known: A) => A): void => {
  const asked = client.getQueryState<A>(key)
  if (asked?.data === undefined) return
  const changed = change(asked.data)
  if (changed !== asked.data) client.setQueryData<A>(key, changed, { updatedAt: asked.dataUpdatedAt })
}

/** Puts a live message into what the page knows. What can't be patched is asked for again by {@link staleAfter}. */
export const patchCache = (client: QueryClient, message: LiveMessage): void => {
  switch (message._tag) {
    case "BotStepped":
      patch<ReadonlyArray<Bot>>(client, bots.queryKey, (known) => known.map((bot) => withStep(bot, message)))
      return
    case "OrderChanged":
      patch<ReadonlyArray<Order>>(client, ["orders", message.order.botId], (known) => withOrder(known, message.order))
      return
    case "Price":
      patch<ReadonlyArray<Exchange>>(client, exchanges.queryKey, (known) => withPrice(known, message))
      return
    case "Candle":
      patch<ReadonlyArray<CandleRow>>(client, keyOf(message), (known) => withCandle(known, message))
      return
    case "Connection":
      patch<ReadonlyArray<Exchange>>(client, exchanges.queryKey, (known) =>
        known.map((exchange) =>
          exchange.id === message.venue ? { ...exchange, connected: message.connected, note: message.reason } : exchange
        )
      )
      return
    default:
  }
}

/** Which queries a message makes stale beyond what it patched. */
export const staleAfter = (client: QueryClient, message: LiveMessage): ReadonlyArray<ReadonlyArray<unknown>> => {
  switch (message._tag) {
    case "BotStepped": {
      const known = client.getQueryData(bots.queryKey)?.some(({ run }) => run?.id === message.runId) ?? false
      const listed = client.getQueryData(runs(message.botId).queryKey)?.pages.flat()
      const isNew = listed?.every(({ id }) => id !== message.runId) ?? false
      const halted = client.getQueryData<KillSwitch>(["kill-switch"])?.halted ?? false
      return [
        ["events", message.botId],
        ...(known ? [] : [["bots"]]),
        ...(isNew ? [["runs", message.botId]] : []),
        ...(halted ? [["kill-switch"]] : [])
      ]
    }
    case "Notified":
      return [["notifications"]]
    case "Candle": {
      const last = client.getQueryData<ReadonlyArray<CandleRow>>(keyOf(message))?.at(-1)
      return last !== undefined && last[0] < message.at ? [keyOf(message)] : []
    }
    default:
      return []
  }
}
