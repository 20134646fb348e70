import { setTimeout as sleep } from "node:timers/promises"
import type { BotView, ConnectionView } from "@tradetower/api/contract"
import { signIn, until } from "../system/trader.ts"

/** A system that trades at a broker's stand-in, and what moves that. */
export interface AtBroker {
  readonly system: { readonly origin: string; readonly stop: () => Promise<void> }
  readonly venue: string
  /** What adds the account. */
  readonly connection: object
  /** Of each market, ours and theirs. */
  readonly symbols: ReadonlyArray<{ readonly ours: string; readonly theirs: string }>
  /** A bot that waits for a price a percent below. */
  readonly settings: object
  readonly trade: (theirs: string, price: string) => Promise<void>
  /** Tells a price, and how long after that an order for it came, ms. */
  readonly measure: (theirs: string, price: string) => Promise<number>
  /** How far one measure is from the next, ms. */
  readonly apart: number
  /** The first so many of a system warm up. */
  readonly warm: number
}

const START = 100

/** From a price on the wire to the order it causes on the wire, the whole product between them: one bot a market, ms. */
export const pricesToOrders = async (at: AtBroker): Promise<ReadonlyArray<number>> => {
  const { apart, connection, measure, settings, symbols, system, trade, venue, warm } = at
  const trader = await signIn(system.origin, "ada")
  const account = await until(
    "the account is added",
    () => trader.ask("POST", "/api/v1/connections", connection),
    ({ status }) => status === 201
  )
  const { id } = account.body as ConnectionView
  let followed = symbols[0]?.theirs ?? ""
  /** What is asked for waits for its first price. */
  const trading = setInterval(() => void trade(followed, String(START)), 20)
  for (const { ours, theirs } of symbols) {
    followed = theirs
    const path = `/api/v1/exchanges/${venue}/markets/${ours}/follow`
    await until(
      `a price of ${ours}`,
      async () => (await trader.ask("POST", path)).body as { readonly lastPrice?: string },
      ({ lastPrice }) => lastPrice !== undefined
    )
    await trader.post("/api/v1/bots", { name: ours, connection: id, symbol: ours, start: true, settings })
  }
  await until(
    "all bots wait",
    () => trader.get<ReadonlyArray<BotView>>("/api/v1/bots"),
    (bots) => bots.every(({ run }) => run?.summary.state === "WAITING")
  )
  clearInterval(trading)
  const samples: Array<number> = []
  for (const [index, { theirs }] of symbols.entries()) {
    await sleep(apart)
    const took = await measure(theirs, String(START * 0.98))
    if (index >= warm) samples.push(took)
  }
  await system.stop()
  return samples
}
