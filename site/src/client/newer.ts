import type { Bot, CandleRow, Order } from "./contract.ts"

/**
 * An answer may be older than what the live connection brought while it was on its way. Of each thing the newer is kept.
 */
export const newerBots = (known: ReadonlyArray<Bot> | undefined, asked: ReadonlyArray<Bot>): ReadonlyArray<Bot> =>
  asked.map((bot) => {
    const before = known?.find(({ id }) => id === bot.id)?.run
    return before !== undefined && before.id === bot.run?.id && before.seq > bot.run.seq ? { ...bot, run: before } : bot
  })

/** As {@link newerBots}; orders placed since the answer are kept too, when `asked` doesn't reach back that far. */
export const newerOrders = (
  known: ReadonlyArray<Order> | undefined,
  asked: ReadonlyArray<Order>
): ReadonlyArray<Order> => {
  if (known === undefined) return asked
  const before = new Map(known.map((order) => [order.clientOrderId, order]))
  const newest = asked.reduce((latest, { updatedAt }) => Math.max(latest, updatedAt), 0)
  const merged = asked.map((order) => {
    const old = before.get(order.clientOrderId)
    before.delete(order.clientOrderId)
    return old !== undefined && old.updatedAt > order.updatedAt ? old : order
  })
  return [...[...before.values()].filter(({ createdAt }) => createdAt > newest), ...merged]
}

/** As {@link newerBots}: candles that go on, without a hole, from where the answer ends. `length`: of one, ms. */
export const newerCandles = (
  known: ReadonlyArray<CandleRow> | undefined,
  asked: ReadonlyArray<CandleRow>,
  length: number
): ReadonlyArray<CandleRow> => {
  const ends = asked.at(-1)?.[0]
  if (known === undefined || ends === undefined) return asked
  const newer = known.filter(([opens]) => opens > ends)
  return newer[0]?.[0] === ends + length ? [...asked, ...newer] : asked
}
