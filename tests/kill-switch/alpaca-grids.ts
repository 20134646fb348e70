import { setTimeout as sleep } from "node:timers/promises"
import type { BotView, ConnectionView, KillSwitchReceipt, KillSwitchView } from "@tradetower/api/contract"
import { defaultRiskLimits } from "@tradetower/domain/risk"
import type { AccountOptions } from "../standins/alpaca/alpaca-book.ts"
import { gridAround, startBot } from "../system/bots.ts"
import { type Trader, until } from "../system/trader.ts"
import { alpacaAccount } from "../system/with-alpaca.ts"

/** Grids at one account of Alpaca, a coin each, all of whose prices are 100. */
export interface Grids {
  readonly account: AccountOptions
  /** Wait below the price, and hold nothing. */
  readonly flat: ReadonlyArray<string>
  /** Are around the price, and hold what they sell above it. */
  readonly holding: ReadonlyArray<string>
  readonly levels: number
  /** What rests at Alpaca. */
  readonly resting: () => Promise<ReadonlyArray<unknown>>
}

/** Starts them; answers how many orders rest, once none is still to come. */
export const startGrids = async (
  trader: Trader,
  { account, flat, holding, levels, resting }: Grids
): Promise<number> => {
  const added = await until(
    "the account is added",
    () => trader.ask("POST", "/api/v1/connections", alpacaAccount(account, "At Alpaca")),
    ({ status }) => status === 201
  )
  const { id } = added.body as ConnectionView
  await trader.ask("PUT", "/api/v1/risk-limits", { ...defaultRiskLimits, ordersPerMinute: 6_000 })
  const coins = [...flat.map((coin) => [coin, 90] as const), ...holding.map((coin) => [coin, 100] as const)]
  for (const [coin, middle] of coins) {
    await until(
      `a price of ${coin}`,
      async () =>
        (await trader.ask("POST", `/api/v1/exchanges/alpaca/markets/${coin}-USD/follow`)).body as {
          readonly lastPrice?: string
        },
      ({ lastPrice }) => lastPrice !== undefined
    )
    const settings = { ...gridAround(middle, 200 * levels), gridLevels: levels, trailingUp: false }
    await startBot(trader, `Grid of ${coin}`, settings, `${coin}-USD`, id)
  }
  const [count] = await until(
    "all grids rest, and none of their orders is on its way",
    async () => {
      await sleep(250)
      const bots = await trader.get<ReadonlyArray<BotView>>("/api/v1/bots")
      return [(await resting()).length, bots.map(({ run }) => run?.summary.openOrders ?? 0)] as const
    },
    // One level of a grid is where the price is.
    ([there, asked]) =>
      asked.every((orders) => orders >= levels - 1) && there === asked.reduce((sum, orders) => sum + orders, 0),
    300_000
  )
  return count
}

/** Uses the kill switch; answers its receipt when all is over, and how many orders it said were cancelled until then. */
export const stopAll = async (
  trader: Trader
): Promise<{ readonly receipt: KillSwitchReceipt; readonly told: ReadonlyArray<number> }> => {
  await trader.post("/api/v1/kill-switch")
  const told: Array<number> = []
  const { receipt } = await until(
    "the bots have stopped",
    () => sleep(100).then(() => trader.get<KillSwitchView>("/api/v1/kill-switch")),
    (view) => {
      told.push(view.receipt?.ordersCancelled ?? 0)
      return view.receipt?.completedAt !== undefined
    },
    300_000
  )
  if (receipt === undefined) throw new Error("no receipt")
  return { receipt, told }
}
