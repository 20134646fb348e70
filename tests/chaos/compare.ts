import { setTimeout as sleep } from "node:timers/promises"
import { audit, type OurRecords } from "./audit.ts"
import type { ExchangeProcess } from "./exchange-process.ts"
import { type Enter, tenants } from "./traders.ts"

/** How long the system may take to agree with the exchange once the market rests, ms. */
const PATIENCE = 180_000

/** Waits until the market's rest has settled everything, and answers what still doesn't agree. */
export const compare = async (enter: Enter, exchange: ExchangeProcess): Promise<ReadonlyArray<string>> => {
  await exchange.rest()
  const deadline = Date.now() + PATIENCE
  for (;;) {
    const wrong: Array<string> = []
    for (const tenant of tenants) {
      const trader = await enter(tenant)
      wrong.push(...audit(tenant, await trader.get<OurRecords>("/api/v1/me/export"), await exchange.book(tenant)))
    }
    if (wrong.length === 0 || Date.now() > deadline) {
      await exchange.goOn(false)
      return wrong
    }
    await sleep(250)
  }
}
