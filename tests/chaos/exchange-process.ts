import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startExchange as start } from "../standins/exchange/start.ts"
import { type Faults, noFaults } from "../standins/exchange/wire.ts"
import type { Trader } from "../system/trader.ts"
import type { ExchangeBook } from "./audit.ts"

/** The exchange of a chaos run: a process of its own that outlives every kill. */
export interface ExchangeProcess {
  /** What the system's process has to know of it. */
  readonly environment: Readonly<Record<string, string>>
  /** Through which account a trader trades there. Default: the one that everybody has. */
  readonly connectionOf?: (trader: Trader) => Promise<string>
  /** Starts everybody's bots, where they are others than elsewhere. */
  readonly startBots?: (enter: (tenant: string) => Promise<Trader>) => Promise<void>
  /** What trades on a market in place of a grid and an averaging bot; undefined: these do. */
  readonly botFor?: (symbol: string, price: number) => object | undefined
  /** Percent between a grid's levels there: more than its fees. Default: 0.4. */
  readonly step?: number
  /** The market stands still and nothing goes wrong any more: what has been asked can be settled. */
  readonly rest: () => Promise<void>
  /** The market goes on; with trouble, answers get lost, requests are turned away and streams break. */
  readonly goOn: (trouble: boolean) => Promise<void>
  readonly book: (tenant: string) => Promise<ExchangeBook>
  readonly stop: () => Promise<void>
}

const trouble: Faults = { ...noFaults, delay: 20, dropAnswers: 0.05, throttle: 0.03, breakStreams: 900 }

export const startExchange = async (seed: number): Promise<ExchangeProcess> => {
  const folder = mkdtempSync(join(tmpdir(), "tradetower-exchange-"))
  const exchange = await start({
    folder,
    seed,
    tickMillis: 20,
    secondsATick: 15,
    dailyVolatilityPercent: 12,
    withinPercent: 1.8
  })
  return {
    environment: { EXCHANGE: exchange.url },
    rest: () => exchange.setFaults({ ...noFaults, still: true }),
    goOn: (withTrouble) => exchange.setFaults(withTrouble ? trouble : noFaults),
    book: async (tenant) =>
      (await exchange.book())[tenant] ?? {
        opening: { USD: "100000" },
        totals: { USD: "100000" },
        orders: [],
        fills: []
      },
    stop: async () => {
      await exchange.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
