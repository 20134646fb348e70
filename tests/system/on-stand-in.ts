import { join } from "node:path"
import { Effect } from "effect"
import { remoteExchange } from "../standins/exchange/adapter.ts"
import { serveExchange } from "../standins/exchange/server.ts"
import { type Faults, noFaults } from "../standins/exchange/wire.ts"
import { newFolder, startInFolder } from "./in-folder.ts"
import { bitcoin, pair } from "./instruments.ts"
import { platformFor } from "./on-azure.ts"

/** The whole system in this process, trading over a network at the stand-in exchange. */
export interface OnStandIn {
  readonly url: string
  /** What goes wrong there from now on; the streams are cut, so that nothing is heard but what they bring anew. */
  readonly setFaults: (faults: Partial<Faults>) => Promise<void>
  /** Ids of the orders that rest in a tenant's account. */
  readonly resting: (tenant: string) => Promise<ReadonlyArray<string>>
  readonly stop: () => Promise<void>
}

/** Starts it on one pair, whose market stands still at a price. */
export const startOnStandIn = async (price: string): Promise<OnStandIn> => {
  const base = newFolder()
  const exchange = await serveExchange({
    folder: join(base, "exchange"),
    instruments: [pair(bitcoin)],
    markets: [{ seed: 7, price, dailyVolatilityPercent: 1, secondsATick: 1 }],
    tickMillis: 100,
    port: 0
  })
  const put = (path: string, body: unknown) =>
    fetch(`${exchange.url}/${path}`, { method: "PUT", body: JSON.stringify(body) })
  const setFaults = async (faults: Partial<Faults>) => {
    await put("faults", { ...noFaults, still: true, ...faults })
    await fetch(`${exchange.url}/streams`, { method: "DELETE" })
  }
  await setFaults({})
  await put(`price/${bitcoin}`, { price })
  const system = await startInFolder(
    {
      ...platformFor(base),
      trading: Effect.succeed({
        exchanges: Effect.succeed([remoteExchange(exchange.url)]),
        time: { now: Effect.sync(() => Date.now()) }
      })
    },
    base
  )
  return {
    url: system.origin,
    setFaults,
    resting: async (tenant) => {
      // The shape is that of our own server.
      const orders = (await (await fetch(`${exchange.url}/accounts/${tenant}/orders`)).json()) as ReadonlyArray<{
        readonly clientOrderId: string
      }>
      return orders.map(({ clientOrderId }) => clientOrderId)
    },
    stop: async () => {
      await system.stop()
      exchange.close()
    }
  }
}
