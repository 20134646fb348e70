import { join } from "node:path"
import { startOwnProcess } from "../own-process.ts"
import type { AccountBook, Faults } from "./wire.ts"

export interface ExchangeProcess {
  readonly url: string
  /** What goes wrong from now on. */
  readonly setFaults: (faults: Faults) => Promise<void>
  /** The whole book by account. */
  readonly book: () => Promise<Readonly<Record<string, AccountBook>>>
  readonly stop: () => Promise<void>
}

export interface ExchangeProcessOptions {
  readonly folder: string
  readonly seed: number
  /** Wall time between two trades, ms. Default 50. */
  readonly tickMillis?: number
  readonly dailyVolatilityPercent?: number
  readonly secondsATick?: number
  readonly withinPercent?: number
}

/** Starts the exchange in a process of its own. */
export const startExchange = async (options: ExchangeProcessOptions): Promise<ExchangeProcess> => {
  const flags = [
    ["--folder", options.folder],
    ["--seed", String(options.seed)],
    ["--tick-millis", String(options.tickMillis ?? 50)],
    ["--daily-volatility", String(options.dailyVolatilityPercent ?? 6)],
    ["--seconds-a-tick", String(options.secondsATick ?? 20)],
    ["--within-percent", String(options.withinPercent ?? 100)]
  ].flat()
  const {
    addresses: [url = ""],
    stop
  } = await startOwnProcess("exchange", join(import.meta.dirname, "main.ts"), flags)
  return {
    url,
    setFaults: async (faults) => {
      await fetch(`${url}/faults`, { method: "PUT", body: JSON.stringify(faults) })
    },
    // The shape is that of our own server.
    book: async () => (await (await fetch(`${url}/book`)).json()) as Readonly<Record<string, AccountBook>>,
    stop
  }
}
