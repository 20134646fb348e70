import { rmSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { type Exchange, paperExchange } from "@tradetower/execution"
import { startSystem, steadyClock, type SystemOptions } from "@tradetower/local"
import type { Bus, Store } from "@tradetower/platform"
import type { SmallDisk } from "@tradetower/platform/embedded"
import { newFolder, startInFolder } from "./in-folder.ts"
import type { ManualMarket } from "./manual-market.ts"
import { platformFor } from "./on-azure.ts"
import { pricesAt } from "./start.ts"

/** The whole system in this process, with its store and bus within reach. */
export interface InProcess {
  readonly url: string
  readonly run: <A, E>(effect: Effect.Effect<A, E, Store | Bus>) => Promise<A>
  readonly stop: () => Promise<void>
}

export interface InProcessOptions extends Pick<SystemOptions, "platform" | "realtime"> {
  /** May look at (and wrap) the exchange before it is used. */
  readonly seen?: (exchange: Exchange) => Exchange
  /** What its database is kept on. Default: the computer's own disk. */
  readonly disk?: SmallDisk
  /** What to go on with; an empty folder, removed at the end, when absent. */
  readonly base?: string
  /** The computer's clock on the wall, ms. Default: this one's. */
  readonly wall?: () => number
}

/** Starts the whole system with a paper exchange on the prices given. */
export const startOn = async (
  market: Pick<ManualMarket, "data" | "time">,
  options: InProcessOptions = {}
): Promise<InProcess> => {
  const base = options.base ?? newFolder()
  const seen = options.seen ?? ((exchange: Exchange) => exchange)
  const system = await startSystem({
    demo: true,
    folder: join(base, "world"),
    ...(options.wall !== undefined && {
      clock: steadyClock({ wall: options.wall, monotonic: () => performance.now() })
    }),
    configFolder: join(base, "config"),
    ...platformFor(base),
    ...(options.disk !== undefined && { reserve: options.disk.reserve }),
    ...(options.platform !== undefined && { platform: options.platform }),
    ...(options.realtime !== undefined && { realtime: options.realtime }),
    trading: Effect.succeed({
      exchanges: Effect.map(paperExchange(market.data), (exchange) => [seen(exchange)]),
      time: market.time
    })
  })
  return {
    url: system.url,
    run: (effect) => system.run(effect),
    stop: async () => {
      await system.stop()
      if (options.base === undefined) rmSync(base, { recursive: true, force: true })
    }
  }
}

/** A simulated market in this process, in an empty folder. */
export const startSimulatedHere = async () => {
  const base = newFolder()
  const { origin, stop } = await startInFolder(platformFor(base), base)
  return { origin, price: await pricesAt(origin), stop }
}

/** An exchange that tells of every order right before it is placed. */
export const tellingOfOrders =
  (tell: (tenant: string, purpose: string) => void) =>
  (exchange: Exchange): Exchange => ({
    ...exchange,
    open: (connection) =>
      Effect.map(exchange.open(connection), (account) => ({
        ...account,
        place: (symbol, order) =>
          Effect.suspend(() => {
            tell(connection.tenantId, order.purpose)
            return account.place(symbol, order)
          })
      }))
  })
