import { minus, plus, times, zero } from "@tradetower/domain/number"
import type { BotView, ConnectableView, ConnectionView } from "@tradetower/api/contract"
import { type Faults, noFaults } from "../standins/tastytrade/faults.ts"
import { aheadToOpen } from "../standins/open-hours.ts"
import { startTastytrade, type WholeBook } from "../standins/tastytrade/start.ts"
import type { AccountOptions } from "../standins/tastytrade/tastytrade-book.ts"
import { type Trader, until } from "../system/trader.ts"
import { connectionOf } from "../system/with-tastytrade.ts"
import type { ExchangeBook } from "./audit.ts"
import type { ExchangeProcess } from "./exchange-process.ts"
import { type Enter, tenants } from "./traders.ts"

const trouble: Partial<Faults> = {
  cutAnswers: 0.04,
  answer502: 0.03,
  throttle: 0.02,
  rejectLater: 0.02,
  cutStreamBeforeFill: 0.03,
  doubleMessages: 0.1,
  lateMessages: 0.1,
  positionLag: 500
}
const calm: Partial<Faults> = noFaults

const accountOf = (tenant: string): AccountOptions => ({
  number: `5WT-${tenant.toUpperCase()}`,
  refresh: `refresh-of-${tenant}`,
  secret: `secret-of-${tenant}`,
  cash: "100000"
})

const statuses: Readonly<Record<string, string>> = {
  Filled: "FILLED",
  Cancelled: "CANCELLED",
  Expired: "EXPIRED",
  Rejected: "REJECTED"
}

/** `"/MAZ6"` is ours as `MA-20991218`. */
const ours = (symbol: string): string => `${symbol.slice(1, -2)}-20991218`

/** What a contract is taken to cost here, and costs there. */
const COST = "2.5"

/** An account's book in the words of the audit: what was paid for contracts counts as spent. */
const inOurWords = ({ opening, orders, positions }: WholeBook): ExchangeBook => {
  const fills = orders.flatMap(({ "external-identifier": clientOrderId, legs: [leg] }) =>
    (leg?.fills ?? []).map((fill) => ({ ...fill, clientOrderId, buys: leg?.action === "Buy" }))
  )
  const spent = fills.reduce((all, { buys, "fill-price": price, quantity }) => {
    const worth = times(quantity, price)
    return plus(plus(all, buys ? worth : minus(zero, worth)), times(quantity, COST))
  }, zero)
  return {
    opening: { USD: opening },
    totals: {
      USD: minus(opening, spent),
      ...Object.fromEntries(Object.entries(positions).map(([symbol, held]) => [ours(symbol), held]))
    },
    orders: orders.map(({ "external-identifier": clientOrderId, legs: [leg], status }) => ({
      clientOrderId,
      status: statuses[status] ?? "OPEN",
      filledQuantity: (leg?.fills ?? []).reduce((all, { quantity }) => plus(all, quantity), zero)
    })),
    fills: fills.map(({ clientOrderId, "fill-id": tradeId }) => ({ tradeId, clientOrderId }))
  }
}

/** Adds an account of the sandbox's money there. */
const addAccount = async (trader: Trader, tenant: string): Promise<ConnectionView> => {
  await until(
    "tastytrade is on offer",
    () => trader.get<ReadonlyArray<ConnectableView>>("/api/v1/connections/offer"),
    (all) => all.some(({ broker }) => broker === "tastytrade")
  )
  return trader.post<ConnectionView>("/api/v1/connections", connectionOf(accountOf(tenant)))
}

const shared = { start: { _tag: "IMMEDIATELY" }, leverage: 2, marginType: "CROSS" }

/** A bot a contract: tastytrade has one position each. */
const botsFor = {
  "MA-20991218": (price: number) => ({
    ...shared,
    _tag: "FUTURES_GRID",
    direction: "NEUTRAL",
    investment: "9000",
    lowPrice: (price * 0.98).toFixed(2),
    highPrice: (price * 1.02).toFixed(2),
    gridQuantity: 10,
    spacing: "GEOMETRIC"
  }),
  "MB-20991218": () => ({
    ...shared,
    _tag: "DCA_FUTURES",
    direction: "LONG",
    investment: "4000",
    baseOrderAmount: "1000",
    baseOrderType: "MARKET",
    safetyOrderAmount: "700",
    maxSafetyOrders: 3,
    safetyOrderStep: "0.6",
    safetyOrderStepMultiplier: "1",
    safetyOrderAmountMultiplier: "1",
    // A contract of a hundred dollars costs five to buy and sell.
    takeProfitPercent: "6",
    pumpProtection: false
  })
} as const

/** tastytrade as a process that outlives every kill: cut answers, doubled and late messages, cut streams, 429, 502. */
export const startAtTastytrade = async (seed: number): Promise<ExchangeProcess> => {
  const ahead = aheadToOpen(Date.now(), "FUTURES")
  const tastytrade = await startTastytrade({
    seed,
    ahead,
    "tick-millis": 120,
    "seconds-a-tick": 30,
    "daily-volatility": 12,
    "within-percent": 3
  })
  for (const tenant of tenants) await tastytrade.add(accountOf(tenant))
  await tastytrade.setFaults(calm)

  const startBots = async (enter: Enter): Promise<void> => {
    for (const tenant of tenants) {
      const trader = await enter(tenant)
      const { id } = await addAccount(trader, tenant)
      for (const [symbol, settings] of Object.entries(botsFor)) {
        const path = `/api/v1/exchanges/tastytrade/markets/${symbol}/follow`
        const { lastPrice } = await until(
          `a price of ${symbol}`,
          async () => (await trader.ask("POST", path)).body as { readonly lastPrice?: string },
          (market) => market.lastPrice !== undefined
        )
        const bot = await trader.post<BotView>("/api/v1/bots", {
          name: `${symbol} of ${tenant}`,
          connection: id,
          symbol,
          settings: settings(Number(lastPrice))
        })
        await trader.post(`/api/v1/bots/${bot.id}/start`)
      }
    }
  }

  return {
    environment: { TASTYTRADE: tastytrade.url, AHEAD: String(ahead) },
    startBots,
    rest: async () => {
      await tastytrade.setFaults(calm)
      await tastytrade.stand(true)
    },
    goOn: async (withTrouble) => {
      await tastytrade.stand(false)
      await tastytrade.setFaults(withTrouble ? { ...calm, ...trouble } : calm)
    },
    book: async (tenant) => {
      const found = (await tastytrade.book())[accountOf(tenant).number]
      if (found === undefined) throw new Error(`tastytrade has no account of ${tenant}`)
      return inOurWords(found)
    },
    stop: tastytrade.stop
  }
}
