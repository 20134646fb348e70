import { plus } from "@tradetower/domain/number"
import type { BotView, ConnectableView, ConnectionView } from "@tradetower/api/contract"
import type { AccountOptions } from "../standins/alpaca/alpaca-book.ts"
import type { Faults } from "../standins/alpaca/faults.ts"
import { noFaults } from "../standins/alpaca/faults.ts"
import { startAlpaca, type WholeBook } from "../standins/alpaca/start.ts"
import { dca, gridAround } from "../system/bots.ts"
import { startRehearsed } from "../system/start-rehearsed.ts"
import { type Trader, until } from "../system/trader.ts"
import type { ExchangeBook } from "./audit.ts"
import type { ExchangeProcess } from "./exchange-process.ts"
import { type Enter, tenants } from "./traders.ts"

const trouble: Partial<Faults> = {
  cutAnswers: 0.04,
  answer504: 0.02,
  answer500: 0.02,
  throttle: "WITH_HEADERS",
  throttleShare: 0.02,
  cutStreamBeforeFill: 0.03,
  loseEvents: 0.03,
  doubleEvents: 0.1,
  lateEvents: 0.1,
  activityLag: 2_000,
  offTheCent: true
}
/** Some prices stay off the cent. */
const calm: Partial<Faults> = { ...noFaults, offTheCent: true }

const accountOf = (tenant: string): AccountOptions => ({
  key: `AK-${tenant}`,
  secret: `secret-of-${tenant}`,
  number: `88-${tenant}`,
  environment: "live",
  cash: "100000"
})

const statuses: Readonly<Record<string, string>> = { filled: "FILLED", canceled: "CANCELLED", expired: "EXPIRED" }

/** An account's book in the words of the audit. */
const inOurWords = ({ activities, cash, opening, orders, positions }: WholeBook): ExchangeBook => {
  const ours = new Map(orders.map((order) => [order.id, order.client_order_id]))
  return {
    opening: { USD: opening },
    totals: Object.fromEntries([
      ["USD", cash] as const,
      ...Object.entries(positions).map(([symbol, held]) => [symbol.replace("/USD", ""), held] as const)
    ]),
    orders: orders.map(({ client_order_id, filled_qty, status }) => ({
      clientOrderId: client_order_id,
      status: statuses[status] ?? "OPEN",
      filledQuantity: filled_qty
    })),
    fills: activities.flatMap(({ activity_type, cum_qty, order_id }) =>
      activity_type === "FILL" && order_id !== undefined && cum_qty !== undefined
        ? [{ tradeId: `${order_id}:${plus(cum_qty, "0")}`, clientOrderId: ours.get(order_id) ?? "" }]
        : []
    )
  }
}

/** Adds an account of real money there, and lets orders go to it. */
const addAccount = async (trader: Trader, tenant: string): Promise<ConnectionView> => {
  await until(
    "Alpaca is on offer",
    () => trader.get<ReadonlyArray<ConnectableView>>("/api/v1/connections/offer"),
    (all) => all.some(({ broker }) => broker === "alpaca")
  )
  const { key, secret } = accountOf(tenant)
  const added = await trader.post<ConnectionView>("/api/v1/connections", {
    broker: "alpaca",
    venue: "alpaca",
    terms: "alpaca",
    environment: "LIVE",
    label: "At Alpaca",
    secret: { key, secret }
  })
  await trader.post(`/api/v1/connections/${added.id}/arm`, { label: "At Alpaca" })
  return added
}

/** A bot a symbol: Alpaca has one position each. */
const botsFor = (price: (symbol: string) => Promise<number>) =>
  [
    ["BTC-USD", async (symbol: string) => gridAround(await price(symbol), 5_000, 0.4)],
    ["ETH-USD", async (symbol: string) => gridAround(await price(symbol), 5_000, 0.4)],
    ["LTC-USD", async () => dca(3_000)],
    ["SOL-USD", async () => dca(3_000)]
  ] as const

/** Alpaca as a process that outlives every kill: cut answers, lost and doubled events, cut streams, 429. */
export const startAtAlpaca = async (seed: number): Promise<ExchangeProcess> => {
  const alpaca = await startAlpaca({
    seed,
    "tick-millis": 120,
    "seconds-a-tick": 30,
    "daily-volatility": 12,
    "within-percent": 1.8,
    requests: 100_000
  })
  for (const tenant of tenants) await alpaca.add(accountOf(tenant))
  await alpaca.setFaults(calm)

  const startBots = async (enter: Enter): Promise<void> => {
    for (const tenant of tenants) {
      const trader = await enter(tenant)
      const { id } = await addAccount(trader, tenant)
      const priceOf = async (symbol: string) => {
        const path = `/api/v1/exchanges/alpaca/markets/${symbol}/follow`
        const market = await until(
          `a price of ${symbol}`,
          async () => (await trader.ask("POST", path)).body as { readonly lastPrice?: string },
          ({ lastPrice }) => lastPrice !== undefined
        )
        return Number(market.lastPrice)
      }
      for (const [symbol, settings] of botsFor(priceOf)) {
        await priceOf(symbol)
        const bot = await trader.post<BotView>("/api/v1/bots", {
          name: `${symbol} of ${tenant}`,
          connection: id,
          symbol,
          settings: await settings(symbol)
        })
        // What it does not pass there is what it is killed for here.
        await startRehearsed(trader, bot)
      }
    }
  }

  return {
    environment: { ALPACA: alpaca.url },
    startBots,
    rest: async () => {
      await alpaca.setFaults(calm)
      await alpaca.stand(true)
    },
    goOn: async (withTrouble) => {
      await alpaca.stand(false)
      await alpaca.setFaults(withTrouble ? { ...calm, ...trouble } : calm)
    },
    book: async (tenant) => {
      const found = (await alpaca.book())[accountOf(tenant).key]
      if (found === undefined) throw new Error(`Alpaca has no account of ${tenant}`)
      return inOurWords(found)
    },
    stop: alpaca.stop
  }
}
